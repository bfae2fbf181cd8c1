#pragma once

#include <optional>

#include "gateway/clock.h"
#include "gateway/decision/timings.h"

/// When CALLs may go to a charger after it connected: never before its boot was accepted, since some reboot
/// in a loop then (quirk 20), but a charger that sends no boot after a reconnect must not be left alone
/// (quirk 19). Pure.
namespace gateway {

class BootGate {
  public:
    explicit BootGate(const ControlTimings& timings) : timings_(timings) {}

    void link_opened(SteadyTime now, bool boot_was_accepted_before);
    void link_closed();
    /// False: it only answers our own request, so the charger did not restart.
    bool boot_accepted(SteadyTime now);
    /// The charger holds itself for accepted and does not boot without need: it need not be waited for again.
    void boot_was_refused(SteadyTime now) {
        boots_unasked_ = false;
        call_heard(now);
    }
    /// Any CALL of the charger but BootNotification.
    void call_heard(SteadyTime now);
    void boot_was_asked_for() { asked_ = asked_in_vain_ = true; }

    /// The charger is not to be taken in: nothing opens before `release`.
    void hold() { held_ = true; }
    void release() { held_ = false; }

    bool is_open(SteadyTime now) const { return !held_ && opens_at_ && now >= *opens_at_; }
    /// True once a connection: after a while of silence one TriggerMessage(BootNotification) is allowed
    /// through; never again where the last one brought no boot, since it makes some chargers drop the link
    /// (quirk 21).
    bool wants_boot(SteadyTime now) const;
    /// Always in the future.
    std::optional<SteadyTime> next_change(SteadyTime now) const;

  private:
    bool may_ask() const;

    const ControlTimings& timings_;
    std::optional<SteadyTime> connected_at_, opens_at_;
    bool accepted_before_ = false, boot_seen_ = false, asked_ = false, asked_in_vain_ = false, boots_unasked_ = true;
    bool held_ = false;
};

}  // namespace gateway
