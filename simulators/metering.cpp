#include "simulators/charge_point.h"
#include "simulators/meter_faults.h"
#include "simulators/meter_readings.h"

/// The part of ChargePoint that sends meter values.
namespace simulators {

namespace {

constexpr std::string_view kSampled = "MeterValuesSampledData";
constexpr std::string_view kAligned = "MeterValuesAlignedData";

}  // namespace

std::optional<SteadyTime> ChargePoint::next_sample(const Connector& connector) const {
    const std::chrono::seconds interval(configuration_.integer("MeterValueSampleInterval"));
    const Behaviour& behaviour = options_.behaviour;
    if (interval.count() == 0 || behaviour.silent_meter) return std::nullopt;
    const bool idle_samples = behaviour.samples_outside_transactions || behaviour.tells_dead_transaction;
    if (!connector.transaction && !(idle_samples && uplink_.is_ready())) return std::nullopt;
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
    for (Connector& connector : connectors_) send_sample(connector, kAligned, ocpp::ReadingContext::Sample_Clock);
}

void ChargePoint::send_sample(Connector& connector, std::string_view key, ocpp::ReadingContext context) {
    freeze_if_due(connector);
    const auto& items = configuration_.metered(key);
    std::optional<Connector> shared;
    if (options_.behaviour.one_meter_for_all) shared = with_shared_meter(connector);
    auto readings = read_meter(shared ? *shared : connector, wiring_, items, context, now_.utc, options_.behaviour);
    if (readings.sampledValue.empty()) return;
    const auto register_wh = tells_register(readings) ? told_register_wh(connector, options_.behaviour) : std::nullopt;
    spoil(readings, connector, options_.behaviour, register_wh);
    if (!options_.behaviour.phase_per_entry && !options_.behaviour.phase_per_message)
        return send_readings(connector, {std::move(readings)});
    auto parts = split_by_phase(readings);
    if (options_.behaviour.phase_per_entry) return send_readings(connector, std::move(parts));
    for (ocpp::MeterValue& part : parts) send_readings(connector, {std::move(part)});
}

/// The meter stands in the supply of all connectors.
Connector ChargePoint::with_shared_meter(const Connector& connector) const {
    Connector metered = connector;
    metered.frozen = sum_of(connectors_);
    metered.frozen->register_wh = connector.register_wh();
    return metered;
}

void ChargePoint::freeze_if_due(Connector& connector) const {
    const std::chrono::seconds after(options_.behaviour.meter_freezes_after_s);
    if (!connector.transaction) connector.frozen.reset();
    if (!connector.transaction || after.count() == 0 || connector.frozen) return;
    if (now_.steady - connector.transaction->started.steady >= after) connector.frozen = connector.reading();
}

void ChargePoint::send_readings(const Connector& connector, std::vector<ocpp::MeterValue> readings) {
    ocpp::MeterValues::Request request;
    const std::int64_t every = options_.behaviour.mislabels_every;
    const bool mislabelled = every > 0 && ++sent_readings_ % every == 0;
    request.connectorId = mislabelled ? connector.number % options_.connectors + 1 : connector.number;
    for (ocpp::MeterValue& each : readings) request.meterValue.push_back(std::move(each));
    if (connector.transaction) return messages_.push(connector.transaction, std::move(request));
    if (options_.behaviour.tells_dead_transaction && connector.dead_transaction)
        request.transactionId = *connector.dead_transaction;
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
