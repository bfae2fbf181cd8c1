#include <algorithm>

#include "gateway/control/charge_point.h"
#include "gateway/control/next_step.h"
#include "gateway/log.h"
#include "ocpp/messages/remote_trigger.h"

namespace gateway {

namespace {

constexpr int kTimeoutsBeforeReconnect = 3;
constexpr std::size_t kLongestWordsKept = 200;
constexpr std::chrono::seconds kStatusAskedAgainAfter{60};

void earlier(std::optional<SteadyTime>& wake, std::optional<SteadyTime> time) {
    if (time) wake = wake ? std::min(*wake, *time) : *time;
}

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
bool is_timeout(const Outcome& outcome) { return std::holds_alternative<ocpp::TimedOut>(outcome); }

}  // namespace

void ChargePoint::decide_soon() {
    if (deciding_soon_) return;
    deciding_soon_ = true;
    services_.time.post([weak = weak_from_this()] {
        if (const auto alive = weak.lock()) {
            alive->deciding_soon_ = false;
            alive->decide();
        }
    });
}

/// The loop: judge what is under way, then take the first step that is due; one call at a time, so the rest follows
/// with its answer.
void ChargePoint::decide() {
    const SteadyTime now = services_.time.now();
    calls_.on_time(now);
    judge_commands(now);
    reconnect_if_unanswered();

    std::optional<SteadyTime> wake = calls_.deadline();
    earlier(wake, boot_gate_.next_change(now));
    if (link_ && boot_gate_.wants_boot(now)) ask_for_boot();
    const bool may_call = link_ && record_.control && boot_gate_.is_open(now);
    bool called = !calls_.is_idle();
    for (auto& [id, connector] : connectors_) {
        connector->view.may_call = may_call && !called;
        connector->view.capabilities = capabilities_;
        connector->view.meter_interval = setup_.meter_interval();
        called |= take_step(*connector, now, wake);
        if (connector->command) {
            const auto verdict = judge(connector->view, *connector->command, now);
            if (const auto* pending = std::get_if<StillPending>(&verdict)) earlier(wake, pending->judge_again_at);
        }
    }
    if (may_call && !called) take_setup_step();
    earlier(wake, calls_.deadline());
    if (wake) alarm_->set(std::max(*wake, now + std::chrono::milliseconds(1)));
    else alarm_->clear();
}

void ChargePoint::judge_commands(SteadyTime now) {
    for (auto& [id, connector] : connectors_) {
        if (!connector->command || !connector->open_action) continue;
        connector->view.capabilities = capabilities_;
        const Verdict verdict = judge(connector->view, *connector->command, now);
        if (!std::holds_alternative<StillPending>(verdict)) end_action(*connector, verdict);
    }
}

void ChargePoint::end_action(Connector& connector, const Verdict& verdict) {
    canonical::Action action = std::move(*connector.open_action);
    connector.open_action.reset();
    connector.command.reset();
    const UtcTime now = services_.time.utc();
    auto desired = connector.desired();
    if (const auto* succeeded = std::get_if<Succeeded>(&verdict)) {
        canonical::complete(action, succeeded->evidence, succeeded->message, now);
    } else if (const auto* failed = std::get_if<Failed>(&verdict)) {
        canonical::fail(action, failed->code, failed->message, now);
        desired.intent = action.replaced_intent;
    }
    connector.set_desired(desired);
    connector.last_action = action;
    log::info("action.ended", action.id + " " + std::string(to_text(action.command)) + " " + std::string(to_text(action.state)) +
                                  " " + action.error_code.value_or(""));
    write({storage::PutAction{action}, storage::PutConnector{connector.record}}, nullptr);
}

bool ChargePoint::take_step(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    // Lessons change the view and the question is asked again; three kinds of lessons, so it ends.
    for (int lessons = 0; lessons < 4; ++lessons) {
        const Step step = next_step(connector.view, now);
        if (const auto* learn = std::get_if<Learn>(&step)) {
            const Capabilities before = capabilities_;
            connector.learn(learn->lesson, capabilities_);
            connector.view.capabilities = capabilities_;
            capabilities_changed(before);
            if (connector.view.limit_not_followed) log::warning("limit.not_followed", record_.id);
            continue;
        }
        if (const auto* limit = std::get_if<SendLimit>(&step)) return send_limit(connector, *limit), true;
        if (std::holds_alternative<SendRemoteStart>(step)) return send_remote_start(connector), true;
        if (const auto* stop = std::get_if<SendRemoteStop>(&step)) return send_remote_stop(connector, stop->transaction_id), true;
        if (const auto* wait = std::get_if<WaitUntil>(&step)) earlier(wake, wait->time);
        return false;
    }
    return false;
}

void ChargePoint::capabilities_changed(const Capabilities& before) {
    if (before == capabilities_) return;
    services_.capabilities_learnt(*this);
}

void ChargePoint::send_limit(Connector& connector, const SendLimit& limit) {
    const ProfileAddress address{limit.purpose, connector.view.connector_id,
                                 connector.view.observed.transaction
                                     ? std::optional<std::int64_t>(connector.view.observed.transaction->id)
                                     : std::nullopt};
    connector.limit_sent(limit.purpose, services_.time.now());
    const int doubts = connector.doubts();
    call<ocpp::SetChargingProfile>(
        to_set_charging_profile(address, limit.variant, limit.limit, services_.time.utc()),
        [this, &connector, limit, doubts](const ocpp::Outcome<ocpp::SetChargingProfile>& outcome) {
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
        });
}

void ChargePoint::send_remote_start(Connector& connector) {
    RemoteCallState& start = connector.view.remote_start;
    start = RemoteCallState{services_.time.now(), std::nullopt, {}, start.timeouts, start.attempts + 1};
    ocpp::RemoteStartTransaction::Request request;
    request.connectorId = ocpp::AtLeast<1>(connector.view.connector_id);
    request.idTag = services_.remote_start_tag;
    call<ocpp::RemoteStartTransaction>(
        request, [this, &connector](const ocpp::Outcome<ocpp::RemoteStartTransaction>& outcome) {
            RemoteCallState& state = connector.view.remote_start;
            if (const auto* response = std::get_if<ocpp::RemoteStartTransaction::Response>(&outcome)) {
                if (response->status == ocpp::RemoteStartStopStatus::Accepted) state.accepted_at = services_.time.now();
                else state.refusal = response->status.text();
            } else if (is_timeout(outcome)) {
                ++state.timeouts;
            } else if (std::holds_alternative<ocpp::Disconnected>(outcome)) {
                --state.attempts;
            } else {
                state.refusal = refusal_words(outcome);
            }
        });
}

void ChargePoint::send_remote_stop(Connector& connector, std::int64_t transaction_id) {
    RemoteCallState& stop = connector.view.remote_stop;
    stop = RemoteCallState{services_.time.now(), std::nullopt, {}, stop.timeouts, stop.attempts + 1};
    call<ocpp::RemoteStopTransaction>(
        {transaction_id}, [this, &connector](const ocpp::Outcome<ocpp::RemoteStopTransaction>& outcome) {
            RemoteCallState& state = connector.view.remote_stop;
            if (const auto* response = std::get_if<ocpp::RemoteStopTransaction::Response>(&outcome)) {
                if (response->status == ocpp::RemoteStartStopStatus::Accepted) state.accepted_at = services_.time.now();
                else state.refusal = response->status.text();
            } else if (is_timeout(outcome)) {
                ++state.timeouts;
            } else {
                state.refusal = refusal_words(outcome);
            }
        });
}

// The dialogue after boot, after everything that concerns the ceiling.

bool ChargePoint::take_setup_step() {
    const auto step = setup_.next();
    if (step && std::holds_alternative<AskConfiguration>(*step)) return ask_configuration(), true;
    if (step) return write_key(std::get<WriteKey>(*step)), true;
    const SteadyTime now = services_.time.now();
    for (auto& [id, connector] : connectors_) {
        const auto asked = status_asked_at_.find(id);
        const bool asked_lately = asked != status_asked_at_.end() && now - asked->second < kStatusAskedAgainAfter;
        const bool unknown = !connector->view.observed.status || connector->view.observed.session_ended_without_status;
        if (!unknown || asked != status_asked_at_.end() || asked_lately) continue;
        status_asked_at_[id] = now;
        trigger(ocpp::MessageTrigger::StatusNotification, id);
        return true;
    }
    return false;
}

void ChargePoint::ask_configuration() {
    call<ocpp::GetConfiguration>({}, [this](const ocpp::Outcome<ocpp::GetConfiguration>& outcome) {
        const auto* response = std::get_if<ocpp::GetConfiguration::Response>(&outcome);
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) return;
        if (response == nullptr) return setup_.configuration_failed();
        const Capabilities before = capabilities_;
        setup_.configuration_received(*response, capabilities_);
        const bool ladder_changed = before.amperes_allowed != capabilities_.amperes_allowed ||
                                    before.watts_allowed != capabilities_.watts_allowed ||
                                    before.max_stack_level != capabilities_.max_stack_level;
        if (ladder_changed) {
            capabilities_.rung = 0;
            for (auto& [id, connector] : connectors_) connector->doubt_all();
        }
        for (int id = 1; id <= setup_.connectors(); ++id) connector(id);
        capabilities_changed(before);
    });
}

