#include "gateway/access/identity_watch.h"

#include <algorithm>

namespace gateway {

namespace {

template <class Text>
std::string text_in(const Text& optional) {
    return optional ? optional->value : std::string();
}

}  // namespace

void IdentityWatch::link_opened(SteadyTime now) {
    opened_at_ = now;
    told_serial_.clear();
}

void IdentityWatch::settle() {
    if (!told_serial_.empty()) known_serial_ = told_serial_;
}

bool IdentityWatch::is_stranger(SteadyTime now) const {
    return !is_settled(now) && !told_serial_.empty() && !known_serial_.empty() && told_serial_ != known_serial_;
}

bool IdentityWatch::stranger_was_replaced(const std::string& old_address, const std::string& new_address,
                                          SteadyTime now, From from) {
    const bool was_known = is_clash(now);
    words_ = "one at " + old_address + " and, as before, one at " + new_address;
    newer_was_refused(now, from);
    return !was_known;
}

std::string IdentityWatch::serial_of(const ocpp::BootNotification::Request& request) {
    std::string serial = text_in(request.chargePointSerialNumber);
    return serial.empty() ? text_in(request.chargeBoxSerialNumber) : serial;
}

IdentityWatch::Boot IdentityWatch::boot_of(const ocpp::BootNotification::Request& request, SteadyTime now) {
    const std::string serial = serial_of(request);
    if (!serial.empty()) return {serial, true, now};
    const std::string said = request.chargePointVendor.value + " " + request.chargePointModel.value + " " +
                             text_in(request.firmwareVersion) + " " + text_in(request.iccid) + " " +
                             text_in(request.meterSerialNumber);
    return {said, false, now};
}

bool IdentityWatch::booted(const ocpp::BootNotification::Request& request, SteadyTime now) {
    const Boot boot = boot_of(request, now);
    told_serial_ = serial_of(request);
    if (known_serial_.empty()) known_serial_ = told_serial_;
    while (!boots_.empty() && now - boots_.front().at >= kRemembered) boots_.pop_front();
    if (!boots_.empty() && boots_.back().who == boot.who) {
        boots_.back().at = now;
        return false;
    }
    const bool by_turns = comes_by_turns(boot);
    const std::string other = boots_.empty() ? "" : boots_.back().who;
    if (boots_.size() == kMostBoots) boots_.pop_front();
    boots_.push_back(boot);
    if (!by_turns) return false;
    const bool is_new = !is_clash(now);
    seen_at_ = now;
    words_ = "\"" + other + "\" and \"" + boot.who + "\"";
    return is_new;
}

/// One that tells its serial number only now and then is no second one.
bool IdentityWatch::comes_by_turns(const Boot& boot) const {
    const auto was_here = [&](const Boot& before) { return before.who == boot.who; };
    const bool is_alike = !boots_.empty() && boots_.back().has_serial == boot.has_serial;
    return is_alike && std::any_of(boots_.begin(), boots_.end(), was_here);
}

bool IdentityWatch::double_was_refused(const std::string& old_address, const std::string& new_address, SteadyTime now,
                                       From from) {
    constexpr int kMoreThanAChangeOfAddress = 3;
    constexpr std::chrono::minutes kTogether{10};
    const bool goes_on = doubles_.address == new_address && now - doubles_.at < kTogether;
    doubles_ = {new_address, goes_on ? doubles_.times + 1 : 1, now};
    const bool was_known = is_clash(now);
    if (!was_known && (doubles_.times < kMoreThanAChangeOfAddress || old_address == new_address)) return false;
    if (!was_known) words_ = "one at " + old_address + " and one at " + new_address;
    newer_was_refused(now, from);
    return !was_known;
}

void IdentityWatch::newer_was_refused(SteadyTime now, From from) {
    seen_at_ = now;
    Pause& pause = pauses_.at(static_cast<std::size_t>(from));
    pause.length = std::clamp(pause.length * 2, kFirstPause, kLongestPause);
    pause.until = now + pause.length;
}

bool IdentityWatch::newer_may_try(SteadyTime now, From from) const {
    const Pause& pause = pauses_.at(static_cast<std::size_t>(from));
    return !pause.until || now >= *pause.until;
}

}  // namespace gateway
