#include "gateway/decision/connector_view.h"

#include <algorithm>
#include <cmath>

#include "gateway/decision/limit_strategies.h"
#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kLeastFreshness{60};
constexpr double kHighestDcVolts = 1000;  // of any vehicle: what is told in amperes is never too much

/// So many that an ampere on each comes to what it is seen to come to.
int phases_as_seen(const MeterReadings& meter, const ElectricalFacts& facts) {
    constexpr double kUnrest = 0.1;
    const double seen = meter.watts_per_ampere().value_or(0) / facts.voltage - kUnrest;
    return std::max({facts.phases, meter.phases_of_voltage(), static_cast<int>(std::ceil(seen))});
}

/// A voltage that is far from the configured one may be that of one leg of two, or of one phase beside the lines: until
/// samples have proven what an ampere comes to, the configuration decides.
double voltage_as_configured(const MeterReadings& meter, const ElectricalFacts& facts, double nominal_voltage,
                             int phases) {
    constexpr double kAnother = 0.75;
    const double configured = nominal_voltage * phases;
    const bool is_another = facts.voltage * facts.phases < kAnother * configured;
    return is_another && !meter.is_dc() && !meter.watts_per_ampere_is_proven() ? configured / facts.phases
                                                                               : facts.voltage;
}

}  // namespace

ElectricalFacts ConnectorView::base_facts() const {
    ElectricalFacts facts;
    facts.voltage = observed.meter.voltage().value_or(observed.meter.is_dc() ? kHighestDcVolts : nominal_voltage);
    // A net that shows more phases than are configured is told less current.
    facts.phases = observed.meter.is_dc() ? 1 : std::max(max_phases, observed.meter.phases_drawing().value_or(0));
    if (!observed.meter.is_dc()) facts.phases = phases_as_seen(observed.meter, facts);
    facts.voltage = voltage_as_configured(observed.meter, facts, nominal_voltage, max_phases);
    facts.minimum_current = traits.minimum_current.value_or(minimum_current);
    facts.whole_numbers = traits.whole_amperes || capabilities.whole_amperes || whole_amperes_tried_on.has_value();
    facts.ampere_steps = traits.ampere_steps;
    facts.minimum_kw = traits.minimum_kw;
    return facts;
}

ElectricalFacts ConnectorView::facts() const {
    ElectricalFacts facts = base_facts();
    if (!draws_on_fewer_phases() || observed.meter.is_dc()) return facts;
    const int drawing = *observed.meter.phases_drawing();
    facts.phases = drawing;
    facts.voltage = observed.meter.voltage().value_or(nominal_voltage);
    facts.phases = phases_as_seen(observed.meter, facts);
    facts.voltage = voltage_as_configured(observed.meter, facts, nominal_voltage, drawing);
    return facts;
}

bool ConnectorView::draws_on_fewer_phases() const {
    const auto drawing = observed.meter.phases_drawing();
    return observed.transaction && drawing && *drawing < max_phases;
}

std::vector<ProfileVariant> ConnectorView::limit_strategies() const {
    if (!evidence.charge_point_max_fails) return gateway::limit_strategies(capabilities, traits, connectors == 1);
    Traits without_max = traits;
    without_max.charge_point_max = false;
    return gateway::limit_strategies(capabilities, without_max, connectors == 1);
}

ProfileVariant ConnectorView::variant_in_use() const {
    const auto strategies = limit_strategies();
    return strategies[capabilities.strategy % strategies.size()];
}

std::optional<PowerReading> ConnectorView::power(SteadyTime now) const {
    if (meter_is_frozen) return as_status_allows(std::nullopt);
    return as_status_allows(under_this_limit(observed.meter.power(now, freshness(), nominal_voltage, max_phases), now));
}

/// What a register showed before the limit was changed is no bound of now.
std::optional<PowerReading> ConnectorView::under_this_limit(std::optional<PowerReading> reading, SteadyTime now) const {
    // Nor is a rest from before a pause was lifted, once charging is told.
    const bool is_charging = observed.status == ocpp::ChargePointStatus::Charging && observed.status_at >= unheld_since;
    if (reading && is_charging && reading->rests() && reading->at <= unheld_since) return std::nullopt;
    const AcknowledgedLimit* limit = binding_limit();
    if (!reading || limit == nullptr || !reading->is_estimated() || reading->since >= limit->counts_from())
        return reading;
    const auto later = observed.meter.power_since(limit->counts_from(), now, freshness(), nominal_voltage, max_phases);
    if (later && (later->flows() || later->most_kw < reading->least_kw)) return later;
    const double allowed = limit->limit.is_zero() ? 0 : limit->kilowatts;
    if (allowed < reading->most_kw) reading->least_kw = 0;
    reading->most_kw = std::max(reading->most_kw, allowed);
    return reading;
}

std::optional<PowerReading> ConnectorView::last_measured(SteadyTime now) const {
    if (meter_is_frozen) return std::nullopt;
    const auto reading = observed.meter.power(now, freshness(), nominal_voltage, max_phases);
    return reading && reading->source == PowerSource::measured ? reading : std::nullopt;
}

