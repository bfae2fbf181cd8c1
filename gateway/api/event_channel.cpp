#include "gateway/api/event_channel.h"

#include <algorithm>

#include "canonical/errors.h"

namespace gateway {

namespace {

constexpr const char* kKeepAlive = ":\n\n";               // a comment
constexpr const char* kComeBackSoon = "retry: 2000\n\n";  // milliseconds until a client connects again
constexpr const char* kResync = R"({"reason":"events were missed; read the devices and the actions anew"})";

}  // namespace

EventChannel::EventChannel(std::string epoch, Time& time, EventCounters& counters, DeviceIds device_ids,
                           DeviceWatch::Describe describe)
    : time_(time),
      counters_(counters),
      device_ids_(std::move(device_ids)),
      ring_(std::move(epoch)),
      watch_(time, std::move(describe), [this](const auto& id, const auto& body) { append("device", id, body); }),
      end_of_recording_(time.make_timer([this] { stop_recording(); })) {}

HttpStreamTerms EventChannel::listen(EventRequest request) {
    if (streams_of(request.key_id) >= kMostOfKey) {
        ++counters_.too_many_of_key;
        canonical::ApiError error(429, "RATE_LIMIT_EXCEEDED", "this key has too many streams open; close one first");
        error.headers.emplace_back("Retry-After", "60");
        throw error;
    }
    HttpStreamTerms terms;
    const std::uint64_t number = ++last_number_;
    terms.keep_alive = kKeepAlive;
    terms.opened = [weak = weak_from_this(), number, request = std::move(request)](std::shared_ptr<HttpStream> stream) {
        const auto self = weak.lock();
        if (!self) return stream->close();
        auto& listener =
            self->listeners_.emplace(number, Listener{request.key_id, {request.filter, self->ring_}, std::move(stream)})
                .first->second;
        self->begin(listener, request.last_event_id);
        self->feed(number);
    };
    terms.drained = [weak = weak_from_this(), number] {
        if (const auto self = weak.lock()) self->feed(number);
    };
    terms.closed = [weak = weak_from_this(), number] {
        if (const auto self = weak.lock()) self->left(number);
    };
    return terms;
}

void EventChannel::begin(Listener& listener, const std::string& last_event_id) {
    is_recording_ = true;
    end_of_recording_->clear();
    ++counters_.listeners;
    listener.reader.say_first(kComeBackSoon);
    if (const auto sequence = ring_.resumable(last_event_id)) {
        ++counters_.resumed;
        return listener.reader.resume_after(*sequence);
    }
    if (!last_event_id.empty()) {
        ++counters_.resyncs;
        listener.reader.say_first(event_frame({}, "resync", kResync));
    }
    if (!listener.reader.filter().wants_type("device")) return listener.reader.show_first({});
    const auto ids = device_ids_();
    std::vector<std::string> wanted;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(wanted),
                 [&](const auto& id) { return listener.reader.filter().wants_device(id); });
    listener.reader.show_first(std::move(wanted));
}

void EventChannel::device_changed(const std::string& device_id) {
    if (is_recording_) watch_.changed(device_id);
}

void EventChannel::append(std::string_view type, std::string_view device_id, std::string_view body) {
    if (!is_recording_) return;
    ++counters_.events;
    ring_.append(type, device_id, body);
    feed_all_soon();
}

/// Together with what else happens in this turn.
void EventChannel::feed_all_soon() {
    if (will_feed_) return;
    will_feed_ = true;
    time_.post([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->will_feed_ = false;
        for (auto each = self->listeners_.begin(); each != self->listeners_.end();) self->feed((each++)->first);
    });
}

void EventChannel::feed(std::uint64_t number) {
    const auto found = listeners_.find(number);
    if (found == listeners_.end()) return;
    auto& [key_id, reader, stream] = found->second;
    const auto progress = reader.feed(*stream, [this](const std::string& id) { return watch_.present(id); });
    if (progress == EventReader::Progress::lost) {
        ++counters_.too_slow;
        return stream->close();
    }
    if (progress == EventReader::Progress::more_later && stream->queued() == 0) feed_all_soon();
}

void EventChannel::left(std::uint64_t number) {
    listeners_.erase(number);
    if (listeners_.empty()) end_of_recording_->set(time_.now() + kKeptAfterLastListener);
}

void EventChannel::stop_recording() {
    is_recording_ = false;
    ring_.interrupt();
    watch_.forget();
}

void EventChannel::close_streams_of(const std::string& key_id) {
    for (const auto& [number, listener] : listeners_) {
        if (listener.key_id == key_id) listener.stream->close();
    }
}

std::size_t EventChannel::streams_of(const std::string& key_id) const {
    return static_cast<std::size_t>(std::count_if(listeners_.begin(), listeners_.end(),
                                                  [&](const auto& each) { return each.second.key_id == key_id; }));
}

}  // namespace gateway
