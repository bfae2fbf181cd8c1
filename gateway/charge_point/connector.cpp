#include "gateway/charge_point/connector.h"

#include <algorithm>
#include <cmath>

#include "gateway/decision/limit_watch.h"
#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kValueMayBeLate{15};

using canonical::Intent;
using ocpp::ChargePointStatus;
using ocpp::Reason;

bool is_interruption(std::optional<Reason> reason) {
    return reason == Reason::HardReset || reason == Reason::SoftReset || reason == Reason::Reboot ||
           reason == Reason::PowerLoss;
}

/// Reasons that a charger gives when a zero limit made it end the session by itself.
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
    view.told_before_start_kw = record.desired.max_charge_rate_kw;
    if (record.desired.intent == Intent::pause) view.told_before_start_kw = 0;
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
    // Told again after the meter has shown the contrary it is no news.
    const auto seen = view.last_measured(now);
    const bool is_old =
        before == observed.status && view.status_is_current() && seen && seen->flows() && seen->at > observed.status_at;
    if (!is_old) observed.status_at = now;
    observed.last_message_at = now;
    observed.error_text = error_words(status);
    observed.session_ended_without_status = false;
    note_contradiction(now);

    const bool plugged = observed.status && means_plugged(*observed.status);
    if (observed.status && tells_about_vehicle(*observed.status)) observed.was_plugged = plugged;
    if (!plugged) ended_under_zero_.reset();
    const bool plugged_in = plugged && !(before && means_plugged(*before));
    const bool charging_begins =
        observed.status == ChargePointStatus::Charging && before != ChargePointStatus::Charging;
    if (charging_begins) observed.meter.forget_phases();
    if (plugged_in) {
        if (desired_state.is_in_window()) desired_state.command->since = now;
        limits.vehicle_plugged_in();
    }
    // Its transaction's begin and that of charging are one: what was told in between is not told again.
    constexpr std::chrono::seconds kOneStart{5};
    const auto& open = observed.transaction;
    const bool is_told = open && now - open->opened_at < kOneStart && view.tx_default.last_sent >= open->opened_at;
    if (plugged_in || (charging_begins && !is_told)) limits.mark_stale_what_does_not_show();
    else if (charging_begins) view.evidence.start_is_checked = false;
    note_status_times(before, now);
    return observed.status == ChargePointStatus::Available && !observed.transaction && desired_state.end_run_intent();
}

void Connector::note_status_times(const std::optional<ChargePointStatus>& before, SteadyTime now) {
    const auto status = view.observed.status;
    if (status != ChargePointStatus::Charging) view.charging_since.reset();
    else if (before != status) view.charging_since = now;
    const bool is_out = status == ChargePointStatus::Unavailable || status == ChargePointStatus::Faulted;
    if (!is_out) view.out_of_order_by_our_zero = false;
    else if (before != status)
        view.out_of_order_by_our_zero =
            limits.zero_since() && now - *limits.zero_since() < view.timings.own_zero_shows_within;
}

void Connector::on_transaction_opened(ObservedTransaction transaction) {
    Observed& observed = view.observed;
    observed.last_message_at = transaction.opened_at;
    observed.transaction = std::move(transaction);
    observed.session_ended_without_status = false;
    contradicted_since_.reset();
    if (observed.transaction->is_resumed) note_contradiction(observed.transaction->opened_at);
    observed.meter.forget_session();
    forget_flow(FlowIs::another);
    view.phase_probe = PhaseProbe::not_yet;
    view.wake = Wake::not_needed;
    view.remote_stop = {};
    view.stopped_by_us = false;
    limits.session_begins();
    desired_state.session_begins();
}

bool Connector::zero_may_be_why(std::optional<Reason> reason, SteadyTime now) const {
    const auto zero_since = limits.zero_since();
    const bool soon_after = zero_since && now - *zero_since < view.timings.zero_effect_after;
    const auto& told_at = view.observed.stop_told_at;
    if (soon_after && told_at && limits.zero_sent_at() > *told_at)
        return false;  // it was over before the zero was sent
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
        ended_under_zero_ = EndUnderZero{limits.zero_sent_at(), now, now + view.timings.unplugging_shows_within,
                                         observed.transaction->id};
    observed.transaction.reset();
    observed.stop_told_at.reset();
    observed.transaction_is_stale = false;
    contradicted_since_.reset();
    const bool status_fits =
        observed.status == ChargePointStatus::Finishing || observed.status == ChargePointStatus::Available;
    observed.session_ended_without_status = !status_fits;
    if (!status_fits) observed.status_at = now;
    observed.last_message_at = now;
    observed.meter.forget_session();
    forget_flow(FlowIs::another);
    limits.session_ends();
    if (view.desired.intent != Intent::run || (view.stopped_by_us && !is_to_wake)) return false;
    return desired_state.session_ended(is_interruption(reason) || is_to_wake);
}

void Connector::forget_flow(FlowIs flow) {
    if (flow == FlowIs::another) flow_.forget();
    else flow_.interrupt();
    view.power_told_at = value_told_at_ = {};
    view.unrecorded_flow_since.reset();
    view.meter_is_frozen = view.meter_may_be_frozen = false;
}

