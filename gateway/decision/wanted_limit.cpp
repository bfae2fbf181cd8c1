#include "gateway/decision/wanted_limit.h"

#include <algorithm>
#include <limits>

namespace gateway {

namespace {

using canonical::Intent;

constexpr double kMostProbed = 1.25;  // the minimum may exceed the ceiling by this much while phases are learnt

double ceiling(const ConnectorView& view) {
    return std::min(view.desired.max_charge_rate_kw.value_or(view.max_kw), view.max_kw);
}

std::optional<double> wanted_kilowatts(const ConnectorView& view) {
    // Where zero ends sessions it is never armed: stopping, or the minimum, does the pausing.
    if (view.desired.intent == Intent::pause && !view.zero_ends_transaction()) return 0;
    if (view.wake == Wake::zero_edge) return 0;
    if (view.desired.max_charge_rate_kw) return ceiling(view);
    // Lifting a pause where no ceiling was ever written: unlimited is a limit at the rating, never a Clear (quirk 94).
    if (view.profile_may_be_installed) return view.max_kw;
    return std::nullopt;
}

/// The number of phases is a guess and on one phase there would be power.
bool only_the_guess_forbids(const ConnectorView& view, double kilowatts, RateUnit unit, ElectricalFacts facts) {
    if (unit != RateUnit::A || facts.phases == 1 || view.observed.meter.phases_drawing() == facts.phases) return false;
    facts.phases = 1;
    return !to_charging_limit(kilowatts, unit, facts).is_zero();
}

/// In watts the charger itself counts the phases.
bool may_tell_watts(const ConnectorView& view, const ProfileVariant& variant) {
    return view.capabilities.units_are_told && view.capabilities.watts_allowed && !view.traits.unit &&
           variant.lever != Lever::vendor && !view.capabilities.watts_detour_fails;
}

ElectricalFacts facts_for(const ConnectorView& view, ProfilePurpose purpose) {
    return purpose == ProfilePurpose::tx_profile ? view.facts() : view.base_facts();
}

/// What the charger refused for its height is not told again; but what is left of it is no pause.
ChargingLimit limit_within_bounds(const ConnectorView& view, double kilowatts, RateUnit unit,
                                  const ElectricalFacts& facts) {
    const ChargingLimit whole = to_charging_limit(kilowatts, unit, facts);
    const ChargingLimit told = view.bounds.within(whole);
    if (told == whole || told == view.bounds.most_accepted(unit)) return told;
    const ChargingLimit bounded = to_charging_limit(to_kilowatts(told, facts), unit, facts);
    return bounded.is_zero() ? least_limit(unit, facts) : bounded;
}

WantedLimit tell(const ConnectorView& view, double kilowatts, ProfilePurpose purpose) {
    WantedLimit wanted{kilowatts, {}, view.variant_in_use(), view.traits.least_rise_a};
    RateUnit& unit = wanted.variant.unit;
    ElectricalFacts facts = facts_for(view, purpose);
    wanted.limit = limit_within_bounds(view, kilowatts, unit, facts);
    // A fraction that is refused holds nothing: in doubt all is told in whole amperes.
    constexpr auto kOfAnyHeight = std::numeric_limits<std::int64_t>::max();
    if (unit == RateUnit::A && view.refused_fraction.is_to_be_rounded(kOfAnyHeight)) {
        facts.whole_numbers = true;
        wanted.limit = limit_within_bounds(view, kilowatts, unit, facts);
    }
    if (!wanted.limit.is_zero() || kilowatts <= 0) return wanted;
    if (only_the_guess_forbids(view, kilowatts, unit, facts) && may_tell_watts(view, wanted.variant)) {
        unit = RateUnit::W;
        wanted.limit = limit_within_bounds(view, kilowatts, unit, facts);
    }
    return wanted;
}

bool is_below_minimum(const ConnectorView& view) {
    return view.desired.max_charge_rate_kw && tell(view, ceiling(view), binding_purpose(view)).limit.is_zero();
}

}  // namespace

ProfilePurpose binding_purpose(const ConnectorView& view) {
    return view.tx_profile_comes_first() ? ProfilePurpose::tx_profile : ProfilePurpose::tx_default;
}

std::optional<WantedLimit> wanted_limit(const ConnectorView& view, ProfilePurpose purpose) {
    const auto kilowatts = wanted_kilowatts(view);
    if (!kilowatts) return std::nullopt;
    WantedLimit wanted = tell(view, *kilowatts, purpose);
    const bool is_held = view.desired.intent == Intent::pause && view.holds_at_minimum();
    const bool is_probed = *kilowatts > 0 && view.phase_probe == PhaseProbe::running && phase_probe_may_help(view) &&
                           purpose == binding_purpose(view);
    const bool may_not_be_zero = is_probed || view.zero_ends_transaction();
    if (is_held || (wanted.limit.is_zero() && may_not_be_zero))
        wanted.limit = least_limit(wanted.variant.unit, facts_for(view, purpose));
    return wanted;
}

bool less_is_wanted_than(const ConnectorView& view, const ChargingLimit& told) {
    const auto wanted = wanted_limit(view, ProfilePurpose::tx_default);
    if (!wanted || (wanted->limit.unit != told.unit && !wanted->limit.is_zero())) return false;
    return wanted->limit.value.tenths < told.value.tenths;
}

bool agrees(const ProfileDialogue& dialogue, const WantedLimit& wanted) {
    if (!dialogue.acknowledged || dialogue.acknowledged->is_stale) return false;
    const AcknowledgedLimit& told = *dialogue.acknowledged;
    if (told.limit == wanted.limit) return true;
    // The voltage wanders all day: a small rise by it alone is not worth a call, a reduction always is (quirk 96).
    const bool same_limit = told.asked_kw == wanted.kilowatts && told.limit.unit == RateUnit::A &&
                            wanted.limit.unit == RateUnit::A && !told.limit.is_zero();
    const auto rise = static_cast<double>(wanted.limit.value.tenths - told.limit.value.tenths);
    return same_limit && rise > 0 && rise < wanted.least_rise_a * 10;
}

bool limit_is_settled(const ConnectorView& view) {
    const ProfilePurpose purpose = binding_purpose(view);
    const auto wanted = wanted_limit(view, purpose);
    if (!wanted) return true;
    return agrees(purpose == ProfilePurpose::tx_profile ? view.tx_profile : view.tx_default, *wanted);
}

bool phase_probe_may_help(const ConnectorView& view) {
    if (!view.traits.phase_probe || view.phase_probe == PhaseProbe::over || !is_below_minimum(view)) return false;
    if (view.every_profile_is_refused()) return false;  // nothing can be offered
    const ElectricalFacts facts = view.base_facts();
    const RateUnit unit = view.variant_in_use().unit;
    return only_the_guess_forbids(view, ceiling(view), unit, facts) &&
           to_kilowatts(least_limit(unit, facts), facts) <= kMostProbed * ceiling(view);
}

bool ceiling_is_below_minimum(const ConnectorView& view) {
    return is_below_minimum(view) && !phase_probe_may_help(view);
}

bool only_the_default_is_left(const ConnectorView& view) {
    return view.bounds.is_exhausted() && !view.desired.max_charge_rate_kw && view.is_held_by_our_limit() &&
           !wants_no_power(view) && view.wake != Wake::zero_edge && view.variant_in_use().lever != Lever::vendor;
}

bool wants_no_power(const ConnectorView& view) {
    return view.desired.intent == Intent::pause || ceiling_is_below_minimum(view);
}

}  // namespace gateway
