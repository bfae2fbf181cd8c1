#include "gateway/control/connector.h"

#include "gateway/control/limit_watch.h"
#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Intent;
using ocpp::ChargePointStatus;
using ocpp::Reason;

bool is_interruption(std::optional<Reason> reason) {
    return reason == Reason::HardReset || reason == Reason::SoftReset || reason == Reason::Reboot ||
           reason == Reason::PowerLoss;
}

/// Reasons that a charger gives when a zero limit made it end the session by itself (algorithm (b) step 3).
bool may_be_by_zero(std::optional<Reason> reason) {
    return !reason || reason == Reason::Other || reason == Reason::Local;
}

std::string error_words(const ocpp::StatusNotification::Request& status) {
    if (status.errorCode == ocpp::ChargePointErrorCode::NoError) return {};
    std::string words = status.errorCode.text();
    if (status.vendorErrorCode && !status.vendorErrorCode->value.empty()) words += ", " + status.vendorErrorCode->value;
    if (status.info && !status.info->value.empty()) words += ", " + status.info->value;
    return words;
}

}  // namespace

Connector::Connector(storage::ConnectorRecord connector, const storage::ChargePointRecord& charge_point,
                     const ControlTimings& timings)
    : record(std::move(connector)) {
    view.connector_id = record.connector_id;
    adopt_settings(charge_point);
    view.timings = timings;
    view.meter_interval = std::chrono::seconds(timings.meter_interval_s);
    view.desired = record.desired;
    view.profile_may_be_installed = record.desired.intent == Intent::pause || record.desired.max_charge_rate_kw;
}

void Connector::adopt_settings(const storage::ChargePointRecord& charge_point) {
    view.max_phases = charge_point.max_phases;
    view.nominal_voltage = charge_point.nominal_voltage;
    view.minimum_current = charge_point.min_current;
    view.max_kw = charge_point.rated_kw.value_or(ConnectorView{}.max_kw);
    view.observed.meter.rated(charge_point.rated_kw);
}

// What the charger tells.

bool Connector::on_status(const ocpp::StatusNotification::Request& status, SteadyTime now) {
    Observed& observed = view.observed;
    const auto before = observed.status;
    observed.status = status.status.value;
    observed.status_text = status.status.text();
    observed.status_at = now;
    observed.last_message_at = now;
    observed.error_text = error_words(status);
    observed.session_ended_without_status = false;

    const bool plugged = observed.status && means_plugged(*observed.status);
    if (observed.status && tells_about_vehicle(*observed.status)) observed.was_plugged = plugged;
    if (!plugged) ended_under_zero_.reset();
    const bool plugged_in = plugged && !(before && means_plugged(*before));
    const bool charging_begins =
        observed.status == ChargePointStatus::Charging && before != ChargePointStatus::Charging;
    if (charging_begins) observed.meter.forget_phases();
    if (plugged_in) {
        if (is_in_window()) command->since = now;
        forget_refusals();
        forget_evidence_of_session();
    }
    if (plugged_in || charging_begins) doubt_what_chargers_forget();
    return observed.status == ChargePointStatus::Available && !observed.transaction && end_run_intent();
}

void Connector::on_transaction_opened(ObservedTransaction transaction) {
    Observed& observed = view.observed;
    observed.last_message_at = transaction.opened_at;
    observed.transaction = std::move(transaction);
    observed.session_ended_without_status = false;
    observed.meter.forget_session();
    view.tx_profile = {};
    view.tx_profile_in_use = view.tx_profile_refused = view.tx_profile_may_be_installed = false;
    forget_evidence_of_session();
    view.phase_probe = PhaseProbe::not_yet;
    view.wake = Wake::not_needed;
    view.remote_stop = {};
    view.stopped_by_us = false;
    restart_session_ = false;
    forget_refusals();
    doubt_what_chargers_forget();
    update_charge_wanted();
}

bool Connector::zero_may_be_why(std::optional<Reason> reason, SteadyTime now) const {
    const bool soon_after = zero_since_ && now - *zero_since_ < view.timings.zero_effect_after;
    return soon_after && !view.stopped_by_us && may_be_by_zero(reason) &&
           view.observed.status != ChargePointStatus::Available;
}

bool Connector::on_transaction_closed(std::optional<Reason> reason, SteadyTime now) {
    view.stopped_by_us = view.remote_stop.sent_at && view.remote_stop.refusal.empty();
    view.transaction_ended_at = now;
    const bool is_to_wake = view.stopped_by_us && view.wake == Wake::restart;
    view.wake = Wake::not_needed;
    Observed& observed = view.observed;
    if (zero_may_be_why(reason, now))
        ended_under_zero_ = EndUnderZero{*zero_since_, now, now + view.timings.unplugging_shows_within, observed.transaction->id};
    observed.transaction.reset();
    const bool status_fits =
        observed.status == ChargePointStatus::Finishing || observed.status == ChargePointStatus::Available;
    observed.session_ended_without_status = !status_fits;
    if (!status_fits) observed.status_at = now;
    observed.last_message_at = now;
    observed.meter.forget_session();
    view.tx_profile = {};
    view.tx_profile_in_use = view.tx_profile_refused = view.tx_profile_may_be_installed = false;
    doubt_what_chargers_forget();
    if (view.desired.intent != Intent::run || (view.stopped_by_us && !is_to_wake)) return false;
    if (!is_interruption(reason) && !is_to_wake) return end_run_intent();
    restart_session_ = true;
    view.remote_start = {};
    update_charge_wanted();
    return false;
}

bool Connector::has_lost_transaction() const {
    return view.observed.transaction && view.observed.status == ChargePointStatus::Available;
}

void Connector::on_meter_values(const ocpp::MeterValues::Request& values, bool power_counts, SteadyTime now) {
    view.observed.meter.ingest(values.meterValue, now, power_counts);
    view.observed.last_message_at = now;
    if (values.connectorId > 0) own_values_at_ = now;
    if (const auto power = view.power(now); power && power->flows()) view.observed.drew_power_at = now;
}

bool Connector::accepts_station_meter(SteadyTime now) const {
    return !own_values_at_ || now - *own_values_at_ > 2 * view.meter_interval;
}

void Connector::watch_power(SteadyTime now) {
    LimitEvidence& evidence = view.evidence;
    if (!view.is_connected || !is_over_ceiling(view, now)) evidence.over_ceiling_since.reset();
    else if (!evidence.over_ceiling_since) evidence.over_ceiling_since = now;
    const AcknowledgedLimit* limit = view.binding_limit();
    if (limit == nullptr || !view.observed.transaction || !limit_is_settled(view) || !is_followed(view, *limit, now)) return;
    evidence.was_followed = true;
    evidence.no_rung_is_left = false;
}

// What happens to the link.

void Connector::on_connected(SteadyTime now) {
    view.is_connected = true;
    view.connected_changed_at = now;
    start_over();
}

void Connector::on_disconnected(SteadyTime now) {
    view.is_connected = false;
    view.connected_changed_at = now;
}

void Connector::on_reboot(SteadyTime now) {
    view.observed.status.reset();
    view.observed.status_text.clear();
    view.observed.status_at = now;
    if (!view.observed.transaction) view.remote_start = {};
    view.evidence = {};
    start_over();
}

}  // namespace gateway
