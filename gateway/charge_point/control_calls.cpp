#include "gateway/charge_point/control_calls.h"

#include <utility>

#include "gateway/decision/vendor_limit.h"
#include "gateway/log.h"
#include "ocpp/messages/core.h"
#include "ocpp/messages/smart_charging.h"

namespace gateway {

namespace {

constexpr std::size_t kLongestWordsKept = 200;

/// The charger's own words for a no, bounded; empty for every outcome that is not a refusal.
template <class Outcome>
std::string refusal_words(const Outcome& outcome) {
    if (const auto* refused = std::get_if<ocpp::Refused>(&outcome)) {
        return (refused->code + ": " + refused->description).substr(0, kLongestWordsKept);
    }
    if (const auto* unusable = std::get_if<ocpp::Unusable>(&outcome)) {
        return ("unusable answer: " + unusable->reason).substr(0, kLongestWordsKept);
    }
    return {};
}

template <class Outcome>
bool is_timeout(const Outcome& outcome) {
    return std::holds_alternative<ocpp::TimedOut>(outcome);
}

template <class Outcome>
bool is_disconnect(const Outcome& outcome) {
    return std::holds_alternative<ocpp::Disconnected>(outcome);
}

template <class Response, class Outcome>
std::string words_of(const Response* response, const Outcome& outcome) {
    return response != nullptr ? response->status.text() : refusal_words(outcome);
}

/// What a RemoteStart or RemoteStop came to. A state that was begun anew meanwhile is another command's.
template <class Message>
void note(RemoteCallState& state, SteadyTime sent_at, const ocpp::Outcome<Message>& outcome, SteadyTime now) {
    if (state.sent_at != sent_at) return;
    if (const auto* response = std::get_if<typename Message::Response>(&outcome)) {
        if (response->status == ocpp::RemoteStartStopStatus::Accepted) state.accepted_at = now;
        else state.refusal = response->status.text();
    } else if (is_timeout(outcome)) {
        ++state.timeouts;
    } else if (is_disconnect(outcome)) {
        state = RemoteCallState{};
    } else {
        state.refusal = refusal_words(outcome);
    }
}

/// Under way when a charger goes out of service; its begin is the first that is open.
struct Clearings {
    std::size_t open = 1;
    bool all_cleared = true;
    std::function<void(bool)> done;

