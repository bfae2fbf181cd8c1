#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/api/device_watch.h"
#include "gateway/api/event_reader.h"
#include "gateway/api/event_ring.h"
#include "gateway/clock.h"

namespace gateway {

struct EventCounters {
    std::uint64_t listeners = 0, events = 0, resumed = 0, resyncs = 0, too_slow = 0, too_many_of_key = 0;
};

/// What a client asked for at GET /events.
struct EventRequest {
    std::string key_id;
    EventFilter filter;
    std::string last_event_id;  ///< empty: it begins anew
};

/// The events of one environment and who listens to them. It keeps the last events while somebody listens and for a
/// while after the last one left, for it may come back; otherwise nothing is computed. Io thread; owned by the
/// EventHub.
class EventChannel : public std::enable_shared_from_this<EventChannel> {
  public:
    static constexpr std::size_t kMostOfKey = 32;  ///< streams of one key; above: 429
    static constexpr std::chrono::minutes kKeptAfterLastListener{2};

    using DeviceIds = std::function<std::vector<std::string>()>;

    EventChannel(std::string epoch, Time& time, EventCounters& counters, DeviceIds device_ids,
                 DeviceWatch::Describe describe);

    /// Throws canonical::ApiError 429 RATE_LIMIT_EXCEEDED.
    HttpStreamTerms listen(EventRequest request);
    bool is_recording() const { return is_recording_; }
    void device_changed(const std::string& device_id);
    /// Only while recording.
    void append(std::string_view type, std::string_view device_id, std::string_view body);
    /// The key opens nothing any more.
    void close_streams_of(const std::string& key_id);

  private:
    struct Listener {
        std::string key_id;
        EventReader reader;
        std::shared_ptr<HttpStream> stream;
    };

    void begin(Listener& listener, const std::string& last_event_id);
    void feed_all_soon();
    void feed(std::uint64_t number);
    void left(std::uint64_t number);
    void stop_recording();
    std::size_t streams_of(const std::string& key_id) const;

    Time& time_;
    EventCounters& counters_;
    DeviceIds device_ids_;
    EventRing ring_;
    DeviceWatch watch_;
    std::map<std::uint64_t, Listener> listeners_;
    std::uint64_t last_number_ = 0;
    bool is_recording_ = false;
    bool will_feed_ = false;
    std::unique_ptr<Time::Timer> end_of_recording_;
};

}  // namespace gateway
