#include "gateway/control/connector.h"

#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Intent;
using ocpp::ChargePointStatus;
using ocpp::Reason;

constexpr std::chrono::seconds kZeroEndsWithin{30};

bool is_interruption(std::optional<Reason> reason) {
    return reason == Reason::HardReset || reason == Reason::SoftReset || reason == Reason::Reboot ||
           reason == Reason::PowerLoss;
}

/// Reasons that a charger gives when a zero limit made it end the session by itself (algorithm (b) step 3).
bool may_be_by_zero(std::optional<Reason> reason) {
    return !reason || reason == Reason::Other || reason == Reason::Local || reason == Reason::EVDisconnected;
}

}  // namespace

Connector::Connector(storage::ConnectorRecord connector, const storage::ChargePointRecord& charge_point,
                     const ControlTimings& timings)
    : record(std::move(connector)) {
    view.connector_id = record.connector_id;
    view.max_phases = charge_point.max_phases;
    view.nominal_voltage = charge_point.nominal_voltage;
    view.minimum_current = charge_point.min_current;
    view.max_kw = charge_point.rated_kw.value_or(view.max_kw);
    view.timings = timings;
    view.meter_interval = std::chrono::seconds(timings.meter_interval_s);
    view.desired = record.desired;
}

void Connector::set_desired(const canonical::Desired& desired) {
    record.desired = desired;
    view.desired = desired;
    update_charge_wanted();
}

void Connector::update_charge_wanted() {
    const bool charge_is_open = open_action && open_action->command == canonical::Command::charge;
    view.charge_is_wanted_now = view.desired.intent == Intent::run && (charge_is_open || restart_session_);
}

void Connector::begin(SteadyTime now) {
    command = CommandInFlight{open_action->command, now};
    view.desired = record.desired;
    view.remote_start = {};
    view.remote_stop = {};
    view.stopped_by_us = false;
    forget_refusals();
    update_charge_wanted();
}

void Connector::doubt_all() {
    ++doubts_;
    for (ProfileDialogue* each : {&view.tx_default, &view.tx_profile}) {
        if (each->acknowledged) each->acknowledged->in_doubt = true;
    }
}

void Connector::forget_refusals() {
    for (ProfileDialogue* each : {&view.tx_default, &view.tx_profile}) {
        each->not_before.reset();
        each->waits_for_plug_in = false;
        each->refused_by_all_variants = false;
        each->timeouts = 0;
        each->refusals = 0;
    }
}

bool Connector::on_status(const ocpp::StatusNotification::Request& status, SteadyTime now) {
    const auto before = view.observed.status;
    Observed& observed = view.observed;
    observed.status = status.status.value;
    observed.status_text = status.status.text();
    observed.status_at = now;
    observed.last_message_at = now;
    observed.error_code = status.errorCode.value;
    observed.error_text = status.errorCode == ocpp::ChargePointErrorCode::NoError ? "" : status.errorCode.text();
    observed.session_ended_without_status = false;

    const bool plugged = observed.status && means_plugged(*observed.status);
    if (zero_may_have_ended_session_ && plugged) zero_ends_lesson_ = true;
    zero_may_have_ended_session_ = false;
    const bool plugged_in = plugged && !(before && means_plugged(*before));
    if (plugged_in) forget_refusals();
    const bool charging_begins = observed.status == ChargePointStatus::Charging && before != ChargePointStatus::Charging;
    if (plugged_in || charging_begins) doubt_all();
    return observed.status == ChargePointStatus::Available && !observed.transaction && end_run_intent();
}

bool Connector::end_run_intent() {
    restart_session_ = false;
    const bool was_running = record.desired.intent == Intent::run && !open_action;
    if (was_running) {
        auto desired = record.desired;
        desired.intent = Intent::none;
        set_desired(desired);
    }
    update_charge_wanted();
    return was_running;
}

bool Connector::take_zero_ends_lesson() { return std::exchange(zero_ends_lesson_, false); }

void Connector::on_transaction_opened(std::int64_t id, SteadyTime now) {
    Observed& observed = view.observed;
    observed.transaction = ObservedTransaction{id, now};
    observed.session_ended_without_status = false;
    observed.last_message_at = now;
    observed.meter.forget_session();
    view.tx_profile = {};
    view.tx_profile_in_use = view.tx_profile_refused = view.limit_not_followed = false;
    view.remote_stop = {};
    view.stopped_by_us = false;
    restart_session_ = false;
    zero_may_have_ended_session_ = false;
    forget_refusals();
    doubt_all();
    update_charge_wanted();
}

