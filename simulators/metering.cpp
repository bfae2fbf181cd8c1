#include "simulators/metering.h"

#include "simulators/meter_faults.h"
#include "simulators/meter_readings.h"

namespace simulators {

namespace {

constexpr std::string_view kSampled = "MeterValuesSampledData";
constexpr std::string_view kAligned = "MeterValuesAlignedData";

}  // namespace

std::optional<SteadyTime> Metering::next_sample(const Connector& connector) const {
    const std::chrono::seconds interval(state_.configuration.integer("MeterValueSampleInterval"));
    const Behaviour& behaviour = state_.behaviour();
    if (interval.count() == 0 || behaviour.silent_meter) return std::nullopt;
    const bool idle_samples = behaviour.samples_outside_transactions || behaviour.tells_dead_transaction;
    if (!connector.transaction && !(idle_samples && csms_.is_ready())) return std::nullopt;
    return connector.last_sample + interval;
}

std::optional<SteadyTime> Metering::next_aligned() const {
    const std::chrono::seconds interval(state_.configuration.integer("ClockAlignedDataInterval"));
    if (!csms_.is_ready() || interval.count() == 0 || state_.behaviour().silent_meter) return std::nullopt;
    return last_aligned_ + interval;
}

void Metering::take_samples() {
    for (Connector& connector : state_.connectors) {
        const auto due = next_sample(connector);
        if (!due || state_.now.steady < *due) continue;
        connector.last_sample = state_.now.steady;
        send_sample(connector, kSampled, ocpp::ReadingContext::Sample_Periodic);
        tell_power(connector);
    }
    const auto aligned = next_aligned();
    if (!aligned || state_.now.steady < *aligned) return;
    last_aligned_ = state_.now.steady;
    for (Connector& connector : state_.connectors) send_sample(connector, kAligned, ocpp::ReadingContext::Sample_Clock);
}

void Metering::send_sample(Connector& connector, std::string_view key, ocpp::ReadingContext context) {
    freeze_if_due(connector);
    const auto& items = state_.configuration.metered(key);
    std::optional<Connector> shared;
    if (state_.behaviour().one_meter_for_all) shared = with_shared_meter(connector);
    auto readings =
        read_meter(shared ? *shared : connector, state_.wiring, items, context, state_.now.utc, state_.behaviour());
    if (readings.sampledValue.empty()) return;
    const auto register_wh = tells_register(readings) ? told_register_wh(connector, state_.behaviour()) : std::nullopt;
    spoil(readings, connector, state_.behaviour(), register_wh);
    if (!state_.behaviour().phase_per_entry && !state_.behaviour().phase_per_message)
        return send_readings(connector, {std::move(readings)});
    auto parts = split_by_phase(readings);
    if (state_.behaviour().phase_per_entry) return send_readings(connector, std::move(parts));
    for (ocpp::MeterValue& part : parts) send_readings(connector, {std::move(part)});
}

/// The meter stands in the supply of all connectors.
Connector Metering::with_shared_meter(const Connector& connector) const {
    Connector metered = connector;
    metered.frozen = sum_of(state_.connectors);
    metered.frozen->register_wh = connector.register_wh();
    return metered;
}

void Metering::freeze_if_due(Connector& connector) const {
    const std::chrono::seconds after(state_.behaviour().meter_freezes_after_s);
    if (!connector.transaction) connector.frozen.reset();
    if (!connector.transaction || after.count() == 0 || connector.frozen) return;
    if (state_.now.steady - connector.transaction->started.steady >= after) connector.frozen = connector.reading();
}

void Metering::send_readings(const Connector& connector, std::vector<ocpp::MeterValue> readings) {
    ocpp::MeterValues::Request request;
    const std::int64_t every = state_.behaviour().mislabels_every;
    const bool mislabelled = every > 0 && ++sent_readings_ % every == 0;
    request.connectorId = mislabelled ? connector.number % state_.options.connectors + 1 : connector.number;
    for (ocpp::MeterValue& each : readings) request.meterValue.push_back(std::move(each));
    if (connector.transaction) return messages_.push(connector.transaction, std::move(request));
    if (state_.behaviour().tells_dead_transaction && connector.dead_transaction)
        request.transactionId = *connector.dead_transaction;
    csms_.call<ocpp::MeterValues>(request);
}

void Metering::tell_power(const Connector& connector) {
    if (!state_.surroundings.on_event) return;
    state_.tell(Event::Kind::power, connector.number,
                decimal(connector.power_w() / 1000, 2) + " kW (" + decimal(connector.current_a, 1) + " A x " +
                    std::to_string(connector.phases) + "), meter " + decimal(connector.meter_wh, 0) + " Wh, battery " +
                    decimal(connector.vehicle.soc_percent, 1) + " %");
}

}  // namespace simulators
