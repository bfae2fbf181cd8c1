#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace gateway {

/// One thing that happened, as it goes over the wire.
struct StreamEvent {
    std::uint64_t sequence = 0;
    std::string type;
    std::string device_id;
    std::string frame;  ///< "id: …\nevent: …\ndata: …\n\n"
};

/// The last events of one environment. Ids are "EPOCH-SEQUENCE"; the epoch is random, so that an id of another process
/// or environment is never taken for one of ours. Io thread; owned by an EventChannel.
class EventRing {
  public:
    static constexpr std::size_t kMostEvents = 4096;  ///< at one a second and device: minutes of a busy site

    explicit EventRing(std::string epoch) : epoch_(std::move(epoch)) {}

    void append(std::string_view type, std::string_view device_id, std::string_view body);
    /// Forgets everything; no id given so far can be resumed from any more.
    void interrupt();

    std::uint64_t newest() const { return newest_; }
    std::string id(std::uint64_t sequence) const { return epoch_ + "-" + std::to_string(sequence); }
    /// Everything after that sequence is still there.
    bool holds_all_after(std::uint64_t sequence) const;
    /// The event after that sequence; null: none yet. Call only where holds_all_after() is true.
    const StreamEvent* next(std::uint64_t sequence) const;
    /// The sequence in an id that can be resumed from.
    std::optional<std::uint64_t> resumable(std::string_view id) const;

  private:
    std::string epoch_;
    std::deque<StreamEvent> events_;  // sequences without a gap, up to newest_
    std::uint64_t newest_ = 0;
};

/// One event of a stream as text (WHATWG HTML, 9.2.5). An empty id: none. `body` is one line.
std::string event_frame(std::string_view id, std::string_view type, std::string_view body);

}  // namespace gateway