void ChargePoint::write_key(const WriteKey& key) {
    call<ocpp::ChangeConfiguration>({key.key, key.value}, [this](const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome) {
        const auto* response = std::get_if<ocpp::ChangeConfiguration::Response>(&outcome);
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) return;
        if (response != nullptr && response->status.value) setup_.key_written(*response->status.value);
        else setup_.key_failed();
    });
}

void ChargePoint::trigger(ocpp::MessageTrigger message, std::optional<int> connector_id) {
    ocpp::TriggerMessage::Request request;
    request.requestedMessage = message;
    if (connector_id) request.connectorId = ocpp::AtLeast<1>(*connector_id);
    call<ocpp::TriggerMessage>(request, [](const ocpp::Outcome<ocpp::TriggerMessage>&) {});
}

void ChargePoint::ask_for_boot() {
    boot_gate_.boot_was_asked_for();
    trigger(ocpp::MessageTrigger::BootNotification, std::nullopt);
}

/// Heartbeats go on but no CALL is answered: only a fresh session helps (quirk 17).
void ChargePoint::reconnect_if_unanswered() {
    if (!link_ || calls_.timeouts_in_a_row() < kTimeoutsBeforeReconnect) return;
    const SteadyTime now = services_.time.now();
    if (forced_reconnect_at_ && now - *forced_reconnect_at_ < services_.timings.forced_reconnect_every) return;
    forced_reconnect_at_ = now;
    log::warning("charger.unanswered_calls", record_.id);
    link_->close(CloseCode::going_away, "calls are not answered");
}

