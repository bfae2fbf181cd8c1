#include "simulators/charge_point.h"
#include "simulators/event.h"

/// The part of ChargePoint that loses its link, its power or its time.
namespace simulators {

void ChargePoint::forget_held_answers() {
    incoming_.forget_delayed();
    profile_calls_.forget_late_answers();
    remote_calls_.forget_held_answer();
}

void ChargePoint::leave_link(std::chrono::milliseconds away) {
    csms_.on_disconnected(state_.now);
    forget_held_answers();
    if (state_.behaviour().forgets_profiles_on_disconnect) state_.profiles.forget_all();
    state_.surroundings.drop_link(away);
}

void ChargePoint::drop_link(std::chrono::milliseconds away, SimulatedTime now) {
    advance(now);
    state_.tell(Event::Kind::link, 0, "dropped for " + decimal(std::chrono::duration<double>(away).count(), 1) + " s");
    leave_link(away);
    settle();
}

void ChargePoint::reboot(SimulatedTime now) {
    advance(now);
    restart();
    settle();
}

std::optional<SteadyTime> ChargePoint::next_flap() const {
    const std::chrono::seconds after(state_.behaviour().drops_link_every_s);
    if (after.count() <= 0 || !csms_.is_online()) return std::nullopt;
    return incoming_.connected_at() + after;
}

void ChargePoint::restart() {
    state_.tell(Event::Kind::boot, 0, "rebooting");
    leave_link(state_.options.reboot_duration);
    csms_.forget_registration();
    sessions_.has_booted = false;
    configuration_calls_.restarted();
    for (Connector& connector : state_.connectors) sessions_.restarted(connector);
    if (state_.behaviour().forgets_profiles_on_reboot) state_.profiles.forget_all();
    if (state_.behaviour().loses_top_stack_level_on_reboot) state_.profiles.forget_top_level();
}

void ChargePoint::set_clock_lag(std::chrono::milliseconds lag, SimulatedTime now) {
    advance(now);
    state_.options.clock_lag = lag;
    state_.now = {now.steady, now.utc - lag};
    settle();
}

}  // namespace simulators
