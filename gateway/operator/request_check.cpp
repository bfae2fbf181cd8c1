#include "gateway/operator/request_check.h"

#include <array>

#include "canonical/errors.h"
#include "json/parse.h"
#include "ocpp/all_messages.h"
#include "ocpp/codec.h"

namespace gateway {

namespace {

using canonical::throw_validation_error;

/// "schedule.periods is missing": the path, and what is wrong with it.
[[noreturn]] void refuse(const std::string& words) {
    const auto blank = words.find(' ');
    const bool names_a_field = words.compare(0, blank, "the") != 0;
    if (!names_a_field || blank == std::string::npos) throw_validation_error("payload", words);
    throw_validation_error("payload." + words.substr(0, blank), words.substr(blank + 1));
}

template <class Message>
std::string checked(const std::optional<json::Value>& payload) {
    ocpp::QuirkCounters quirks;
    try {
        return ocpp::write(ocpp::read<typename Message::Request>(payload, ocpp::Strictness::strict, quirks));
    } catch (const ocpp::CallError& error) {
        refuse(error.what());
    }
}

std::string unchecked(const std::optional<json::Value>& payload) { return payload ? payload->to_json() : "{}"; }

struct Row {
    std::string_view action;
    std::string (*check)(const std::optional<json::Value>&);
};

constexpr Row kRows[] = {{"ChangeAvailability", unchecked},
                         {"ChangeConfiguration", checked<ocpp::ChangeConfiguration>},
                         {"ClearCache", unchecked},
                         {"DataTransfer", checked<ocpp::DataTransfer>},
                         {"GetConfiguration", checked<ocpp::GetConfiguration>},
                         {"RemoteStartTransaction", checked<ocpp::RemoteStartTransaction>},
                         {"RemoteStopTransaction", checked<ocpp::RemoteStopTransaction>},
                         {"Reset", unchecked},
                         {"UnlockConnector", unchecked},
                         {"GetDiagnostics", unchecked},
                         {"UpdateFirmware", unchecked},
                         {"GetLocalListVersion", unchecked},
                         {"SendLocalList", unchecked},
                         {"CancelReservation", unchecked},
                         {"ReserveNow", unchecked},
                         {"ClearChargingProfile", checked<ocpp::ClearChargingProfile>},
                         {"GetCompositeSchedule", checked<ocpp::GetCompositeSchedule>},
                         {"SetChargingProfile", checked<ocpp::SetChargingProfile>},
                         {"TriggerMessage", checked<ocpp::TriggerMessage>}};

// What the specification says in prose.

void check_profile(json::Value profile, const std::string& path) {
    const auto schedule = profile.find("chargingSchedule");
    const auto periods = schedule ? schedule->find("chargingSchedulePeriod") : std::nullopt;
    if (!periods || periods->size() == 0) return;
    const auto first = (*periods->elements().begin()).find("startPeriod");
    if (!first || first->integer() != 0)
        throw_validation_error(path + ".chargingSchedule.chargingSchedulePeriod.1.startPeriod", "must be 0 in the first period");
}

void check_start_profile(json::Value profile) {
    const auto purpose = profile.find("chargingProfilePurpose");
    if (!purpose || purpose->text() != "TxProfile")
        throw_validation_error("payload.chargingProfile.chargingProfilePurpose", "must be TxProfile in a remote start");
    if (profile.find("transactionId"))
        throw_validation_error("payload.chargingProfile.transactionId", "cannot be known in a remote start");
}

void check_prose(const std::string& text) {
    const auto document = json::parse(text);
    if (const auto profile = document.root().find("csChargingProfiles")) check_profile(*profile, "payload.csChargingProfiles");
    const auto start_profile = document.root().find("chargingProfile");
    if (!start_profile) return;
    check_profile(*start_profile, "payload.chargingProfile");
    check_start_profile(*start_profile);
}

}  // namespace

std::string checked_request(const std::string& action, const std::optional<json::Value>& payload) {
    for (const Row& row : kRows) {
        if (row.action != action) continue;
        std::string text = row.check(payload);
        check_prose(text);
        return text;
    }
    throw_validation_error("action", action + " is no action that a central system may send");
}

}  // namespace gateway
