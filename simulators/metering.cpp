#include "simulators/charge_point.h"
#include "simulators/meter_readings.h"

/// The part of ChargePoint that sends meter values.
namespace simulators {

namespace {

constexpr std::string_view kSampled = "MeterValuesSampledData";
constexpr std::string_view kAligned = "MeterValuesAlignedData";

}  // namespace

std::optional<SteadyTime> ChargePoint::next_sample(const Connector& connector) const {
    const std::chrono::seconds interval(configuration_.integer("MeterValueSampleInterval"));
    if (!connector.transaction || interval.count() == 0 || options_.behaviour.silent_meter) return std::nullopt;
    return connector.last_sample + interval;
}

std::optional<SteadyTime> ChargePoint::next_aligned() const {
    const std::chrono::seconds interval(configuration_.integer("ClockAlignedDataInterval"));
    if (!uplink_.is_ready() || interval.count() == 0 || options_.behaviour.silent_meter) return std::nullopt;
    return last_aligned_ + interval;
}

void ChargePoint::take_samples() {
    for (Connector& connector : connectors_) {
        const auto due = next_sample(connector);
        if (!due || now_.steady < *due) continue;
        connector.last_sample = now_.steady;
        send_sample(connector, kSampled, ocpp::ReadingContext::Sample_Periodic);
        tell_power(connector);
    }
    const auto aligned = next_aligned();
    if (!aligned || now_.steady < *aligned) return;
    last_aligned_ = now_.steady;
    for (const Connector& connector : connectors_) send_sample(connector, kAligned, ocpp::ReadingContext::Sample_Clock);
}

void ChargePoint::send_sample(const Connector& connector, std::string_view key, ocpp::ReadingContext context) {
    auto readings = read_meter(connector, wiring_, configuration_.metered(key), context, now_.utc, options_.behaviour);
    if (readings.sampledValue.empty()) return;
    ocpp::MeterValues::Request request;
    request.connectorId = connector.number;
    request.meterValue.push_back(std::move(readings));
    if (connector.transaction) return messages_.push(connector.transaction, std::move(request));
    uplink_.call<ocpp::MeterValues>(request);
}

void ChargePoint::tell_power(const Connector& connector) {
    if (!surroundings_.on_event) return;
    tell(Event::Kind::power, connector.number,
         decimal(connector.power_w() / 1000, 2) + " kW (" + decimal(connector.current_a, 1) + " A x " +
             std::to_string(connector.phases) + "), meter " + decimal(connector.meter_wh, 0) + " Wh, battery " +
             decimal(connector.vehicle.soc_percent, 1) + " %");
}

}  // namespace simulators
