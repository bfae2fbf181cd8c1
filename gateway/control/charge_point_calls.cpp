#include <algorithm>

#include "gateway/control/charge_point.h"
#include "gateway/log.h"

/// The CALLs to a charger and what their answers mean.
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

RemoteCallState sent_again(const RemoteCallState& before, SteadyTime now) {
    return {now, std::nullopt, {}, before.timeouts, before.attempts + 1};
}

}  // namespace

void ChargePoint::send_limit(Connector& connector, const SendLimit& limit) {
    ProfileAddress address{limit.purpose, connector.view.connector_id, std::nullopt};
    if (const auto& transaction = connector.view.observed.transaction)
        address.transaction_id = transaction->id;
    const auto request =
        to_set_charging_profile(address, limit.variant, limit.limit, services_.time.utc() - clock_lag_);
    connector.limit_sent(limit, services_.time.now());
    call<ocpp::SetChargingProfile>(request, [this, &connector, limit, id = address.transaction_id,
                                             doubts = connector.doubts()](const auto& outcome) {
        const auto& transaction = connector.view.observed.transaction;
        const bool still_concerns =
            limit.purpose == ProfilePurpose::tx_default || (transaction && transaction->id == id);
        if (still_concerns) limit_answered(connector, limit, doubts, outcome);
    });
}

void ChargePoint::limit_answered(Connector& connector, const SendLimit& limit, int doubts,
                                 const ocpp::Outcome<ocpp::SetChargingProfile>& outcome) {
    const SteadyTime now = services_.time.now();
    const auto* response = std::get_if<ocpp::SetChargingProfile::Response>(&outcome);
    if (response != nullptr && response->status == ocpp::ChargingProfileStatus::Accepted) {
        return connector.limit_accepted(limit, doubts, now);
    }
    if (is_timeout(outcome)) return connector.limit_timed_out(limit.purpose, now);
    const std::string words = response != nullptr ? response->status.text() : refusal_words(outcome);
    if (words.empty()) return;
    log::warning("limit.refused", record_.id + ": " + words);
    const Capabilities before = capabilities_;
    connector.limit_refused(limit.purpose, words, capabilities_, now);
    capabilities_changed(before);
}

void ChargePoint::send_remote_start(Connector& connector) {
    const SteadyTime now = services_.time.now();
    connector.view.remote_start = sent_again(connector.view.remote_start, now);
    ocpp::RemoteStartTransaction::Request request;
    request.connectorId = ocpp::AtLeast<1>(connector.view.connector_id);
    request.idTag = remote_start_tag();
    call<ocpp::RemoteStartTransaction>(request, [this, &connector, now](const auto& outcome) {
        note<ocpp::RemoteStartTransaction>(connector.view.remote_start, now, outcome, services_.time.now());
    });
}

void ChargePoint::send_remote_stop(Connector& connector, std::int64_t transaction_id) {
    const SteadyTime now = services_.time.now();
    connector.view.remote_stop = sent_again(connector.view.remote_stop, now);
    call<ocpp::RemoteStopTransaction>({transaction_id}, [this, &connector, now](const auto& outcome) {
        note<ocpp::RemoteStopTransaction>(connector.view.remote_stop, now, outcome, services_.time.now());
    });
}

// Going out of service.

void ChargePoint::retire(std::function<void(bool)> done) {
    const bool is_charging = std::any_of(connectors_.begin(), connectors_.end(), [](const auto& entry) {
        return entry.second->view.observed.transaction.has_value();
    });
    is_retiring_ = true;
    if (!link_ || is_charging || !boot_gate_.is_open(services_.time.now())) return done(false);
    struct Progress {
        std::size_t open = 1;
        bool cleared = true;
        std::function<void(bool)> done;
        void end_one(bool answered) {
            cleared = cleared && answered;
            if (--open == 0) done(cleared);
        }
    };
    const auto progress = std::make_shared<Progress>(Progress{1, true, std::move(done)});
    for (const auto& [id, connector] : connectors_) {
        if (!connector->view.profile_may_be_installed) continue;
        ++progress->open;
        ocpp::ClearChargingProfile::Request request;
        request.id = profile_id({ProfilePurpose::tx_default, id, std::nullopt});
        call<ocpp::ClearChargingProfile>(
            request, [progress](const ocpp::Outcome<ocpp::ClearChargingProfile>& outcome) {
                progress->end_one(std::holds_alternative<ocpp::ClearChargingProfile::Response>(outcome));
            });
    }
    progress->end_one(true);
}

void ChargePoint::stay_in_service() {
    is_retiring_ = false;
    for (auto& [id, connector] : connectors_) connector->start_over();
    decide_soon();
}

}  // namespace gateway