void ChargePoint::refresh(Connector& connector, std::function<void()> done) {
    constexpr std::chrono::seconds kPatience{5};
    if (!link_) return done();
    const int id = connector.view.connector_id;
    auto& waiting = refreshes_.emplace_back(Refresh{id, nullptr, std::move(done)});
    waiting.patience = services_.time.make_alarm([this, id] { refreshed(id); });
    waiting.patience->set(services_.time.now() + kPatience);
    trigger(ocpp::MessageTrigger::StatusNotification, id);
    trigger(ocpp::MessageTrigger::MeterValues, id);
}

void ChargePoint::refreshed(int connector_id) {
    std::list<Refresh> finished;
    for (auto it = refreshes_.begin(); it != refreshes_.end();) {
        const auto here = it++;
        if (here->connector_id == connector_id) finished.splice(finished.end(), refreshes_, here);
    }
    for (Refresh& each : finished) each.done();
}

bool ChargePoint::clear_own_profiles() {
    const bool charging = std::any_of(connectors_.begin(), connectors_.end(), [](const auto& entry) {
        return entry.second->view.observed.transaction.has_value();
    });
    if (!link_ || charging) return false;
    for (const auto& [id, connector] : connectors_) {
        ocpp::ClearChargingProfile::Request request;
        request.id = profile_id({ProfilePurpose::tx_default, id, std::nullopt});
        call<ocpp::ClearChargingProfile>(request, [](const ocpp::Outcome<ocpp::ClearChargingProfile>&) {});
    }
    return true;
}

}  // namespace gateway
