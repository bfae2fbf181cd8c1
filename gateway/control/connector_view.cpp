#include "gateway/control/connector_view.h"

#include <algorithm>
#include <array>

#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kLeastFreshness{60};

}  // namespace

ElectricalFacts ConnectorView::facts() const {
    ElectricalFacts facts;
    facts.voltage = observed.meter.voltage().value_or(nominal_voltage);
    facts.phases = max_phases;
    if (const auto drawing = observed.meter.phases_drawing()) facts.phases = std::min(*drawing, max_phases);
    facts.minimum_current = minimum_current;
    return facts;
}

std::optional<PowerReading> ConnectorView::power(SteadyTime now) const {
    const auto freshness = std::max<std::chrono::milliseconds>(3 * meter_interval, kLeastFreshness);
    const auto reading = observed.meter.power(now, freshness, nominal_voltage, max_phases);
    const bool newer_than_status = reading && reading->at > observed.status_at;
    if (observed.status && leaves_no_power(*observed.status, newer_than_status)) {
        return PowerReading{0, observed.status_at, false, false};
    }
    if (reading) return reading;
    const bool may_draw = observed.transaction || (observed.status == ocpp::ChargePointStatus::Charging &&
                                                   !observed.session_ended_without_status);
    if (!may_draw) return PowerReading{0, observed.status_at, false, false};
    return std::nullopt;
}

const AcknowledgedLimit* ConnectorView::binding_limit() const {
    if (tx_profile_in_use && tx_profile.acknowledged) return &*tx_profile.acknowledged;
    return tx_default.acknowledged ? &*tx_default.acknowledged : nullptr;
}

bool ConnectorView::is_held_by_our_limit() const {
    const AcknowledgedLimit* limit = binding_limit();
    return limit != nullptr && limit->limit.is_zero();
}

bool ConnectorView::tx_profile_comes_first() const {
    const bool is_needed =
        tx_profile_in_use || capabilities.needs_tx_profile || tx_default.refused_by_all_variants;
    return observed.transaction && !tx_profile_refused && is_needed;
}

bool ConnectorView::every_profile_is_refused() const {
    return tx_default.refused_by_all_variants && !tx_profile_comes_first();
}

bool ConnectorView::status_is_current() const {
    return observed.status && !observed.session_ended_without_status &&
           observed.status_at >= connected_changed_at;
}

SteadyTime ConnectorView::status_missing_since() const {
    return std::max(observed.status_at, connected_changed_at);
}

namespace {

struct Ladder {
    std::array<RateUnit, 2> units{RateUnit::A, RateUnit::W};
    std::array<int, 2> levels{0, 0};
    std::size_t number_of_units = 2, number_of_levels = 1;

    explicit Ladder(const Capabilities& capabilities) {
        if (capabilities.amperes_allowed != capabilities.watts_allowed) {
            units[0] = capabilities.amperes_allowed ? RateUnit::A : RateUnit::W;
            number_of_units = 1;
        }
        levels[0] = std::clamp(capabilities.max_stack_level, 0, 99);
        if (levels[0] != 0) number_of_levels = 2;
    }
};

constexpr std::array kKinds{ocpp::ChargingProfileKindType::Absolute, ocpp::ChargingProfileKindType::Relative};

}  // namespace

std::size_t number_of_rungs(const Capabilities& capabilities) {
    const Ladder ladder(capabilities);
    return ladder.number_of_units * kKinds.size() * ladder.number_of_levels;
}

ProfileVariant variant_on_rung(const Capabilities& capabilities, std::size_t rung) {
    const Ladder ladder(capabilities);
    const std::size_t level = rung % ladder.number_of_levels;
    const std::size_t kind = rung / ladder.number_of_levels % kKinds.size();
    const std::size_t unit = rung / ladder.number_of_levels / kKinds.size() % ladder.number_of_units;
    return {ladder.units[unit], ladder.levels[level], kKinds[kind]};
}

ProfileVariant variant_in_use(const Capabilities& capabilities) {
    return variant_on_rung(capabilities, capabilities.rung);
}

}  // namespace gateway
