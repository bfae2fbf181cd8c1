#include "gateway/control/connector.h"

#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Intent;
using ocpp::ChargePointStatus;
using ocpp::Reason;

constexpr double kDrawsKw = 0.1;
constexpr std::chrono::seconds kUnpluggingShowsWithin{10};

bool is_interruption(std::optional<Reason> reason) {
    return reason == Reason::HardReset || reason == Reason::SoftReset || reason == Reason::Reboot ||
           reason == Reason::PowerLoss;
}

/// Reasons that a charger gives when a zero limit made it end the session by itself (algorithm (b) step 3).
bool may_be_by_zero(std::optional<Reason> reason) {
    return !reason || reason == Reason::Other || reason == Reason::Local || reason == Reason::EVDisconnected;
}

std::string error_words(const ocpp::StatusNotification::Request& status) {
    if (status.errorCode == ocpp::ChargePointErrorCode::NoError) return {};
    std::string words = status.errorCode.text();
    if (status.vendorErrorCode && !status.vendorErrorCode->value.empty())
        words += ", " + status.vendorErrorCode->value;
    if (status.info && !status.info->value.empty()) words += ", " + status.info->value;
    return words;
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
    view.profile_may_be_installed =
        record.desired.intent == Intent::pause || record.desired.max_charge_rate_kw;
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
    if (!plugged) zero_ends_lesson_at_.reset();
    const bool plugged_in = plugged && !(before && means_plugged(*before));
    const bool charging_begins =
        observed.status == ChargePointStatus::Charging && before != ChargePointStatus::Charging;
    if (charging_begins) observed.meter.forget_phases();
    if (plugged_in) start_over();
    else if (charging_begins) doubt_all();
    return observed.status == ChargePointStatus::Available && !observed.transaction && end_run_intent();
}

void Connector::on_transaction_opened(ObservedTransaction transaction) {
    Observed& observed = view.observed;
    observed.last_message_at = transaction.opened_at;
    observed.transaction = std::move(transaction);
    observed.session_ended_without_status = false;
    observed.meter.forget_session();
    view.tx_profile = {};
    view.tx_profile_in_use = view.tx_profile_refused = view.limit_not_followed = false;
    view.remote_stop = {};
    view.stopped_by_us = false;
    restart_session_ = false;
    start_over();
    update_charge_wanted();
}

bool Connector::zero_may_be_why(std::optional<Reason> reason, SteadyTime now) const {
    const bool soon_after = zero_since_ && now - *zero_since_ < view.timings.zero_effect_after;
    return soon_after && !view.stopped_by_us && may_be_by_zero(reason) &&
           view.observed.status != ChargePointStatus::Available;
}

bool Connector::on_transaction_closed(std::optional<Reason> reason, SteadyTime now) {
    view.stopped_by_us = view.remote_stop.sent_at && view.remote_stop.refusal.empty();
    Observed& observed = view.observed;
    if (zero_may_be_why(reason, now)) zero_ends_lesson_at_ = now + kUnpluggingShowsWithin;
    observed.transaction.reset();
    const bool status_fits =
        observed.status == ChargePointStatus::Finishing || observed.status == ChargePointStatus::Available;
    observed.session_ended_without_status = !status_fits;
    if (!status_fits) observed.status_at = now;
    observed.last_message_at = now;
    observed.meter.forget_session();
    view.tx_profile = {};
    view.tx_profile_in_use = view.tx_profile_refused = false;
    doubt_all();
    if (view.desired.intent != Intent::run || view.stopped_by_us) return false;
    if (!is_interruption(reason)) return end_run_intent();
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
    if (const auto power = view.power(now); power && power->kilowatts > kDrawsKw)
        view.observed.drew_power_at = now;
}

bool Connector::accepts_station_meter(SteadyTime now) const {
    return !own_values_at_ || now - *own_values_at_ > 2 * view.meter_interval;
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
    start_over();
}

// What became of our calls.

