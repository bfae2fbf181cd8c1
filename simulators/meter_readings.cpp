#include "simulators/meter_readings.h"

#include <cmath>

#include "simulators/event.h"

namespace simulators {

using ocpp::Measurand;
using ocpp::Phase;
using ocpp::SampledValue;
using ocpp::UnitOfMeasure;

namespace {

constexpr Phase kLines[] = {Phase::L1, Phase::L2, Phase::L3};
constexpr Phase kLinesToNeutral[] = {Phase::L1_N, Phase::L2_N, Phase::L3_N};

/// Collects the sampled values of one moment.
class MeterReader {
  public:
    MeterReader(const Connector& connector, const Wiring& wiring, ocpp::ReadingContext context,
                const Behaviour& behaviour)
        : connector_(connector),
          reading_(connector.reading()),
          wiring_(wiring),
          context_(context),
          behaviour_(behaviour) {}

    void read(const MeteredItem& item) {
        if (behaviour_.meters_energy_only && item.measurand != Measurand::Energy_Active_Import_Register) return;
        if (behaviour_.meters_current_only && item.measurand != Measurand::Current_Import) return;
        if (behaviour_.lacks_power && item.measurand == Measurand::Power_Active_Import) return;
        if (behaviour_.lacks_register && item.measurand == Measurand::Energy_Active_Import_Register) return;
        switch (item.measurand) {
            case Measurand::Energy_Active_Import_Register:
                return add(item.measurand, static_cast<double>(reading_.register_wh), 0, UnitOfMeasure::Wh);
            case Measurand::Power_Active_Import:
                if (behaviour_.meters_per_phase_only) return per_phase(item, kLinesToNeutral, UnitOfMeasure::W);
                return add(item.measurand, reading_.current_a * reading_.phases * connector_.volts, 1,
                           UnitOfMeasure::W);
            case Measurand::Power_Offered:
                return add(item.measurand, offered_w(), 1, UnitOfMeasure::W);
            case Measurand::Current_Offered:
                return add(item.measurand, offered().amperes, 1, UnitOfMeasure::A);
            case Measurand::Current_Import:
                return per_phase(item, kLines, UnitOfMeasure::A);
            case Measurand::Voltage:
                return per_phase(item, kLinesToNeutral, UnitOfMeasure::V);
            case Measurand::SoC:
                return state_of_charge();
            default:
                return;  // parse_metered lets nothing else through
        }
    }

    void expect(std::size_t items) { values_.reserve(items * std::size(kLines)); }
    ocpp::NonEmpty<SampledValue> take() { return std::move(values_); }

  private:
    CurrentLimit offered() const {
        const double constant_a = behaviour_.reports_offered_constant_a;
        return constant_a > 0 ? CurrentLimit{constant_a, wiring_.phases} : connector_.offered;
    }
    double offered_w() const { return watts(offered(), wiring_); }
    double of_phase(Measurand measurand, int phase) const {
        if (measurand == Measurand::Voltage) return connector_.volts;
        const double current_a = phase < reading_.phases ? reading_.current_a : 0;
        return measurand == Measurand::Current_Import ? current_a : current_a * connector_.volts;
    }

    void add(Measurand measurand, double value, int decimals, UnitOfMeasure unit,
             std::optional<Phase> phase = std::nullopt) {
        SampledValue sampled;
        sampled.value = decimal(value, decimals);
        sampled.context = ocpp::Token(context_);
        sampled.measurand = ocpp::Token(measurand);
        if (phase) sampled.phase = ocpp::Token(*phase);
        sampled.unit = ocpp::Token(unit);
        values_.push_back(std::move(sampled));
    }

    void per_phase(const MeteredItem& item, const Phase (&names)[3], UnitOfMeasure unit) {
        for (int i = 0; i < wiring_.phases; ++i) {
            const bool wanted = !item.phase || *item.phase == kLines[i] || *item.phase == kLinesToNeutral[i];
            if (!wanted) continue;
            add(item.measurand, of_phase(item.measurand, i), 1, unit, names[i]);
        }
    }

    void state_of_charge() {
        if (!connector_.plugged) return;
        add(Measurand::SoC, std::floor(connector_.vehicle.soc_percent), 0, UnitOfMeasure::Percent);
        values_.back().location = ocpp::Token(ocpp::Location::EV);
    }

    const Connector& connector_;
    const Reading reading_;
    const Wiring& wiring_;
    ocpp::ReadingContext context_;
    const Behaviour& behaviour_;
    ocpp::NonEmpty<SampledValue> values_;
};

}  // namespace

ocpp::MeterValue read_meter(const Connector& connector, const Wiring& wiring, const std::vector<MeteredItem>& items,
                            ocpp::ReadingContext context, ocpp::UtcTime at, const Behaviour& behaviour) {
    MeterReader reader(connector, wiring, context, behaviour);
    reader.expect(items.size());
    for (const MeteredItem& item : items) reader.read(item);
    return {ocpp::DateTime(at), reader.take()};
}

}  // namespace simulators
