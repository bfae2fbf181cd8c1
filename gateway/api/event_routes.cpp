#include <algorithm>

#include "canonical/errors.h"
#include "canonical/event.h"
#include "gateway/api/api.h"
#include "gateway/api/parameters.h"

namespace gateway {

namespace {

constexpr std::chrono::minutes kWallClockLookedAtEvery{1};

bool is_type(std::string_view type) {
    const auto& stored = canonical::event_types();
    return type == "device" || type == "action" || std::find(stored.begin(), stored.end(), type) != stored.end();
}

std::optional<UtcTime> next_end_of_a_secret(const storage::ApiKeyRecord& key, UtcTime now) {
    std::optional<UtcTime> next;
    for (const auto& end : {key.expires_at, key.previous_until}) {
        if (end && *end > now && (!next || *end < *next)) next = end;
    }
    return next;
}

std::vector<std::string> types_wanted(const HttpRequest& request) {
    std::vector<std::string> types;
    const std::string text = query_value(request, "types").value_or("");
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        types.push_back(text.substr(at, end - at));
        if (!is_type(types.back()))
            canonical::throw_validation_error("types",
                                              "names an event that there is not: " + canonical::shown(types.back()));
        at = end + 1;
    }
    return types;
}

std::string last_event_id(const HttpRequest& request) {
    const auto header = request.header("last-event-id");
    return header.empty() ? query_value(request, "lastEventId").value_or("") : std::string(header);
}

void write_members(json::Writer& out, const EventCounters& counters) {
    const auto member = [&](const char* name, std::uint64_t count) {
        out.member(name, static_cast<std::int64_t>(count));
    };
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
    EventRequest request{call.key.id, {}, last_event_id(call.request)};
    request.filter.types = types_wanted(call.request);
    request.filter.device_id = query_value(call.request, "deviceId").value_or("");
    if (!request.filter.device_id.empty() && !site_.devices().find(request.filter.device_id, call.key.environment))
        throw canonical::ApiError(404, "DEVICE_NOT_FOUND", "no such device belongs to this key");
    HttpResponse response;
    response.content_type = "text/event-stream";
    response.stream = events_.listen(call.key.environment, std::move(request));
    call.respond(std::move(response));
    watch_stream_end(call.key.id);
}

/// Looked at once a minute at least: the wall clock may be set.
void Api::watch_stream_end(const std::string& key_id) {
    const auto* key = keys_.find(key_id);
    const auto end = key == nullptr ? std::nullopt : next_end_of_a_secret(*key, time_.utc());
    if (!end) return;
    StreamEnd& watched = stream_ends_[key_id];
    if (!watched.timer) watched.timer = time_.make_timer([this, key_id] { look_at_stream_end(key_id); });
    watched.at = *end;
    watched.timer->set(time_.now() + std::min<std::chrono::milliseconds>(*end - time_.utc(), kWallClockLookedAtEvery));
}

void Api::look_at_stream_end(const std::string& key_id) {
    if (time_.utc() >= stream_ends_[key_id].at) events_.close_streams_of(key_id);
    watch_stream_end(key_id);
}

}  // namespace gateway