bool Connector::on_transaction_closed(std::optional<Reason> reason, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    view.stopped_by_us = view.remote_stop.sent_at.has_value();
    zero_may_have_ended_session_ = limit != nullptr && limit->limit.is_zero() && now - limit->at < kZeroEndsWithin &&
                                   !view.stopped_by_us && may_be_by_zero(reason);
    view.observed.transaction.reset();
    view.observed.session_ended_without_status = view.observed.status != ChargePointStatus::Finishing;
    view.observed.last_message_at = now;
    view.observed.meter.forget_session();
    view.tx_profile = {};
    view.tx_profile_in_use = view.tx_profile_refused = false;
    doubt_all();
    if (record.desired.intent != Intent::run || view.stopped_by_us) return false;
    if (!is_interruption(reason)) return end_run_intent();
    restart_session_ = true;
    view.remote_start = {};
    update_charge_wanted();
    return false;
}

std::optional<std::int64_t> Connector::lost_transaction(SteadyTime now) {
    if (!view.observed.transaction || view.observed.status != ChargePointStatus::Available) return std::nullopt;
    if (const auto power = view.power(now); power && power->kilowatts > 0.3) return std::nullopt;  // quirk 112
    return view.observed.transaction->id;
}

void Connector::on_meter_values(const ocpp::MeterValues::Request& values, bool power_counts, SteadyTime now) {
    view.observed.meter.ingest(values.meterValue, now, power_counts);
    view.observed.last_message_at = now;
}

void Connector::on_connected(SteadyTime now) {
    view.is_connected = true;
    view.connected_changed_at = now;
    forget_refusals();
    doubt_all();
}

void Connector::on_disconnected(SteadyTime now) {
    view.is_connected = false;
    view.connected_changed_at = now;
}

void Connector::on_reboot() {
    view.observed.status.reset();
    view.observed.status_text.clear();
    forget_refusals();
    doubt_all();
}

ProfileDialogue& Connector::dialogue(ProfilePurpose purpose) {
    return purpose == ProfilePurpose::tx_default ? view.tx_default : view.tx_profile;
}

void Connector::limit_sent(ProfilePurpose purpose, SteadyTime now) { dialogue(purpose).last_sent = now; }

void Connector::limit_accepted(const SendLimit& sent, int doubts_when_sent, SteadyTime now) {
    ProfileDialogue& answered = dialogue(sent.purpose);
    const bool was_held = view.is_held_by_our_limit();
    if (!answered.acknowledged || answered.acknowledged->limit != sent.limit) view.limit_not_followed = false;
    answered.acknowledged = AcknowledgedLimit{sent.limit, to_kilowatts(sent.limit, view.facts()), now,
                                              doubts_when_sent != doubts_};
    answered.timeouts = 0;
    answered.refusals = 0;
    answered.refused_by_all_variants = false;
    answered.refusal.clear();
    const bool is_a_pause = sent.kilowatts <= 0 && view.desired.max_charge_rate_kw.value_or(view.max_kw) > 0;
    if (!is_a_pause) view.acknowledged_ceiling_kw = sent.kilowatts;
    if (sent.purpose == ProfilePurpose::tx_profile && view.observed.transaction) view.tx_profile_in_use = true;
    if (was_held && !view.is_held_by_our_limit()) view.unheld_since = now;
}

void Connector::limit_refused(ProfilePurpose purpose, std::string words, Capabilities& capabilities, SteadyTime now) {
    ProfileDialogue& refused = dialogue(purpose);
    refused.refusal = std::move(words);
    refused.timeouts = 0;
    if (purpose == ProfilePurpose::tx_profile) {
        view.tx_profile_refused = true;
        view.tx_profile_in_use = false;
        return;
    }
    if (view.observed.status == ChargePointStatus::Available) {
        refused.waits_for_plug_in = true;
        return;
    }
    const std::size_t rungs = ladder(capabilities).size();
    capabilities.rung = (capabilities.rung + 1) % rungs;
    if (++refused.refusals < rungs) return;
    refused.refusals = 0;
    refused.refused_by_all_variants = true;
    refused.not_before = now + view.timings.retry_after_refusal;
}

void Connector::limit_timed_out(ProfilePurpose purpose, SteadyTime now) {
    ProfileDialogue& unanswered = dialogue(purpose);
    ++unanswered.timeouts;
    unanswered.not_before = now + view.timings.retry_after_timeout;
}

void Connector::learn(Learn::Lesson lesson, Capabilities& capabilities) {
    switch (lesson) {
        case Learn::Lesson::needs_tx_profile: capabilities.needs_tx_profile = true; return;
        case Learn::Lesson::zero_ignored: capabilities.zero_ignored = true; return;
        case Learn::Lesson::limit_not_followed: view.limit_not_followed = true; return;
    }
}

}  // namespace gateway