void Connector::start_over() {
    forget_refusals();
    doubt_all();
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

ProfileDialogue& Connector::dialogue(ProfilePurpose purpose) {
    return purpose == ProfilePurpose::tx_default ? view.tx_default : view.tx_profile;
}

void Connector::limit_sent(const SendLimit& sent, SteadyTime now) {
    dialogue(sent.purpose).last_sent = now;
    view.profile_may_be_installed = true;
    // A charger may end the session before it answers.
    if (sent.limit.is_zero()) zero_since_ = now;
}

void Connector::limit_accepted(const SendLimit& sent, int doubts_when_sent, SteadyTime now) {
    ProfileDialogue& answered = dialogue(sent.purpose);
    const bool was_held = view.is_held_by_our_limit();
    if (!answered.acknowledged || answered.acknowledged->limit != sent.limit) view.limit_not_followed = false;
    const bool in_doubt = doubts_when_sent != doubts_;
    answered.acknowledged =
        AcknowledgedLimit{sent.limit, sent.kilowatts, to_kilowatts(sent.limit, view.facts()), now, in_doubt};
    answered.timeouts = 0;
    answered.refusals = 0;
    answered.refused_by_all_variants = false;
    answered.refusal.clear();
    const bool is_a_pause = sent.kilowatts <= 0 && view.desired.max_charge_rate_kw.value_or(view.max_kw) > 0;
    if (!is_a_pause) view.acknowledged_ceiling_kw = sent.kilowatts;
    if (sent.purpose == ProfilePurpose::tx_profile) view.tx_profile_in_use = true;
    // Whatever made the charger take this one may let it take the other: a TxProfile is never given up for good.
    if (sent.purpose == ProfilePurpose::tx_default) view.tx_profile_refused = false;
    zero_since_ = sent.limit.is_zero() ? std::optional<SteadyTime>(now) : std::nullopt;
    if (was_held && !view.is_held_by_our_limit()) view.unheld_since = now;
}

/// A charger may apply what it answers late, wrongly or never: only a fresh acceptance tells what holds in it.
void Connector::what_was_sent_may_apply(ProfileDialogue& unclear) {
    if (unclear.acknowledged) unclear.acknowledged->in_doubt = true;
}

void Connector::limit_refused(ProfilePurpose purpose, std::string words, Capabilities& capabilities,
                              SteadyTime now) {
    ProfileDialogue& refused = dialogue(purpose);
    what_was_sent_may_apply(refused);
    refused.refusal = std::move(words);
    refused.timeouts = 0;
    ++refused.refusals;
    if (purpose == ProfilePurpose::tx_profile) {
        // Around the start of a transaction a refusal may only mean "not yet" (quirk 87). One that was
        // accepted before still binds the charger, so a change of it is never given up.
        constexpr std::size_t kMostTries = 2;
        refused.not_before = now + view.timings.retry_after_timeout;
        view.tx_profile_refused = !view.tx_profile_in_use && refused.refusals >= kMostTries;
        return;
    }
    if (view.observed.status == ChargePointStatus::Available && !view.observed.transaction) {
        refused.waits_for_plug_in = true;
        return;
    }
    const std::size_t rungs = number_of_rungs(capabilities);
    capabilities.rung = (capabilities.rung + 1) % rungs;
    if (refused.refusals < rungs) return;
    refused.refusals = 0;
    refused.refused_by_all_variants = true;
    refused.not_before = now + view.timings.retry_after_refusal;
}

void Connector::limit_timed_out(ProfilePurpose purpose, SteadyTime now) {
    ProfileDialogue& unanswered = dialogue(purpose);
    what_was_sent_may_apply(unanswered);
    ++unanswered.timeouts;
    unanswered.not_before = now + view.timings.retry_after_timeout;
}

void Connector::learn(Learn::Lesson lesson, Capabilities& capabilities) {
    switch (lesson) {
        case Learn::Lesson::needs_tx_profile:
            capabilities.needs_tx_profile = true;
            return;
        case Learn::Lesson::zero_ignored:
            capabilities.zero_ignored = true;
            return;
        case Learn::Lesson::limit_not_followed:
            view.limit_not_followed = true;
            return;
    }
}

}  // namespace gateway
