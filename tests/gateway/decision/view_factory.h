#pragma once

#include "gateway/decision/next_step.h"

namespace gateway {

using namespace std::chrono_literals;

constexpr SteadyTime kNow{std::chrono::hours(500)};

/// A connected charger that may be called, nothing plugged, nothing wanted.
inline ConnectorView quiet_view() {
    ConnectorView view;
    view.may_call = view.is_connected = true;
    view.connected_changed_at = kNow - 1h;
    view.observed.status = ocpp::ChargePointStatus::Available;
    view.observed.status_text = "Available";
    view.capabilities.tells_preparing = true;
    view.observed.status_at = kNow - 30min;
    return view;
}

inline void set_status(ConnectorView& view, ocpp::ChargePointStatus status, std::chrono::milliseconds ago = 10min) {
    view.observed.status = status;
    view.observed.status_text = std::string(wire_name(status));
    view.observed.status_at = kNow - ago;
}

inline void open_transaction(ConnectorView& view) {
    view.observed.transaction = ObservedTransaction{17, kNow - 20min, 17, {}};
    set_status(view, ocpp::ChargePointStatus::Charging);
}

inline void acknowledge(ConnectorView& view, ProfileDialogue& dialogue, double kilowatts,
                        std::chrono::milliseconds ago = 1min) {
    const auto limit = to_charging_limit(kilowatts, RateUnit::A, view.facts());
    AcknowledgedLimit& acknowledged = dialogue.acknowledged.emplace();
    acknowledged.limit = limit;
    acknowledged.asked_kw = kilowatts;
    acknowledged.kilowatts = to_kilowatts(limit, view.facts());
    acknowledged.at = kNow - ago;
    dialogue.last_sent = kNow - ago;
    view.profile_may_be_installed = true;
}

inline void measure(ConnectorView& view, double kilowatts, std::chrono::milliseconds ago = 0ms) {
    ocpp::MeterValue value;
    ocpp::SampledValue sample;
    sample.value = std::to_string(kilowatts * 1000);
    sample.measurand = ocpp::Measurand::Power_Active_Import;
    value.sampledValue.push_back(sample);
    view.observed.meter.ingest({value}, kNow - ago, true);
}

}  // namespace gateway
