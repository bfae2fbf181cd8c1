#include "simulators/charge_point.h"

#include <algorithm>

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

Moment by_own_clock(Moment now, const ChargePointOptions& options) { return {now.steady, now.utc - options.clock_lag}; }

Uplink::Identity identity_of(const ChargePointOptions& options, Moment now) {
    Uplink::Identity identity;
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

/// The moment at `steady` on the way from `from` to `to`.
Moment between(Moment from, Moment to, SteadyTime steady) {
    const double share = std::chrono::duration<double>(steady - from.steady) / (to.steady - from.steady);
    const auto utc = std::chrono::duration_cast<std::chrono::milliseconds>((to.utc - from.utc) * share);
    return {steady, from.utc + utc};
}

}  // namespace

ChargePoint::ChargePoint(ChargePointOptions options, Surroundings surroundings, Moment now)
    : options_(std::move(options)),
      surroundings_(std::move(surroundings)),
      wiring_{options_.phases, options_.volts},
      now_(by_own_clock(now, options_)),
      configuration_(configuration_of(options_)),
      profiles_(rules_of(options_, configuration_)),
      connectors_(connectors_of(options_)),
      uplink_(identity_of(options_, now), configuration_,
              {[this](const std::string& frame) { surroundings_.send_frame(frame); },
               [this](Uplink::Registration registration) { on_boot_answer(registration); },
               [this](bool after_boot) { on_ready(after_boot); }}),
      messages_(uplink_, configuration_,
                [this](const auto& transaction, const auto& answer) { on_start_answer(transaction, answer); }),
      last_aligned_(now.steady) {
    read_vendor_limit();
    for (auto& foreign : foreign_profiles(options_.behaviour, options_.connectors, now_.utc))
        profiles_.adopt(std::move(foreign));
}

void ChargePoint::on_connected(Moment now) {
    advance(now);
    tell(Event::Kind::link, 0, "connected");
    connected_at_ = now_.steady;
    uplink_.on_connected(now_);
    settle();
}

void ChargePoint::on_disconnected(Moment now) {
    advance(now);
    if (!uplink_.is_online()) return;
    tell(Event::Kind::link, 0, "lost");
    uplink_.on_disconnected(now_);
    forget_held_answers();
    if (options_.behaviour.forgets_profiles_on_disconnect) profiles_.forget_all();
    settle();
}

void ChargePoint::on_frame(std::string text, Moment now) {
    advance(now);
    const ocpp::Frame frame = ocpp::read_frame(std::move(text), strictness(), quirks());
    if (const auto* call = std::get_if<ocpp::Call>(&frame.content)) {
        receive(*call);
    } else if (const auto* broken = std::get_if<ocpp::BrokenCall>(&frame.content)) {
        surroundings_.send_frame(ocpp::write_call_error(broken->id, broken->id_is_number,
                                                        ocpp::ErrorCode::FormationViolation, broken->reason));
    } else if (const auto* ignored = std::get_if<ocpp::Ignored>(&frame.content)) {
        tell(Event::Kind::note, 0, "ignored a message: " + ignored->reason);
    } else {
        uplink_.on_answer(frame, now_);
        messages_.pump();
    }
    settle();
}

void ChargePoint::advance(Moment now) {
    now = by_own_clock({std::max(now.steady, now_.steady), now.utc}, options_);
    for (auto due = next_event(); due && *due < now.steady; due = next_event()) {
        // At least a millisecond further each time, whatever a due event leaves behind.
        const SteadyTime at = std::max(*due, now_.steady + std::chrono::milliseconds(1));
        if (at >= now.steady) break;
        step_to(between(now_, now, at));
    }
    step_to(now);
}

void ChargePoint::step_to(Moment now) {
    for (Connector& connector : connectors_) connector.pass(now.steady - now_.steady);
    now_ = now;
    uplink_.on_time(now_);
    messages_.pump();
    expire_permissions();
    if (const auto flap = next_flap(); flap && now_.steady >= *flap) leave_link(kFlap);
    handle_delayed();
    give_late_answers();
    settle();
    take_samples();
}

