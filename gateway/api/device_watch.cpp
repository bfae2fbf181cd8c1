#include "gateway/api/device_watch.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::chrono::seconds kOncePerDevice{1};
/// All that changed in this time is looked at in one go: a site of thousands of chargers changes all the time.
constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

DeviceWatch::DeviceWatch(Time& time, Describe describe, Tell tell)
    : time_(time),
      describe_(std::move(describe)),
      tell_(std::move(tell)),
      timer_(time.make_timer([this] { look(); })) {}

void DeviceWatch::changed(const std::string& device_id) {
    changed_.insert(device_id);
    if (will_look_) return;
    will_look_ = true;
    timer_->set(std::max(time_.now(), look_not_before_));
}

std::string DeviceWatch::present(const std::string& device_id) {
    std::string body = describe_(device_id);
    if (body.empty()) return body;
    const auto [told, is_first] = told_.try_emplace(device_id, Told{body, time_.now()});
    if (is_first || told->second.body == body) return body;
    told->second.body.clear();
    changed(device_id);
    return body;
}

void DeviceWatch::forget() {
    told_.clear();
    changed_.clear();
    timer_->clear();
    will_look_ = false;
}

void DeviceWatch::look() {
    const SteadyTime now = time_.now();
    std::optional<SteadyTime> next;
    for (auto each = changed_.begin(); each != changed_.end();) {
        const auto later = look_at(*each, now);
        keep_earlier(next, later);
        each = later ? std::next(each) : changed_.erase(each);
    }
    look_not_before_ = now + kBetweenLooks;
    will_look_ = next.has_value();
    if (next) timer_->set(std::max(*next, look_not_before_));
}

/// When it may be told, where that is not yet.
std::optional<SteadyTime> DeviceWatch::look_at(const std::string& device_id, SteadyTime now) {
    const auto told = told_.find(device_id);
    if (told != told_.end() && now < told->second.at + kOncePerDevice) return told->second.at + kOncePerDevice;
    std::string body = describe_(device_id);
    if (body.empty()) {
        told_.erase(device_id);
    } else if (told == told_.end() || told->second.body != body) {
        tell_(device_id, body);
        told_[device_id] = {std::move(body), now};
    }
    return std::nullopt;
}

}  // namespace gateway
