#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/api/event_ring.h"
#include "gateway/http/http_stream.h"

namespace gateway {

/// What a listener wants to hear.
struct EventFilter {
    std::string device_id;           ///< empty: every device of the environment
    std::vector<std::string> types;  ///< empty: every type

    bool wants_device(const std::string& id) const;
    bool wants_type(const std::string& type) const;
    bool wants(const StreamEvent& event) const { return wants_type(event.type) && wants_device(event.device_id); }
};

/// One listener: first the present states that it still has to be shown, then the ring from where it stands. It is fed
/// in pieces, as fast as it reads, so that a big site's states wait here and not in a socket's queue. Io thread; owned
/// by an EventChannel.
class EventReader {
  public:
    enum class Progress { nothing_left, more_later, lost };

    EventReader(EventFilter filter, const EventRing& ring)
        : filter_(std::move(filter)), ring_(ring), at_(ring.newest()) {}

    /// A text before everything else.
    void say_first(std::string text) { first_ += text; }
    void resume_after(std::uint64_t sequence) { at_ = sequence; }
    /// To be shown first; the id that can be resumed from comes with the last.
    void show_first(std::vector<std::string> device_ids) {
        to_show_ = std::move(device_ids);
        owes_id_ = true;
    }

    using Describe = std::function<std::string(const std::string& device_id)>;  ///< the body; empty: it is gone
    /// Sends a piece. more_later: call again when the stream is drained, or soon when nothing is queued. lost: the ring
    /// has moved on past it, it is too slow.
    Progress feed(HttpStream& stream, const Describe& describe);

    const EventFilter& filter() const { return filter_; }

  private:
    void take_states(std::string& piece, const Describe& describe);
    void take_events(std::string& piece);

    EventFilter filter_;
    const EventRing& ring_;
    std::uint64_t at_;
    std::uint64_t passed_over_ = 0;  // events since the last id that it was sent
    std::string first_;
    std::vector<std::string> to_show_;
    std::size_t shown_ = 0;
    bool owes_id_ = false;  // not before all states are shown: whoever is cut off before begins anew
};

}  // namespace gateway