std::optional<SteadyTime> ChargePoint::next_event() const {
    std::optional<SteadyTime> next;
    const auto consider = [&next](std::optional<SteadyTime> candidate) {
        if (candidate && (!next || *candidate < *next)) next = candidate;
    };
    consider(uplink_.next_event());
    consider(messages_.next_event());
    consider(next_aligned());
    consider(next_delayed());
    consider(next_foreign_limit());
    consider(next_flap());
    if (!late_answers_.empty()) consider(late_answers_.front().due);
    for (const Connector& connector : connectors_) {
        if (connector.permission) consider(connector.permission->expires);
        consider(next_sample(connector));
        consider(next_physics(connector));
    }
    return next;
}

std::optional<SteadyTime> ChargePoint::next_physics(const Connector& connector) const {
    if (!connector.transaction && !connector.draws_on(now_.steady)) return std::nullopt;
    std::optional<SteadyTime> next = connector.lag.next();
    const auto consider = [&next](SteadyTime at) { next = next ? std::min(*next, at) : at; };
    if (connector.current_a > 0) consider(now_.steady + kPhysicsStep);
    if (connector.spikes_until > now_.steady) consider(connector.spikes_until);
    if (!connector.transaction) {
        consider(connector.draws_on_until);
        return next;
    }
    const TransactionView view = connector.transaction->view();
    if (const auto change = profiles_.next_change(&view, now_.utc, now_.utc + kScheduleHorizon)) {
        consider(now_.steady + (*change - now_.utc));
    }
    return next;
}

void ChargePoint::expire_permissions() {
    for (Connector& connector : connectors_) {
        if (!connector.permission || now_.steady < connector.permission->expires) continue;
        connector.permission.reset();
        tell(Event::Kind::note, connector.number, "nobody plugged in, the authorisation has expired");
    }
}

void ChargePoint::on_boot_answer(Uplink::Registration registration) {
    if (registration == Uplink::Registration::accepted) return tell(Event::Kind::boot, 0, "accepted");
    tell(Event::Kind::boot, 0, registration == Uplink::Registration::pending ? "pending" : "rejected");
}

void ChargePoint::on_ready(bool after_boot) {
    if (after_boot) {
        station_announced_ = false;
        for (Connector& connector : connectors_) connector.announced.reset();
    }
    if (options_.behaviour.says_available_on_reconnect && ++times_ready_ > 1) lie_about_sessions();
    announce_station();
    for (Connector& connector : connectors_) announce(connector);
    messages_.pump();
    if (has_booted_) return;
    has_booted_ = true;
    for (Connector& connector : connectors_) begin_if_free_vending(connector);
}

void ChargePoint::tell(Event::Kind kind, int connector, std::string text) {
    if (surroundings_.on_event) surroundings_.on_event({kind, connector, std::move(text)});
}

Connector* ChargePoint::find_connector(std::int64_t number) {
    if (number < 1 || number > static_cast<std::int64_t>(connectors_.size())) return nullptr;
    return &connectors_[static_cast<std::size_t>(number - 1)];
}

std::string ChargePoint::summary() const {
    std::string text = uplink_.is_online() ? "online" : "offline";
    text += is_registered() ? ", registered" : ", not registered";
    if (messages_.waiting() > 0) text += ", " + std::to_string(messages_.waiting()) + " transaction messages waiting";
    for (const Connector& connector : connectors_) {
        text += "; connector " + std::to_string(connector.number) + " " +
                std::string(ocpp::wire_name(connector.status())) + (connector.plugged ? " plugged " : " unplugged ") +
                decimal(connector.power_w() / 1000, 2) + " kW, limit " + decimal(limit_for(connector).amperes, 1) +
                " A, meter " + decimal(connector.meter_wh, 0) + " Wh, battery " +
                decimal(connector.vehicle.soc_percent, 0) + " %";
        if (!connector.transaction) continue;
        const auto id = connector.transaction->id;
        text += ", transaction " + (id ? std::to_string(*id) : std::string("unconfirmed"));
    }
    return text;
}

}  // namespace simulators
