#include "simulators/meter_faults.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "simulators/event.h"

namespace simulators {

using ocpp::Measurand;
using ocpp::SampledValue;
using ocpp::UnitOfMeasure;

namespace {

constexpr std::chrono::milliseconds kBetweenPhases{150};
constexpr double kPowerFactorAtRest = 0.04;

bool is_of(const SampledValue& value, Measurand measurand) {
    return value.measurand && value.measurand->value == measurand;
}

double number_of(const SampledValue& value) { return std::atof(value.value.value.c_str()); }

SampledValue value_of(Measurand measurand, double number, int decimals, UnitOfMeasure unit) {
    SampledValue value;
    value.value = decimal(number, decimals);
    value.measurand = ocpp::Token(measurand);
    value.unit = ocpp::Token(unit);
    return value;
}

class Spoiler {
  public:
    Spoiler(ocpp::NonEmpty<SampledValue>& values, const Connector& connector, const Behaviour& behaviour)
        : values_(values), connector_(connector), behaviour_(behaviour) {}

    void spoil(std::optional<std::int64_t> register_wh) {
        if (behaviour_.reactive_rest_a > 0) forget_power();
        for (SampledValue& value : values_) {
            if (is_of(value, Measurand::Energy_Active_Import_Register)) energy(value, register_wh);
            if (is_of(value, Measurand::Power_Active_Import)) power(value);
            if (is_of(value, Measurand::Current_Import)) current(value);
            if (is_of(value, Measurand::Voltage)) voltage(value);
        }
        if (behaviour_.reactive_rest_a > 0 && connector_.current_a <= 0)
            values_.push_back(value_of(Measurand::Power_Factor, kPowerFactorAtRest, 2, UnitOfMeasure::Percent));
        if (behaviour_.decimal_comma) {
            for (SampledValue& value : values_)
                std::replace(value.value.value.begin(), value.value.value.end(), '.', ',');
        }
    }

  private:
    void forget_power() {
        values_.erase(std::remove_if(values_.begin(), values_.end(),
                                     [](const auto& value) { return is_of(value, Measurand::Power_Active_Import); }),
                      values_.end());
    }

    void energy(SampledValue& value, std::optional<std::int64_t> register_wh) const {
        if (register_wh) value.value = decimal(static_cast<double>(*register_wh), 0);
        if (behaviour_.register_in_kwh) value.value = decimal(number_of(value) / 1000, 3);
        if (behaviour_.register_in_kwh || behaviour_.labels_wh_as_kwh) value.unit = ocpp::Token(UnitOfMeasure::kWh);
    }

    void power(SampledValue& value) const {
        if (feeds_back()) value.value = decimal(-behaviour_.feeds_back_kw * 1000, 1);
        if (behaviour_.power_told_zero) value.value = "0";
        if (!behaviour_.power_in_kw_without_unit) return;
        value.value = decimal(number_of(value) / 1000, 2);
        value.unit.reset();
    }

    void current(SampledValue& value) const {
        const bool rests = connector_.transaction && connector_.current_a <= 0;
        if (rests && behaviour_.reactive_rest_a > 0) value.value = decimal(behaviour_.reactive_rest_a, 1);
        const bool residual = behaviour_.residual_a > 0 && connector_.current_a > 0 && number_of(value) == 0;
        if (residual) value.value = decimal(behaviour_.residual_a, 1);
        if (feeds_back()) value.value = decimal(behaviour_.feeds_back_kw * 1000 / connector_.volts, 1);
        if (behaviour_.current_in_tenths) value.value = decimal(number_of(value) * 10, 0);
        if (behaviour_.meters_dc) value.phase.reset();
    }

    void voltage(SampledValue& value) const {
        if (behaviour_.meters_dc) value.phase.reset();
        if (behaviour_.tells_split_phase) value.phase = ocpp::Token(ocpp::Phase::L1_L2);
        if (!behaviour_.tells_line_voltages) return;
        value.value = decimal(number_of(value) * std::sqrt(3.0), 1);
        const auto is_of = [&](ocpp::Phase phase) { return value.phase && value.phase->value == phase; };
        value.phase = ocpp::Token(is_of(ocpp::Phase::L1_N)   ? ocpp::Phase::L1_L2
                                  : is_of(ocpp::Phase::L2_N) ? ocpp::Phase::L2_L3
                                                             : ocpp::Phase::L3_L1);
    }

    bool feeds_back() const {
        return behaviour_.feeds_back_kw > 0 && connector_.transaction &&
               connector_.offered.amperes < connector_.least_current_a();
    }

    ocpp::NonEmpty<SampledValue>& values_;
    const Connector& connector_;
    const Behaviour& behaviour_;
};

}  // namespace

std::optional<std::int64_t> told_register_wh(Connector& connector, const Behaviour& behaviour) {
    if (!connector.transaction) return std::nullopt;
    Transaction& transaction = *connector.transaction;
    const std::int64_t number = ++transaction.samples;
    if (behaviour.first_register_zero && number == 1) return 0;
    const std::int64_t every = behaviour.register_glitches_every;
    if (every > 0 && number % every == 0) return 0;
    if (!connector.frozen) transaction.told.told(connector.meter_wh, connector.energy_register.count());
    if (!behaviour.samples_count_the_session) return std::nullopt;
    return std::max<std::int64_t>(0, connector.reading().register_wh - transaction.meter_start_wh);
}

void spoil(ocpp::MeterValue& readings, const Connector& connector, const Behaviour& behaviour,
           std::optional<std::int64_t> register_wh) {
    Spoiler(readings.sampledValue, connector, behaviour).spoil(register_wh);
}

std::vector<ocpp::MeterValue> split_by_phase(const ocpp::MeterValue& readings) {
    std::vector<ocpp::MeterValue> parts;
    std::vector<std::string> phases;
    for (const SampledValue& value : readings.sampledValue) {
        const std::string full = value.phase ? value.phase->text() : std::string();
        const std::string phase = full.substr(0, 2);
        const auto found = std::find(phases.begin(), phases.end(), phase);
        if (found == phases.end()) {
            const auto later = kBetweenPhases * static_cast<int>(parts.size());
            phases.push_back(phase);
            parts.emplace_back();
            parts.back().timestamp = ocpp::DateTime(*readings.timestamp.time + later);
            parts.back().sampledValue.push_back(value);
        } else {
            parts[static_cast<std::size_t>(found - phases.begin())].sampledValue.push_back(value);
        }
    }
    return parts;
}

Reading sum_of(const std::vector<Connector>& connectors) {
    Reading sum;
    for (const Connector& connector : connectors) {
        sum.current_a += connector.current_a;
        if (connector.current_a > 0) sum.phases = std::max(sum.phases, connector.phases);
    }
    return sum;
}

bool tells_register(const ocpp::MeterValue& readings) {
    return std::any_of(readings.sampledValue.begin(), readings.sampledValue.end(),
                       [](const auto& value) { return is_of(value, Measurand::Energy_Active_Import_Register); });
}

}  // namespace simulators
