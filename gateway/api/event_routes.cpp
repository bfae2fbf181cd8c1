#include <algorithm>
#include <array>

#include "canonical/errors.h"
#include "gateway/api/api.h"
#include "gateway/api/parameters.h"

namespace gateway {

namespace {

constexpr std::array<std::string_view, 13> kTypes = {
    "device",           "action",           "push.completed",     "push.failed",          "device.connected",
    "device.disconnected", "schedule.created", "schedule.updated", "schedule.cancelled", "schedule.slot_failed",
    "schedule.slot_skipped", "setting.applied", "setting.drifted"};

std::vector<std::string> types_wanted(const HttpRequest& request) {
    std::vector<std::string> types;
    const std::string text = query_value(request, "types").value_or("");
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        types.push_back(text.substr(at, end - at));
        if (std::find(kTypes.begin(), kTypes.end(), types.back()) == kTypes.end())
            canonical::throw_validation_error("types", "names an event that there is not: " + types.back());
        at = end + 1;
    }
    return types;
}

std::string last_event_id(const HttpRequest& request) {
    const auto header = request.header("last-event-id");
    return header.empty() ? query_value(request, "lastEventId").value_or("") : std::string(header);
}

void write_members(json::Writer& out, const EventCounters& counters) {
    const auto member = [&](const char* name, std::uint64_t count) { out.member(name, static_cast<std::int64_t>(count)); };
    member("listeners", counters.listeners);
    member("events", counters.events);
    member("resumed", counters.resumed);
    member("resyncs", counters.resyncs);
    member("tooSlow", counters.too_slow);
    member("tooManyOfKey", counters.too_many_of_key);
}

}  // namespace

void Api::add_event_routes() {
    routes_.add("GET", "/events", Scope::events_read, [this](ApiCall& call) { listen_to_events(call); });
    counters_.add("eventStreams", [this](json::Writer& out) { write_members(out, events_.counters()); });
}

void Api::listen_to_events(ApiCall& call) {
    EventWish wish{call.key.id, {}, last_event_id(call.request)};
    wish.filter.types = types_wanted(call.request);
    wish.filter.device_id = query_value(call.request, "deviceId").value_or("");
    if (!wish.filter.device_id.empty() && !site_.find_device(wish.filter.device_id, call.key.environment))
        throw canonical::ApiError(404, "DEVICE_NOT_FOUND", "no such device belongs to this key");
    HttpResponse response;
    response.content_type = "text/event-stream";
    response.stream = events_.listen(call.key.environment, std::move(wish));
    call.respond(std::move(response));
    end_streams_with(call.key);
}

/// One alarm for each key that ends and listens; the time of its end never changes.
void Api::end_streams_with(const storage::ApiKeyRecord& key) {
    if (!key.expires_at || stream_ends_.count(key.id) > 0) return;
    auto alarm = time_.make_alarm([this, id = key.id] { events_.close_streams_of(id); });
    alarm->set(time_.now() + (*key.expires_at - time_.utc()));
    stream_ends_[key.id] = std::move(alarm);
}

}  // namespace gateway
