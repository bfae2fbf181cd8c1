#include "gateway/inspection/raw_calls.h"

#include <algorithm>
#include <array>

#include "gateway/log.h"
#include "ocpp/message_index.h"

namespace gateway {

namespace {

constexpr std::size_t kLongestRawText = 2000;  // of an answer that cannot be used

/// What may change the limit that holds in the charger, or the session that it holds for.
constexpr std::array<std::string_view, 5> kLeaveLimitsStale = {"SetChargingProfile", "ClearChargingProfile", "Reset",
                                                               "RemoteStartTransaction", "RemoteStopTransaction"};

bool leaves_limits_stale(const std::string& action) {
    return std::find(kLeaveLimitsStale.begin(), kLeaveLimitsStale.end(), action) != kLeaveLimitsStale.end();
}

constexpr std::array<std::string_view, 5> kOnlyAsk = {"GetConfiguration", "GetCompositeSchedule", "TriggerMessage",
                                                      "GetLocalListVersion", "GetDiagnostics"};

bool only_asks(const std::string& action) {
    return std::find(kOnlyAsk.begin(), kOnlyAsk.end(), action) != kOnlyAsk.end();
}
bool restarts_charger(const std::string& action) { return action == "Reset" || action == "UpdateFirmware"; }

using Status = RawOutcome::Status;

struct ToRawOutcome {
    RawOutcome operator()(const ocpp::Answered& answered) const {
        const bool has_payload = answered.payload && !answered.payload->is_null();
        return {Status::answered, has_payload ? answered.payload->to_json() : "{}", {}, {}, {}};
    }
    RawOutcome operator()(const ocpp::Refused& refused) const {
        return {Status::refused, {}, refused.code, refused.description, {}};
    }
    RawOutcome operator()(const ocpp::Unusable& unusable) const {
        return {Status::unusable, {}, {}, unusable.reason, {}};
    }
    RawOutcome operator()(const ocpp::TimedOut&) const { return {Status::timed_out, {}, {}, {}, {}}; }
    RawOutcome operator()(const ocpp::Disconnected&) const { return {Status::disconnected, {}, {}, {}, {}}; }
    RawOutcome operator()(const ocpp::Superseded&) const { return {Status::disconnected, {}, {}, {}, {}}; }
    RawOutcome operator()(const ocpp::QueueFull&) const { return {Status::queue_full, {}, {}, {}, {}}; }
};

}  // namespace

void RawCalls::ask(RawCall raw, const std::string& charger_id) {
    ++journal_.link.raw_calls;
    log::info("charger.raw_call", charger_id + " " + raw.action);
    line_.push(std::move(raw), time_.now());
    ports_.decide_soon();
}

bool RawCalls::send_next(SteadyTime now) {
    if (line_.is_empty()) return false;
    const RawCall raw = line_.take_first();
    if (restarts_charger(raw.action)) confounders_.reset_ordered(now);
    else if (!only_asks(raw.action)) confounders_.note(Confounders::Cause::operators_call, now);
    if (raw.sent) raw.sent();
    ports_.note_sent(raw);
    ports_.send(raw, [this, raw](const ocpp::CallOutcome& outcome, bool still_here) {
        RawOutcome told = std::visit(ToRawOutcome{}, outcome);
        if (still_here) {
            ended(raw.action, outcome, told);
            ports_.note_ended(raw, told);
        }
        raw.done(told);
    });
    return true;
}

/// The answer is shown as it came; here it is only looked at.
void RawCalls::look_at_answer(const std::string& action, const ocpp::Answered& answered, RawOutcome& told) {
    const ocpp::ActionInfo* known = ocpp::find_action(action);
    try {
        if (known != nullptr) known->checked_response(answered.payload, ports_.strictness(), quirks_);
        if (action == ocpp::GetConfiguration::action) {
            const auto response =
                ocpp::read<ocpp::GetConfiguration::Response>(answered.payload, ports_.strictness(), quirks_);
            journal_.configuration_read(response, time_.utc());
        }
    } catch (const ocpp::CallError& error) {
        told.status = Status::unusable;
        told.description = error.what();
    }
}

void RawCalls::ended(const std::string& action, const ocpp::CallOutcome& outcome, RawOutcome& told) {
    if (const auto* answered = std::get_if<ocpp::Answered>(&outcome)) look_at_answer(action, *answered, told);
    if (told.status == Status::timed_out) ++journal_.link.raw_time_outs;
    const auto& frames = journal_.frames.frames();
    if (told.status == Status::unusable && !frames.empty())
        told.response = frames.back().text.substr(0, kLongestRawText);
    const bool may_be_vendor_limit = ports_.has_vendor_limit() && (action == ocpp::ChangeConfiguration::action ||
                                                                   action == ocpp::DataTransfer::action);
    if (leaves_limits_stale(action) || may_be_vendor_limit) ports_.limits_may_be_stale();
    ports_.decide_soon();
}

}  // namespace gateway
