#pragma once

#include "gateway/api/event_channel.h"
#include "gateway/site/site.h"

namespace gateway {

/// What happens at the site, for those who listen at GET /events; the environments do not see each other. It listens to
/// the Site from its beginning to its end. Io thread; owned by the Api.
class EventHub {
  public:
    EventHub(Site& site, storage::Storage& storage, Time& time);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// Throws canonical::ApiError 429 RATE_LIMIT_EXCEEDED.
    HttpStreamTerms listen(canonical::Environment environment, EventRequest request) {
        return channel(environment).listen(std::move(request));
    }
    void close_streams_of(const std::string& key_id);
    const EventCounters& counters() const { return counters_; }

  private:
    EventChannel& channel(canonical::Environment environment) const;
    std::shared_ptr<EventChannel> make_channel(canonical::Environment environment, Time& time);
    std::string describe(const std::string& device_id, canonical::Environment environment) const;
    void listen_to_storage(storage::Storage& storage, canonical::Environment environment) const;
    void looked_at(ChargePoint& charge_point) const;

    Site& site_;
    EventCounters counters_;
    std::shared_ptr<EventChannel> live_, sandbox_;
};

}  // namespace gateway
