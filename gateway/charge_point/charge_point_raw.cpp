#include <algorithm>
#include <array>

#include "gateway/charge_point/charge_point.h"
#include "gateway/log.h"
#include "ocpp/message_index.h"

/// CALLs of the operator's own.
namespace gateway {

namespace {

constexpr std::size_t kLongestRawText = 2000;  // of an answer that cannot be used

/// What may change the limit that holds in the charger, or the session that it holds for.
constexpr std::array<std::string_view, 5> kLeaveDoubt = {"SetChargingProfile", "ClearChargingProfile", "Reset",
                                                         "RemoteStartTransaction", "RemoteStopTransaction"};

bool leaves_doubt(const std::string& action) {
    return std::find(kLeaveDoubt.begin(), kLeaveDoubt.end(), action) != kLeaveDoubt.end();
}

constexpr std::array<std::string_view, 5> kOnlyAsk = {"GetConfiguration", "GetCompositeSchedule", "TriggerMessage",
                                                      "GetLocalListVersion", "GetDiagnostics"};

bool only_asks(const std::string& action) { return std::find(kOnlyAsk.begin(), kOnlyAsk.end(), action) != kOnlyAsk.end(); }
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
    RawOutcome operator()(const ocpp::Unusable& unusable) const { return {Status::unusable, {}, {}, unusable.reason, {}}; }
    RawOutcome operator()(const ocpp::TimedOut&) const { return {Status::timed_out, {}, {}, {}, {}}; }
    RawOutcome operator()(const ocpp::Disconnected&) const { return {Status::disconnected, {}, {}, {}, {}}; }
    RawOutcome operator()(const ocpp::Superseded&) const { return {Status::disconnected, {}, {}, {}, {}}; }
    RawOutcome operator()(const ocpp::QueueFull&) const { return {Status::queue_full, {}, {}, {}, {}}; }
};

}  // namespace

void ChargePoint::call_raw(RawCall raw) {
    if (!link_) return raw.done({Status::disconnected, {}, {}, {}, {}});
    ++journal_.link.raw_calls;
    log::info("charger.raw_call", record_.id + " " + raw.action);
    raw_calls_.push(std::move(raw), services_.time.now());
    decide_soon();
}

/// True: a call went out.
bool ChargePoint::send_raw_call(SteadyTime now) {
    if (raw_calls_.is_empty()) return false;
    const RawCall raw = raw_calls_.take_first();
    if (restarts_charger(raw.action)) lessons_.confounders.reset_ordered(now);
    else if (!only_asks(raw.action)) lessons_.confounders.note(Confounders::Cause::operators_call, now);
    calls_.push(
        raw.action, raw.payload,
        [weak = weak_from_this(), raw](const ocpp::CallOutcome& outcome) {
            RawOutcome told = std::visit(ToRawOutcome{}, outcome);
            if (const auto alive = weak.lock()) {
                alive->raw_call_ended(raw.action, outcome, told);
                alive->note_agreement(raw, told);
            }
            raw.done(told);
        },
        now, {}, raw.timeout);
    return true;
}

/// The answer is shown as it came; here it is only looked at.
void ChargePoint::look_at_raw_answer(const std::string& action, const ocpp::Answered& answered, RawOutcome& told) {
    const ocpp::ActionInfo* known = ocpp::find_action(action);
    try {
        if (known != nullptr) known->checked_response(answered.payload, strictness(), quirks_);
        if (action == ocpp::GetConfiguration::action) {
            const auto response = ocpp::read<ocpp::GetConfiguration::Response>(answered.payload, strictness(), quirks_);
            journal_.configuration_read(response, services_.time.utc());
        }
    } catch (const ocpp::CallError& error) {
        told.status = Status::unusable;
        told.description = error.what();
    }
}

void ChargePoint::raw_call_ended(const std::string& action, const ocpp::CallOutcome& outcome, RawOutcome& told) {
    if (const auto* answered = std::get_if<ocpp::Answered>(&outcome)) look_at_raw_answer(action, *answered, told);
    if (told.status == Status::timed_out) ++journal_.link.raw_time_outs;
    const auto& frames = journal_.frames.frames();
    if (told.status == Status::unusable && !frames.empty())
        told.response = frames.back().text.substr(0, kLongestRawText);
    const bool may_be_vendor_limit =
        traits_.vendor_limit && (action == ocpp::ChangeConfiguration::action || action == ocpp::DataTransfer::action);
    if (leaves_doubt(action) || may_be_vendor_limit) {
        for (auto& [id, connector] : connectors_) connector->start_over();
    }
    decide_soon();
}

}  // namespace gateway
