#include "gateway/decision/boot_gate.h"

#include <algorithm>

namespace gateway {

void BootGate::link_opened(SteadyTime now, bool boot_was_accepted_before) {
    connected_at_ = now;
    accepted_before_ = boot_was_accepted_before;
    boot_seen_ = asked_ = false;
    const bool may_boot = boots_unasked_ || !accepted_before_;
    opens_at_ = now + (may_boot ? timings_.go_on_without_boot_after : timings_.ask_for_boot_after);
}

void BootGate::link_closed() {
    connected_at_.reset();
    opens_at_.reset();
}

bool BootGate::boot_accepted(SteadyTime now) {
    const bool was_asked_for = asked_ && !is_open(now);
    boot_seen_ = true;
    asked_ = asked_in_vain_ = false;
    // Each boot needs the same rest, also one in mid-connection or the next of a loop.
    opens_at_ = now + timings_.settle_after_boot;
    return !was_asked_for;
}

void BootGate::call_heard(SteadyTime now) {
    if (!connected_at_ || !accepted_before_ || boot_seen_) return;
    opens_at_ = std::min(*opens_at_, now + timings_.settle_after_boot);
}

bool BootGate::may_ask() const { return connected_at_ && !held_ && !boot_seen_ && !asked_ && !asked_in_vain_; }

bool BootGate::wants_boot(SteadyTime now) const {
    return may_ask() && !is_open(now) && now >= *connected_at_ + timings_.ask_for_boot_after;
}

std::optional<SteadyTime> BootGate::next_change(SteadyTime now) const {
    if (!connected_at_ || held_ || is_open(now)) return std::nullopt;
    const SteadyTime asks_at = *connected_at_ + timings_.ask_for_boot_after;
    if (!may_ask() || now >= asks_at) return opens_at_;
    return std::min(*opens_at_, asks_at);
}

}  // namespace gateway
