#include "gateway/control/boot_gate.h"

#include <algorithm>

namespace gateway {

void BootGate::link_opened(SteadyTime now, bool boot_was_accepted_before) {
    connected_at_ = now;
    accepted_before_ = boot_was_accepted_before;
    boot_seen_ = asked_ = false;
    opens_at_ = now + timings_.go_on_without_boot_after;
}

void BootGate::link_closed() {
    connected_at_.reset();
    opens_at_.reset();
}

void BootGate::open_at(SteadyTime time) { opens_at_ = opens_at_ ? std::min(*opens_at_, time) : time; }

void BootGate::boot_accepted(SteadyTime now) {
    const bool already_open = is_open(now);
    boot_seen_ = true;
    asked_ = false;
    // A reboot in mid-connection needs the same rest as a first boot.
    if (already_open) opens_at_.reset();
    open_at(now + timings_.settle_after_boot);
}

void BootGate::call_heard(SteadyTime now) {
    if (connected_at_ && accepted_before_ && !boot_seen_) open_at(now + timings_.settle_after_boot);
}

bool BootGate::wants_boot(SteadyTime now) const {
    return connected_at_ && !boot_seen_ && !asked_ && !is_open(now) && now >= *connected_at_ + timings_.ask_for_boot_after;
}

std::optional<SteadyTime> BootGate::next_change(SteadyTime now) const {
    if (!connected_at_ || is_open(now)) return std::nullopt;
    if (boot_seen_ || asked_) return opens_at_;
    return std::min(*opens_at_, *connected_at_ + timings_.ask_for_boot_after);
}

}  // namespace gateway
