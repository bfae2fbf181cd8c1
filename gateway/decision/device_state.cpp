#include "gateway/decision/device_state.h"

#include <algorithm>
#include <cmath>

#include "gateway/rounding.h"

namespace gateway {

namespace {

constexpr std::chrono::minutes kDrawsNothingAfter{2};
constexpr std::chrono::hours kLastKnownPower{24};

StatusFacts status_facts(const ConnectorView& view, const std::optional<PowerReading>& power, SteadyTime now) {
    StatusFacts facts;
    facts.status = view.observed.status;
    facts.transaction_open = view.observed.transaction.has_value();
    facts.session_ended_without_status = view.observed.session_ended_without_status;
    facts.held_by_our_limit = view.is_held_by_our_limit();
    if (power) facts.power_kw = power->kilowatts;
    facts.was_plugged = view.observed.was_plugged;
    facts.draws_nothing_for_long =
        now - std::max(view.observed.status_at, view.observed.drew_power_at) >= kDrawsNothingAfter;
    return facts;
}

double last_known_kw(const ConnectorView& view, SteadyTime now) {
    const auto last = view.observed.meter.power(now, kLastKnownPower, view.nominal_voltage, view.max_phases);
    const auto& session = view.observed.transaction;
    const bool is_of_this_session = last && (!session || last->at >= session->opened_at);
    return is_of_this_session ? last->kilowatts : 0;
}

/// While the bounds are wide it is likely, too, that the limit is kept: more is shown as far as it is proven.
double likely_kw(const ConnectorView& view, const PowerReading& estimate) {
    constexpr double kWide = 2.5;
    const AcknowledgedLimit* limit = view.binding_limit();
    const bool is_wide = estimate.most_kw > kWide * estimate.least_kw;
    if (!is_wide || limit == nullptr || limit->limit.is_zero() || estimate.since < limit->counts_from())
        return estimate.kilowatts;
    return std::max(estimate.least_kw, std::min(estimate.kilowatts, limit->kilowatts));
}

/// A charger that refused the height of what was asked keeps less; what rounding alone took away is no less.
double most_of_what_was_taken(const ConnectorView& view, const AcknowledgedLimit& limit) {
    constexpr double kMereRounding = 0.9;
    const ElectricalFacts facts = view.base_facts();
    const auto asked = to_charging_limit(limit.asked_kw, limit.limit.unit, facts);
    const bool is_less =
        static_cast<double>(limit.limit.value.tenths) < kMereRounding * static_cast<double>(asked.value.tenths);
    return is_less ? to_kilowatts(limit.limit, facts) : limit.asked_kw;
}

}  // namespace

ShownState state_shown(const ConnectorView& view, SteadyTime now) {
    const auto power = view.power(now);
    ShownState shown;
    shown.status = to_canonical_status(status_facts(view, power, now));
    shown.source = power ? power->source : PowerSource::unknown;
    double kilowatts = power ? power->kilowatts : shown.status.is_charging ? last_known_kw(view, now) : 0;
    if (shown.source == PowerSource::estimated) kilowatts = std::min(likely_kw(view, *power), view.max_kw);
    shown.kilowatts = rounded(std::max(kilowatts, 0.0), kHundredths);
    if (shown.source != PowerSource::unknown && shown.kilowatts <= kFlowingKw) shown.status.is_charging = false;
    if (power && power->flows()) shown.status.is_charging = true;  // whatever the status says
    const bool only_says_so = shown.status.status == canonical::DeviceStatus::charging && !shown.status.is_charging;
    if (only_says_so) shown.status.status = canonical::DeviceStatus::connected;
    return shown;
}

LimitInForce limit_in_force(const ConnectorView& view) {
    const AcknowledgedLimit* limit = view.binding_limit();
    if (limit == nullptr) return {std::min(view.max_kw, view.told_before_start_kw.value_or(view.max_kw)), false};
    if (limit->limit.is_zero()) return {0, true};
    const bool holds_at_minimum = limit->asked_kw <= 0;
    if (holds_at_minimum) return {std::min(view.max_kw, limit->kilowatts), true};
    return {std::min({view.max_kw, limit->asked_kw, most_of_what_was_taken(view, *limit)}), true};
}

int whole_amperes(const ConnectorView& view, double kilowatts) {
    constexpr double kStep = 0.1;
    return static_cast<int>(kilowatts * 1000 / (view.nominal_voltage * view.facts().phases) + kStep);
}

}  // namespace gateway
