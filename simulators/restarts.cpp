#include "simulators/charge_point.h"
#include "simulators/event.h"

/// The part of ChargePoint that loses its link, its power or its time.
namespace simulators {

void ChargePoint::forget_held_answers() {
    delayed_.clear();
    late_answers_.clear();
    held_start_.reset();
}

void ChargePoint::give_late_answers() {
    while (!late_answers_.empty() && late_answers_.front().due <= now_.steady) {
        const LateAnswer late = late_answers_.front();
        late_answers_.pop_front();
        late.reply.with(late.response);
    }
}

void ChargePoint::leave_link(std::chrono::milliseconds away) {
    uplink_.on_disconnected(now_);
    forget_held_answers();
    if (options_.behaviour.forgets_profiles_on_disconnect) profiles_.forget_all();
    surroundings_.drop_link(away);
}

void ChargePoint::drop_link(std::chrono::milliseconds away, Moment now) {
    advance(now);
    tell(Event::Kind::link, 0, "dropped for " + decimal(std::chrono::duration<double>(away).count(), 1) + " s");
    leave_link(away);
    settle();
}

void ChargePoint::reboot(Moment now) {
    advance(now);
    restart();
    settle();
}

std::optional<SteadyTime> ChargePoint::next_flap() const {
    const std::chrono::seconds after(options_.behaviour.drops_link_every_s);
    if (after.count() <= 0 || !uplink_.is_online()) return std::nullopt;
    return connected_at_ + after;
}

void ChargePoint::restart() {
    tell(Event::Kind::boot, 0, "rebooting");
    leave_link(options_.reboot_duration);
    uplink_.forget_registration();
    has_booted_ = false;
    whole_list_told_ = false;
    measurand_writes_ = 0;
    for (const InitialValue& write : writes_after_reboot_) configuration_.change(write.key, *write.value);
    writes_after_reboot_.clear();
    for (Connector& connector : connectors_) restart(connector);
    if (options_.behaviour.forgets_profiles_on_reboot) profiles_.forget_all();
    if (options_.behaviour.loses_top_stack_level_on_reboot) profiles_.forget_top_level();
}

void ChargePoint::restart(Connector& connector) {
    const bool survives = options_.behaviour.session_survives_reboot && connector.transaction;
    if (connector.transaction && !survives) end_transaction(connector, ocpp::Reason::Reboot);
    if (survives) connector.lie = {ocpp::ChargePointStatus::Available, connector.status()};
    if (options_.behaviour.register_restarts_on_reboot) connector.energy_register.restart(connector.meter_wh);
    connector.permission.reset();
    if (!survives) connector.finishing = false;
}

void ChargePoint::set_clock_lag(std::chrono::milliseconds lag, Moment now) {
    advance(now);
    options_.clock_lag = lag;
    now_ = {now.steady, now.utc - lag};
    settle();
}

}  // namespace simulators
