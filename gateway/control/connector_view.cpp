#include "gateway/control/connector_view.h"

#include <algorithm>

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
        return PowerReading{0, observed.status_at, false};
    }
    if (reading) return reading;
    const bool idle = !observed.transaction && observed.status != ocpp::ChargePointStatus::Charging;
    if (idle) return PowerReading{0, observed.status_at, false};
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

std::vector<ProfileVariant> ladder(const Capabilities& capabilities) {
    using ocpp::ChargingProfileKindType;
    std::vector<RateUnit> units;
    if (capabilities.amperes_allowed || !capabilities.watts_allowed) units.push_back(RateUnit::A);
    if (capabilities.watts_allowed) units.push_back(RateUnit::W);
    std::vector<int> levels{std::clamp(capabilities.max_stack_level, 0, 99)};
    if (levels.front() != 0) levels.push_back(0);

    std::vector<ProfileVariant> rungs;
    for (const RateUnit unit : units) {
        for (const auto kind : {ChargingProfileKindType::Absolute, ChargingProfileKindType::Relative}) {
            for (const int level : levels) rungs.push_back({unit, level, kind});
        }
    }
    return rungs;
}

ProfileVariant variant_in_use(const Capabilities& capabilities) {
    const auto rungs = ladder(capabilities);
    return rungs[capabilities.rung % rungs.size()];
}

}  // namespace gateway