    void note(bool cleared) { all_cleared = all_cleared && cleared; }
    void end_one(bool cleared) {
        note(cleared);
        if (--open == 0) done(all_cleared);
    }
};

RemoteCallState sent_again(const RemoteCallState& before, SteadyTime now) {
    return {now, std::nullopt, {}, before.timeouts, before.attempts + 1, before.the_other_way};
}

/// A late answer to a limit counts while no other limit of that purpose was sent after it.
ocpp::LateAnswer if_late(const Connector& connector, const SendLimit& limit) {
    const char* purpose = limit.purpose == ProfilePurpose::tx_profile ? " TxProfile" : " TxDefaultProfile";
    const std::string content = std::to_string(limit.limit.value.tenths) +
                                (limit.limit.unit == RateUnit::W ? " W " : " A ") +
                                std::to_string(static_cast<int>(limit.variant.lever));
    return {"limit " + std::to_string(connector.view.connector_id) + purpose, content};
}

ocpp::LateAnswer if_late(const char* kind, const Connector& connector, const RemoteCallState& state) {
    return {kind + std::to_string(connector.view.connector_id), std::to_string(state.attempts)};
}

}  // namespace

ControlCalls::LimitContext ControlCalls::told_about(const Connector& connector, const SendLimit& limit) {
    const auto& transaction = connector.view.observed.transaction;
    const bool is_for_transaction = limit.purpose == ProfilePurpose::tx_profile;
    return {connector.limits.times_marked_stale(), is_for_transaction ? std::optional(transaction->id) : std::nullopt};
}

bool ControlCalls::send(Connector& connector, const Step& step) {
    if (const auto* limit = std::get_if<SendLimit>(&step)) return send_limit(connector, *limit), true;
    if (const auto* clear = std::get_if<ClearOwnLimit>(&step)) return clear_own_limit(connector, clear->purpose), true;
    if (std::holds_alternative<SendRemoteStart>(step)) return send_remote_start(connector), true;
    const auto* stop = std::get_if<SendRemoteStop>(&step);
    if (stop != nullptr) send_remote_stop(connector, stop->transaction_id);
    return stop != nullptr;
}

void ControlCalls::send_limit(Connector& connector, const SendLimit& limit) {
    connector.limits.sent(limit, parts_.charger.now());
    if (limit.variant.lever == Lever::vendor && limit.purpose == ProfilePurpose::tx_default)
        return send_vendor_limit(connector, limit);
    ProfileAddress address{limit.purpose, connector.view.connector_id, std::nullopt};
    const auto& transaction = connector.view.observed.transaction;
    if (limit.purpose == ProfilePurpose::tx_profile && !limit.without_transaction_id)
        address.transaction_id = transaction->id;
    const auto request = to_set_charging_profile(address, limit.variant, limit.limit,
                                                 parts_.charger.utc() - parts_.clock_lag.behind_at_most());
    parts_.calls.call<ocpp::SetChargingProfile>(
        request,
        [this, &connector, limit, told = told_about(connector, limit)](const auto& outcome) {
            const auto* response = std::get_if<ocpp::SetChargingProfile::Response>(&outcome);
            const bool accepted = response != nullptr && response->status == ocpp::ChargingProfileStatus::Accepted;
            limit_answered(connector, limit, told, {accepted, is_timeout(outcome), words_of(response, outcome)});
        },
        if_late(connector, limit));
}

void ControlCalls::clear_own_limit(Connector& connector, ProfilePurpose purpose) {
    ocpp::ClearChargingProfile::Request request;
    request.id =
        profile_id({purpose, connector.view.connector_id, std::nullopt}, connector.view.variant_in_use().lever);
    parts_.calls.call<ocpp::ClearChargingProfile>(request, [this, &connector, purpose](const auto& outcome) {
        if (is_disconnect(outcome)) return;
        const auto* response = std::get_if<ocpp::ClearChargingProfile::Response>(&outcome);
        const bool cleared = response != nullptr && response->status == ocpp::ClearChargingProfileStatus::Accepted;
        connector.limits.cleared(purpose, cleared, parts_.charger.now());
    });
}

/// No profile at all (quirk 99).
void ControlCalls::send_vendor_limit(Connector& connector, const SendLimit& limit) {
    const VendorLimit& vendor = *parts_.facts.traits().vendor_limit;
    const std::string text = vendor_limit_text(vendor, limit.limit);
    const auto told = told_about(connector, limit);
    if (!vendor.key.empty()) {
        return parts_.calls.call<ocpp::ChangeConfiguration>(
            {vendor.key, text},
            [this, &connector, limit, told](const auto& outcome) {
                const auto* response = std::get_if<ocpp::ChangeConfiguration::Response>(&outcome);
                const bool accepted =
                    response != nullptr && (response->status == ocpp::ConfigurationStatus::Accepted ||
                                            response->status == ocpp::ConfigurationStatus::RebootRequired);
                limit_answered(connector, limit, told, {accepted, is_timeout(outcome), words_of(response, outcome)});
            },
            if_late(connector, limit));
    }
    ocpp::DataTransfer::Request request;
    request.vendorId = vendor.vendor_id;
    if (!vendor.message_id.empty()) request.messageId = vendor.message_id;
    request.data = text;
    parts_.calls.call<ocpp::DataTransfer>(
        request,
        [this, &connector, limit, told](const auto& outcome) {
            const auto* response = std::get_if<ocpp::DataTransfer::Response>(&outcome);
            const bool accepted = response != nullptr && response->status == ocpp::DataTransferStatus::Accepted;
            limit_answered(connector, limit, told, {accepted, is_timeout(outcome), words_of(response, outcome)});
        },
        if_late(connector, limit));
}

void ControlCalls::limit_answered(Connector& connector, const SendLimit& limit, const LimitContext& context,
                                  const LimitAnswer& answer) {
    const auto& transaction = connector.view.observed.transaction;
    const bool is_past = context.transaction_id && !(transaction && transaction->id == *context.transaction_id);
    if (is_past) return;
    const SteadyTime now = parts_.charger.now();
    const Capabilities before = parts_.facts.capabilities();
    const bool is_refused = !answer.accepted && !answer.words.empty();
    const std::string words = is_refused ? "refused: " + answer.words : std::string();
    if (answer.accepted) {
        connector.limits.accepted(limit, context.times_marked_stale, parts_.facts.capabilities(), now);
        if (std::exchange(parts_.journal.operators_profile_stands, false))
            log::warning("charger.operator_profile_replaced",
                         parts_.charger.record.id + ": the gateway's limit was told after it");
    } else if (answer.timed_out) {
        connector.limits.timed_out(limit, parts_.facts.capabilities(), now);
    } else if (!answer.words.empty()) {
        log::warning("limit.refused", parts_.charger.record.id + ": " + answer.words);
        connector.limits.refused(limit, answer.words, parts_.facts.capabilities(), now);
    }
    parts_.facts.changed(before, &connector, words);
    if (answer.accepted && transaction &&
        parts_.facts.lessons().variant_worked(parts_.facts.capabilities(), transaction->id))
        parts_.facts.keep();
}

void ControlCalls::send_remote_start(Connector& connector) {
    const SteadyTime now = parts_.charger.now();
    RemoteCallState& start = connector.view.remote_start;
    start = sent_again(start, now);
    const bool without_connector = start.the_other_way != parts_.facts.capabilities().start_without_connector;
    ocpp::RemoteStartTransaction::Request request;
    if (!without_connector) request.connectorId = ocpp::AtLeast<1>(connector.view.connector_id);
    request.idTag = parts_.remote_start_tag();
    parts_.calls.call<ocpp::RemoteStartTransaction>(
        request,
        [this, &connector, now, without_connector](const auto& outcome) {
            RemoteCallState& answered = connector.view.remote_start;
            note<ocpp::RemoteStartTransaction>(answered, now, outcome, parts_.charger.now());
            if (answered.sent_at != now) return;
            const bool may_be_asked_otherwise = !answered.refusal.empty() && !answered.the_other_way &&
                                                parts_.connectors.size() == 1 && !connector.view.may_hide_vehicle() &&
                                                connector.view.observed.status != ocpp::ChargePointStatus::Finishing;
            if (may_be_asked_otherwise) {
                answered.refusal.clear();
                answered.the_other_way = true;
            }
            const Capabilities before = parts_.facts.capabilities();
            if (answered.accepted_at) parts_.facts.capabilities().start_without_connector = without_connector;
            parts_.facts.changed(before);
        },
        if_late("start ", connector, start));
}

void ControlCalls::send_remote_stop(Connector& connector, std::int64_t transaction_id) {
    const SteadyTime now = parts_.charger.now();
    connector.view.remote_stop = sent_again(connector.view.remote_stop, now);
    parts_.calls.call<ocpp::RemoteStopTransaction>(
        {transaction_id},
        [this, &connector, now](const auto& outcome) {
            note<ocpp::RemoteStopTransaction>(connector.view.remote_stop, now, outcome, parts_.charger.now());
        },
        if_late("stop ", connector, connector.view.remote_stop));
}

void ControlCalls::clear_all_limits(std::function<void(bool)> done) {
    const auto clearings = std::make_shared<Clearings>();
    clearings->done = std::move(done);
    const auto clear = [&](int connector_id, Lever lever) {
        // A limit of the vendor's own cannot be taken back.
        if (lever == Lever::vendor) return clearings->note(false);
        ++clearings->open;
        ocpp::ClearChargingProfile::Request request;
        request.id = profile_id({ProfilePurpose::tx_default, connector_id, std::nullopt}, lever);
        parts_.calls.call<ocpp::ClearChargingProfile>(request, [clearings](const auto& outcome) {
            clearings->end_one(std::holds_alternative<ocpp::ClearChargingProfile::Response>(outcome));
        });
    };
    for (const auto& [id, connector] : parts_.connectors) {
        for (const Lever lever : connector->limits.levers_used()) clear(id, lever);
    }
    clearings->end_one(true);
}

}  // namespace gateway
