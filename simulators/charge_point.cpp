#include "simulators/charge_point.h"

#include <algorithm>

#include "simulators/profile_rules.h"

namespace simulators {

namespace {

constexpr std::int64_t kMostStackLevel = 10;
constexpr std::int64_t kMostPeriods = 24;
constexpr std::int64_t kMostProfiles = 32;
constexpr std::int64_t kMostKeysAtOnce = 50;

std::int64_t positive_or(std::int64_t number, std::int64_t otherwise) { return number > 0 ? number : otherwise; }

Configuration configuration_of(const ChargePointOptions& options) {
    const Behaviour& behaviour = options.behaviour;
    Configuration configuration({options.connectors, kMostStackLevel, static_cast<std::size_t>(kMostPeriods),
                                 static_cast<std::size_t>(positive_or(behaviour.most_profiles, kMostProfiles)),
                                 behaviour.allows_amperes(), behaviour.allows_watts(),
                                 positive_or(behaviour.most_keys_at_once, kMostKeysAtOnce)});
    if (!behaviour.vendor_limit_key.empty()) {
        configuration.preset(
            {behaviour.vendor_limit_key, decimal(options.max_current_a * behaviour.vendor_limit_scale, 0)});
    }
    for (const InitialValue& initial : options.configuration) configuration.preset(initial);
    return configuration;
}

/// What the keys tell the other side holds.
ProfileRules rules_of(const ChargePointOptions& options, const Configuration& configuration) {
    ProfileRules rules;
    rules.connectors = options.connectors;
    rules.most_stack_level = configuration.integer("ChargeProfileMaxStackLevel");
    rules.most_periods = static_cast<std::size_t>(configuration.integer("ChargingScheduleMaxPeriods"));
    rules.most_installed = static_cast<std::size_t>(configuration.integer("MaxChargingProfilesInstalled"));
    rules.allows_amperes = options.behaviour.allows_amperes();
    rules.allows_watts = options.behaviour.allows_watts();
    rules.counts_before_replacing = options.behaviour.counts_profiles_before_replacing;
    rules.clears_same_id_first = options.behaviour.clears_same_profile_id_everywhere;
    rules.wiring = {options.phases, options.volts};
    return rules;
}

SimulatedTime by_own_clock(SimulatedTime now, const ChargePointOptions& options) {
    return {now.steady, now.utc - options.clock_lag};
}

CsmsSession::Identity identity_of(const ChargePointOptions& options, SimulatedTime now) {
    CsmsSession::Identity identity;
    identity.boot.chargePointVendor = options.vendor;
    identity.boot.chargePointModel = options.model;
    identity.boot.chargePointSerialNumber = ocpp::Text<25>(options.serial_number);
    identity.boot.firmwareVersion = ocpp::Text<50>(options.firmware);
    const auto since_1970 = now.utc.time_since_epoch().count();
    identity.message_id_prefix =
        (options.message_id_prefix.empty() ? std::to_string(since_1970) : options.message_id_prefix) + "-";
    identity.call_timeout = options.call_timeout;
    identity.boots_on_reconnect = options.behaviour.boots_on_reconnect;
    identity.ignores_boot_interval = options.behaviour.ignores_boot_interval;
    return identity;
}

std::vector<Connector> connectors_of(const ChargePointOptions& options) {
    std::vector<Connector> connectors(static_cast<std::size_t>(std::max(1, options.connectors)));
    int number = 0;
    for (Connector& connector : connectors) {
        connector.number = ++number;
        connector.vehicle = options.vehicle;
        connector.vehicle.wakes_on_edge_only |= options.behaviour.vehicle_wakes_on_edge_only;
        connector.says_suspended_ev = options.behaviour.says_suspended_ev_when_paused;
        connector.plugged = options.plugged;
        connector.volts = options.volts;
        connector.meter_wh = options.meter_start_wh;
        connector.energy_register = Register(options.behaviour.register_step_wh);
    }
    return connectors;
}

ChargePointState state_of(ChargePointOptions options, Surroundings surroundings, SimulatedTime now) {
    const Configuration configuration = configuration_of(options);
    const ProfileRules rules = rules_of(options, configuration);
    const Wiring wiring{options.phases, options.volts};
    const SimulatedTime own = by_own_clock(now, options);
    auto connectors = connectors_of(options);
    return {std::move(options),      std::move(surroundings), wiring, own, configuration,
            ChargingProfiles(rules), std::move(connectors),   {},     {}};
}

/// The moment at `steady` on the way from `from` to `to`.
SimulatedTime between(SimulatedTime from, SimulatedTime to, SteadyTime steady) {
    const double share = std::chrono::duration<double>(steady - from.steady) / (to.steady - from.steady);
    const auto utc = std::chrono::duration_cast<std::chrono::milliseconds>((to.utc - from.utc) * share);
    return {steady, from.utc + utc};
}

}  // namespace

ChargePoint::ChargePoint(ChargePointOptions options, Surroundings surroundings, SimulatedTime now)
    : state_(state_of(std::move(options), std::move(surroundings), now)),
      csms_(identity_of(state_.options, now), state_.configuration,
            {[this](const std::string& frame) { state_.surroundings.send_frame(frame); },
             [this](CsmsSession::Registration registration) { on_boot_answer(registration); },
             [this](bool after_boot) { on_ready(after_boot); }}),
      messages_(
          csms_, state_.configuration,
          [this](const auto& transaction, const auto& answer) { sessions_.on_start_answer(transaction, answer); }),
      statuses_(state_, csms_),
      limits_(state_),
      profile_calls_(state_, limits_),
      sessions_({state_, csms_, messages_, statuses_, profile_calls_}),
      remote_calls_(state_, csms_, sessions_),
      metering_(state_, csms_, messages_),
      configuration_calls_(state_, limits_),
      incoming_({state_, csms_, statuses_, metering_, remote_calls_, profile_calls_, configuration_calls_}) {
    state_.leave_link = [this](std::chrono::milliseconds away) { leave_link(away); };
    state_.restart = [this] { restart(); };
    sessions_.start_answered = [this](int connector) { remote_calls_.give_held_answer(connector); };
    for (auto& foreign : foreign_profiles(state_.behaviour(), state_.options.connectors, state_.now.utc))
        state_.profiles.adopt(std::move(foreign));
}

void ChargePoint::on_connected(SimulatedTime now) {
    advance(now);
    state_.tell(Event::Kind::link, 0, "connected");
    incoming_.link_opened();
    csms_.on_connected(state_.now);
    settle();
}

void ChargePoint::on_disconnected(SimulatedTime now) {
    advance(now);
    if (!csms_.is_online()) return;
    state_.tell(Event::Kind::link, 0, "lost");
    csms_.on_disconnected(state_.now);
    forget_held_answers();
    if (state_.behaviour().forgets_profiles_on_disconnect) state_.profiles.forget_all();
    settle();
}

void ChargePoint::on_frame(std::string text, SimulatedTime now) {
    advance(now);
    const ocpp::Frame frame = ocpp::read_frame(std::move(text), ocpp::Strictness::strict, csms_.quirks());
    if (const auto* call = std::get_if<ocpp::Call>(&frame.content)) {
        incoming_.receive(*call);
    } else if (const auto* broken = std::get_if<ocpp::BrokenCall>(&frame.content)) {
        state_.surroundings.send_frame(ocpp::write_call_error(broken->id, broken->id_is_number,
                                                              ocpp::ErrorCode::FormationViolation, broken->reason));
    } else if (const auto* ignored = std::get_if<ocpp::Ignored>(&frame.content)) {
        state_.tell(Event::Kind::note, 0, "ignored a message: " + ignored->reason);
    } else {
        csms_.on_answer(frame, state_.now);
        messages_.pump();
    }
    settle();
}

void ChargePoint::advance(SimulatedTime now) {
    now = by_own_clock({std::max(now.steady, state_.now.steady), now.utc}, state_.options);
    for (auto due = next_event(); due && *due < now.steady; due = next_event()) {
        // At least a millisecond further each time, whatever a due event leaves behind.
        const SteadyTime at = std::max(*due, state_.now.steady + std::chrono::milliseconds(1));
        if (at >= now.steady) break;
        step_to(between(state_.now, now, at));
    }
    step_to(now);
}

void ChargePoint::step_to(SimulatedTime now) {
    for (Connector& connector : state_.connectors) connector.pass(now.steady - state_.now.steady);
    state_.now = now;
    csms_.on_time(state_.now);
    messages_.pump();
    sessions_.expire_permissions();
    if (const auto flap = next_flap(); flap && state_.now.steady >= *flap) leave_link(kFlap);
    incoming_.handle_delayed();
    profile_calls_.give_late_answers();
    settle();
    metering_.take_samples();
}

std::optional<SteadyTime> ChargePoint::next_event() const {
    std::optional<SteadyTime> next;
    const auto consider = [&next](std::optional<SteadyTime> candidate) {
        if (candidate && (!next || *candidate < *next)) next = candidate;
    };
    consider(csms_.next_event());
    consider(messages_.next_event());
    consider(metering_.next_aligned());
    consider(incoming_.next_delayed());
    consider(limits_.next_foreign_limit());
    consider(next_flap());
    consider(profile_calls_.next_late_answer());
    for (const Connector& connector : state_.connectors) {
        if (connector.permission) consider(connector.permission->expires);
        consider(metering_.next_sample(connector));
        consider(limits_.next_physics(connector));
    }
    return next;
}

void ChargePoint::on_boot_answer(CsmsSession::Registration registration) {
    if (registration == CsmsSession::Registration::accepted) return state_.tell(Event::Kind::boot, 0, "accepted");
    state_.tell(Event::Kind::boot, 0, registration == CsmsSession::Registration::pending ? "pending" : "rejected");
}

void ChargePoint::on_ready(bool after_boot) {
    if (after_boot) statuses_.forget_told();
    if (state_.behaviour().says_available_on_reconnect && ++times_ready_ > 1) statuses_.lie_about_sessions();
    statuses_.announce_station();
    for (Connector& connector : state_.connectors) statuses_.announce(connector);
    messages_.pump();
    if (sessions_.has_booted) return;
    sessions_.has_booted = true;
    for (Connector& connector : state_.connectors) sessions_.begin_if_free_vending(connector);
}

std::string ChargePoint::summary() const {
    std::string text = csms_.is_online() ? "online" : "offline";
    text += is_registered() ? ", registered" : ", not registered";
    if (messages_.waiting() > 0) text += ", " + std::to_string(messages_.waiting()) + " transaction messages waiting";
    for (const Connector& connector : state_.connectors) {
        text += "; connector " + std::to_string(connector.number) + " " +
                std::string(ocpp::wire_name(connector.status())) + (connector.plugged ? " plugged " : " unplugged ") +
                decimal(connector.power_w() / 1000, 2) + " kW, limit " +
                decimal(limits_.limit_for(connector).amperes, 1) + " A, meter " + decimal(connector.meter_wh, 0) +
                " Wh, battery " + decimal(connector.vehicle.soc_percent, 0) + " %";
        if (!connector.transaction) continue;
        const auto id = connector.transaction->id;
        text += ", transaction " + (id ? std::to_string(*id) : std::string("unconfirmed"));
    }
    return text;
}

void ChargePoint::settle() {
    for (Connector& connector : state_.connectors) settle_connector(connector);
}

void ChargePoint::settle_connector(Connector& connector) {
    const double before_a = connector.offered.amperes;
    connector.offered = limits_.limit_that_counts(connector);
    const double least_a = connector.least_current_a();
    if (connector.transaction && before_a < least_a && connector.offered.amperes >= least_a) limits_.resume(connector);
    if (state_.surroundings.on_event && connector.transaction &&
        std::abs(before_a - connector.offered.amperes) > 0.05) {
        state_.tell(Event::Kind::limit, connector.number,
                    "now " + decimal(connector.offered.amperes, 1) + " A (" +
                        decimal(watts(connector.offered, state_.wiring) / 1000, 2) + " kW)");
    }
    connector.settle_flow(state_.now.steady);
    const bool ends =
        connector.transaction && connector.offered.amperes < least_a && state_.behaviour().zero_ends_transaction;
    if (ends) sessions_.end_transaction(connector, ocpp::Reason::Other);
    statuses_.announce(connector);
}

}  // namespace simulators
