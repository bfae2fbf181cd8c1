#include "gateway/setup/setup_dialogue.h"

#include <utility>

#include "gateway/decision/wanted_limit.h"

namespace gateway {

namespace {

using Purpose = ocpp::ChargingProfilePurposeType;

NoConfiguration why_none(const ocpp::Outcome<ocpp::GetConfiguration>& outcome) {
    if (std::holds_alternative<ocpp::TimedOut>(outcome)) return NoConfiguration::unanswered;
    if (std::holds_alternative<ocpp::Disconnected>(outcome)) return NoConfiguration::link_lost;
    return NoConfiguration::refused;
}

/// Nobody charges here, nor is about to.
bool is_vacant(const ConnectorView& view, SteadyTime now) {
    using Status = ocpp::ChargePointStatus;
    constexpr std::chrono::minutes kToldOfLate{2};  // by a value that is in no session's record, too
    if (!view.meter_is_frozen && view.power_told_at != SteadyTime{} && now - view.power_told_at < kToldOfLate)
        return false;
    const auto status = view.observed.status;
    const bool is_free = status == Status::Available || status == Status::Unavailable;
    const auto power = view.power(now);
    return view.status_is_current() && is_free && !view.observed.transaction &&
           view.observed.starts_being_stored == 0 && !view.charge_is_wanted_now && !(power && power->flows()) &&
           !view.has_session_without_record(now);
}

/// Foreign profiles may be what leaves no room for ours, even in place of an older one (quirk 84).
bool lacks_room(const ConnectorView& view) {
    return view.tx_default.waits_for_plug_in && view.capabilities.max_profiles.has_value();
}

}  // namespace

bool SetupDialogue::take_step(SteadyTime now, std::optional<SteadyTime>& wake) {
    const auto step = setup_.next();
    const auto* question = step ? std::get_if<AskConfiguration>(&*step) : nullptr;
    if (question != nullptr) {
        if (now < setup_.rests_until()) return keep_earlier(wake, setup_.rests_until()), false;
        return ask_configuration(question->keys), true;
    }
    if (clear_foreign_profiles(now, wake)) return true;
    if (!step) return false;
    return write_key(std::get<WriteKey>(*step)), true;
}

// Foreign profiles (quirk 92).

/// Once for each boot, and only while no power could flow: nobody is there, and ours stands, so that it will be taken
/// again, or the only thing it lacks may be room.
bool SetupDialogue::clear_foreign_profiles(SteadyTime now, std::optional<SteadyTime>& wake) {
    const auto purpose = setup_.purpose_to_clear();
    if (!purpose || !ports_.traits().clear_foreign_profiles) return false;
    bool is_limited = false;
    for (const auto& [id, connector] : connectors_) {
        const ConnectorView& view = *connector;
        if (!is_vacant(view, now) || !(limit_is_settled(view) || lacks_room(view))) return false;
        is_limited |= wanted_limit(view, ProfilePurpose::tx_default).has_value();
        if (!view.tx_default.last_sent) continue;
        // Ours goes out again right after, so the pace between two of them must have passed.
        const SteadyTime at = *view.tx_default.last_sent + timings_.between_profiles;
        if (now < at) return keep_earlier(wake, at), false;
    }
    if (!is_limited) return false;
    clear_profiles(*purpose);
    return true;
}

void SetupDialogue::clear_profiles(Purpose purpose) {
    setup_.profiles_cleared(purpose);
    ports_.foreign_profiles_go();
    ocpp::ClearChargingProfile::Request request;
    request.chargingProfilePurpose = purpose;
    ports_.clear(request, [this, purpose](const auto& outcome) {
        const auto* response = std::get_if<ocpp::ClearChargingProfile::Response>(&outcome);
        const bool refused = std::holds_alternative<ocpp::Refused>(outcome);
        const bool cleared = response != nullptr && response->status == ocpp::ClearChargingProfileStatus::Accepted;
        if (response == nullptr) setup_.note("ClearChargingProfile of foreign profiles failed");
        // The answer may also be lost, or ours be counted in.
        const bool ours_may_be_gone = cleared || (purpose == Purpose::TxDefaultProfile && !refused);
        if (!ours_may_be_gone && (response != nullptr || refused)) return;
        ports_.limits_may_be_gone();
    });
}

// The configuration.

void SetupDialogue::ask_configuration(const std::vector<std::string>& keys) {
    setup_.question_sent(keys, time_.now());
    ocpp::GetConfiguration::Request request;
    if (!keys.empty()) request.key.emplace();
    for (const auto& key : keys) request.key->push_back(key);
    ports_.ask(request,
               [this](const ocpp::Outcome<ocpp::GetConfiguration>& outcome) {
                   const auto* response = std::get_if<ocpp::GetConfiguration::Response>(&outcome);
                   if (response != nullptr) configuration_answered(*response);
                   else setup_.configuration_failed(why_none(outcome));
                   for (int id = 1; id <= setup_.connectors(); ++id) ports_.connector_exists(id);
                   ports_.note_lessons();
               },
               {"configuration", keys.empty() ? std::string() : keys.front()});
}

void SetupDialogue::configuration_answered(const ocpp::GetConfiguration::Response& response) {
    const Capabilities before = ports_.capabilities();
    ports_.configuration_was_read(response);
    setup_.configuration_received(response, ports_.capabilities());
    if (!ports_.capabilities().leads_to_strategies_of(before)) ports_.strategies_changed();
    ports_.capabilities_changed(before);
}

void SetupDialogue::write_key(const WriteKey& key) {
    setup_.key_sent(key, time_.now());
    ports_.write({key.key, key.value},
                 [this, key](const auto& outcome) {
                     key_answered(key, outcome);
                     ports_.note_lessons();
                 },
                 {"key " + key.key, key.value});
}

void SetupDialogue::key_answered(const WriteKey& key, const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome) {
    const Capabilities before = ports_.capabilities();
    if (const auto* response = std::get_if<ocpp::ChangeConfiguration::Response>(&outcome)) {
        if (response->status.value) setup_.key_written(key, *response->status.value, ports_.capabilities());
        else setup_.key_refused(key, response->status.text());
    } else if (const auto* refused = std::get_if<ocpp::Refused>(&outcome)) {
        setup_.key_refused(key, refused->code + ": " + refused->description);
    } else {
        if (std::holds_alternative<ocpp::TimedOut>(outcome)) setup_.note(key.key + ": the write was not answered");
        setup_.key_failed(key);
    }
    ports_.capabilities_changed(before);
}

}  // namespace gateway
