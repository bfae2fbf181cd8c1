#include "gateway/inspection/request_check.h"

#include <algorithm>

#include "canonical/errors.h"
#include "json/parse.h"
#include "ocpp/call_error.h"
#include "ocpp/message_index.h"

namespace gateway {

namespace {

using canonical::throw_validation_error;

/// "csChargingProfiles/stackLevel is missing": the path, then what is wrong with it.
[[noreturn]] void refuse(const std::string& words) {
    const auto blank = words.find(' ');
    const bool names_a_field = blank != std::string::npos && words.compare(0, blank, "the") != 0;
    if (!names_a_field) throw_validation_error("payload", words);
    std::string path = "payload." + words.substr(0, blank);
    std::replace(path.begin(), path.end(), '/', '.');
    throw_validation_error(path, words.substr(blank + 1));
}

}  // namespace

void check_request(const std::string& action, const std::optional<json::Value>& payload) {
    const ocpp::ActionInfo* known = ocpp::find_action(action);
    if (known == nullptr) throw_validation_error("action", action + " is no action of OCPP 1.6");
    if (known->sender == ocpp::Sender::charge_point)
        throw_validation_error("action", action + " is sent by chargers only");
    static const json::Document nothing = json::parse("{}");
    try {
        known->checked_request(payload.value_or(nothing.root()));
    } catch (const ocpp::CallError& error) {
        refuse(error.what());
    }
}

}  // namespace gateway