std::optional<PowerReading> ConnectorView::power_since(SteadyTime since, SteadyTime now) const {
    if (meter_is_frozen) return std::nullopt;
    const auto reading =
        as_status_allows(observed.meter.power_since(since, now, freshness(), nominal_voltage, max_phases));
    return reading && reading->since >= since ? reading : std::nullopt;
}

std::chrono::milliseconds ConnectorView::freshness() const {
    return std::max<std::chrono::milliseconds>(3 * meter_interval, kLeastFreshness);
}

std::optional<PowerReading> ConnectorView::as_status_allows(const std::optional<PowerReading>& reading) const {
    // What proves neither flow nor rest, such as a residual current, does not contradict a status.
    const bool tells = reading && (reading->flows() || reading->rests() || reading->exports);
    const bool newer_than_status = tells && reading->at > observed.status_at;
    // A status may have been told before the session ended, and not again since.
    const auto rests_since = std::max(observed.status_at, transaction_ended_at);
    const bool is_contradicted = observed.transaction && unrecorded_flow_from >= observed.status_at;
    if (observed.status && !is_contradicted && leaves_no_power(*observed.status, newer_than_status))
        return PowerReading::implied_rest(rests_since);
    if (reading) return reading;
    const bool may_draw =
        observed.transaction || unrecorded_flow_since ||
        (observed.status == ocpp::ChargePointStatus::Charging && !observed.session_ended_without_status);
    if (!may_draw && observed.status) return PowerReading::implied_rest(rests_since);
    return std::nullopt;
}

const AcknowledgedLimit* ConnectorView::binding_limit() const {
    // One that a limit of the whole station took the place of cannot be told any more, so it is no evidence either;
    // while that is only looked for, a zero stands.
    const bool is_told = tx_profile_in_use && tx_profile.acknowledged && observed.transaction;
    const bool is_looked_for = is_told && !capabilities.strategy_is_proven &&
                               tx_profile.acknowledged->limit.is_zero() && !tx_profile.acknowledged->is_stale;
    if (is_told && (tx_profile_is_possible() || is_looked_for)) return &*tx_profile.acknowledged;
    return tx_default.acknowledged ? &*tx_default.acknowledged : nullptr;
}

bool ConnectorView::is_held_by_our_limit() const {
    const AcknowledgedLimit* limit = binding_limit();
    return limit != nullptr && limit->limit.is_zero();
}

/// Some refuse even a replacement when as many are installed as fit (quirk 84): a TxProfile beside each base has to
/// leave room.
bool ConnectorView::tx_profiles_fit() const {
    const bool must_fit = traits.needs_tx_profile || capabilities.needs_tx_profile;
    return must_fit || !capabilities.max_profiles || *capabilities.max_profiles > 2 * connectors;
}

bool ConnectorView::tx_profile_is_possible() const {
    return observed.transaction && traits.tx_profile && !tx_profile_refused && tx_profiles_fit() &&
           variant_in_use().lever == Lever::connector;
}

bool ConnectorView::tx_profile_comes_first() const {
    const bool is_needed = tx_profile_in_use || tx_profile_may_be_installed || traits.needs_tx_profile ||
                           capabilities.needs_tx_profile || tx_profile_on_trial ||
                           capabilities.hints.needs_tx_profile || tx_default.refused_by_all_variants ||
                           (draws_on_fewer_phases() && desired.max_charge_rate_kw);
    return is_needed && tx_profile_is_possible();
}

bool ConnectorView::may_hide_vehicle() const {
    using ocpp::ChargePointStatus;
    const auto& status = observed.status;
    if (!status || status == ChargePointStatus::Available) return !capabilities.tells_preparing;
    return status == ChargePointStatus::Reserved && !reservation_is_open;
}

bool ConnectorView::has_session_without_record(SteadyTime now) const {
    constexpr std::chrono::seconds kNoMereDelay{30};  // its StartTransaction may be on the way
    if (!unrecorded_flow_since || observed.transaction || observed.starts_being_stored > 0) return false;
    return unrecorded_flow_at - *unrecorded_flow_since >= kNoMereDelay && now - unrecorded_flow_at <= freshness();
}

bool ConnectorView::flows_without_transaction(SteadyTime now) const {
    if (observed.transaction || observed.starts_being_stored > 0) return false;
    const auto seen = power_since(transaction_ended_at, now);
    return seen && seen->flows();
}

bool ConnectorView::every_profile_is_refused() const {
    return tx_default.refused_by_all_variants && !tx_profile_comes_first();
}

bool ConnectorView::status_is_current() const {
    return observed.status && !observed.session_ended_without_status && observed.status_at >= connected_changed_at;
}

bool ConnectorView::session_is_told() const {
    return status_is_current() && observed.status && means_session(*observed.status);
}

SteadyTime ConnectorView::status_missing_since() const { return std::max(observed.status_at, connected_changed_at); }

}  // namespace gateway
