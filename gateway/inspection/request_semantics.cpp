#include "gateway/inspection/request_semantics.h"

#include <algorithm>
#include <array>

#include "canonical/errors.h"
#include "json/ascii.h"
#include "json/parse.h"
#include "ocpp/types.h"

namespace gateway {

namespace {

using canonical::throw_validation_error;

constexpr std::array<std::string_view, 5> kTransfers = {"ftp", "ftps", "sftp", "http", "https"};

struct PlaceOfUrl {
    std::string_view action, object, field;
};
constexpr std::array<PlaceOfUrl, 4> kUrls = {{{"GetDiagnostics", "", "location"},
                                              {"UpdateFirmware", "", "location"},
                                              {"SignedUpdateFirmware", "firmware", "location"},
                                              {"GetLog", "log", "remoteLocation"}}};

void check_url(const PlaceOfUrl& place, json::Value payload) {
    const auto object = place.object.empty() ? payload : payload.find(place.object).value_or(payload);
    const auto url = object.find(place.field);
    if (!url) return;
    const std::string scheme = json::lower_case(url->text().substr(0, url->text().find(':')));
    if (std::find(kTransfers.begin(), kTransfers.end(), scheme) != kTransfers.end()) return;
    const std::string path =
        "payload." + std::string(place.object) + (place.object.empty() ? "" : ".") + std::string(place.field);
    throw_validation_error(path, "must be a URL of ftp, ftps, sftp, http or https");
}

void check_expiry(json::Value payload, UtcTime now) {
    const auto expiry = payload.find("expiryDate");
    const auto date = expiry ? ocpp::parse_date_time(expiry->text()) : ocpp::DateTime{};
    if (date.time && *date.time <= now) throw_validation_error("payload.expiryDate", "is in the past");
}

}  // namespace

void check_semantics(const std::string& action, const std::string& payload, UtcTime now) {
    const auto document = json::parse(payload);
    if (action == "ReserveNow") check_expiry(document.root(), now);
    for (const auto& place : kUrls) {
        if (place.action == action) check_url(place, document.root());
    }
}

bool is_disruptive(const std::string& action) {
    return action == "Reset" || action == "UpdateFirmware" || action == "SignedUpdateFirmware";
}

}  // namespace gateway