/// Some tell Available after each reconnect, whatever they do; only Charging and Suspended* clear that.
void Connector::note_contradiction(SteadyTime now) {
    const auto& status = view.observed.status;
    if (status && means_session(*status)) contradicted_since_.reset();
    if (status == ChargePointStatus::Available && view.observed.transaction && !contradicted_since_)
        contradicted_since_ = now;
}

std::chrono::milliseconds Connector::patience_without_flow() const {
    constexpr std::chrono::seconds kLeastPatience{60};
    constexpr double kLeastKw = 1;  // no vehicle takes less for long
    const double step_wh = view.power_is_measured ? 0 : flow_.step_wh();
    const std::chrono::seconds one_step(std::lround(step_wh * 3.6 / kLeastKw));
    return std::max<std::chrono::milliseconds>(std::max(kLeastPatience, one_step),
                                               2 * view.meter_interval + kValueMayBeLate);
}

/// That nothing flows under our own zero says nothing. One value of power is no proof of a session, but reason enough
/// to wait for the next; and where values were told none at all may mean that they wait.
std::optional<SteadyTime> Connector::transaction_lost_at() const {
    const bool is_stale = view.observed.transaction && contradicted_since_ && view.is_connected;
    if (!is_stale || view.is_held_by_our_limit()) return std::nullopt;
    constexpr std::chrono::seconds kLeastBetweenValues{150};
    constexpr std::chrono::minutes kUnvaryingPower{30};  // without a register it may be what was told last
    const auto between_values =
        std::max<std::chrono::milliseconds>(kLeastBetweenValues, view.meter_interval + kValueMayBeLate);
    const SteadyTime known = std::max(*contradicted_since_, flow_.last_flow());
    const SteadyTime by_flow = known + patience_without_flow();
    const bool power_is_told = view.power_told_at > *contradicted_since_ && view.power_told_at == value_told_at_;
    if (power_is_told && !view.meter_may_be_frozen)
        return std::max(by_flow, std::min(view.power_told_at + between_values, known + kUnvaryingPower));
    const bool waits_for_first = value_told_at_ != SteadyTime{} && value_told_at_ <= known;
    return waits_for_first ? std::max(by_flow, known + between_values) : by_flow;
}

void Connector::on_meter_values(const ocpp::MeterValues::Request& values, bool power_counts, SteadyTime measured_at,
                                SteadyTime now) {
    view.observed.meter.ingest(values.meterValue, measured_at, power_counts);
    view.observed.last_message_at = now;
    if (values.connectorId > 0) own_values_at_ = now;
    const auto power = view.power(now);
    if (power && power->flows()) view.observed.drew_power_at = now;
    if (power && power->source == PowerSource::measured) view.power_is_measured = true;
}

bool Connector::watch_flow(const ocpp::MeterValues::Request& values, SteadyTime measured_at) {
    constexpr std::chrono::seconds kLateWordsOfTheLast{15};
    unrecorded_.ingest(values.meterValue, measured_at, true);
    const auto power =
        unrecorded_.power(measured_at, std::chrono::milliseconds(0), view.nominal_voltage, view.max_phases);
    const bool is_measured = power && power->source == PowerSource::measured;
    const bool may_be_of_the_last = !view.observed.transaction && view.transaction_ended_at != SteadyTime{} &&
                                    measured_at < view.transaction_ended_at + kLateWordsOfTheLast;
    if (may_be_of_the_last) return false;
    if (power && power->flows()) view.power_told_at = measured_at;
    value_told_at_ = measured_at;
    flow_.see({is_measured ? std::optional(power->kilowatts) : std::nullopt, unrecorded_.energy_wh(), measured_at});
    view.meter_is_frozen = flow_.is_frozen();
    view.meter_may_be_frozen = flow_.may_be_frozen();
    view.unrecorded_flow_since = view.observed.transaction ? std::nullopt : flow_.flows_since();
    view.unrecorded_flow_at = std::max(view.unrecorded_flow_at, flow_.last_flow());
    view.unrecorded_flow_from = std::max(view.unrecorded_flow_from, flow_.last_flow_from());
    return view.unrecorded_flow_since.has_value();
}

bool Connector::shows_life(SteadyTime now) const {
    if (view.observed.status != ChargePointStatus::Preparing) return true;
    const auto power = view.power(now);
    return (power && power->flows()) || flow_.flows_since();
}

bool Connector::accepts_station_meter(SteadyTime now) const {
    return !own_values_at_ || now - *own_values_at_ > 2 * view.meter_interval;
}

void Connector::watch_power(SteadyTime now) { look_at_power(view, now); }

// What happens to the link.

void Connector::on_connected(SteadyTime now) {
    view.is_connected = true;
    view.connected_changed_at = now;
    limits.start_over();
}

void Connector::on_disconnected(SteadyTime now) {
    view.is_connected = false;
    view.connected_changed_at = now;
    contradicted_since_.reset();  // nobody sees what flows meanwhile
    forget_flow(FlowIs::unseen);
}

void Connector::on_reboot(SteadyTime now) {
    view.observed.status.reset();
    contradicted_since_.reset();
    view.observed.status_text.clear();
    view.observed.status_at = now;
    if (!view.observed.transaction) view.remote_start = {};
    view.evidence = {};
    view.bounds.forget();
    view.refused_fraction = {};
    limits.start_over();
}

}  // namespace gateway
