#pragma once

#include <string>
#include <vector>

#include "tests/simulators/scene.h"

/// Chargers of one behaviour, and profiles in one line.
namespace simulators::test {

/// `words` as on the command line: "only_watts", "most_profiles=2". With `charging` a transaction (number 100) begins
/// as soon as the charger has booted.
inline ChargePointOptions behaving(const std::vector<std::string>& words, bool charging = true) {
    ChargePointOptions options;
    options.autostart = charging;
    options.plugged = charging;
    for (const std::string& word : words) set_member(options.behaviour, word);
    return options;
}

struct Limit {
    int id = 1;
    int level = 0;
    std::string purpose = "TxDefaultProfile";
    std::string kind = "Relative";
    std::string amperes = "10";
};

inline std::string set_profile(Scene& scene, const Limit& limit, int connector = 1) {
    const std::string start = limit.kind == "Absolute" ? R"("startSchedule":"2026-03-01T09:59:00Z",)" : "";
    return scene.call("SetChargingProfile",
                      R"({"connectorId":)" + std::to_string(connector) +
                          R"(,"csChargingProfiles":{"chargingProfileId":)" + std::to_string(limit.id) +
                          R"(,"stackLevel":)" + std::to_string(limit.level) + R"(,"chargingProfilePurpose":")" +
                          limit.purpose + R"(","chargingProfileKind":")" + limit.kind + R"(","chargingSchedule":{)" +
                          start + R"("chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":)" +
                          limit.amperes + "}]}}}");
}

inline const std::string kAccepted = R"({"status":"Accepted"})";
inline const std::string kRejected = R"({"status":"Rejected"})";
inline const std::string kNoAnswer = "no answer";  ///< what Scene::call gives then

/// Of three phases at 230 V.
inline double kw_of(double amperes) { return amperes * 3 * 230 / 1000; }
inline constexpr double kFull_kw = 11;

}  // namespace simulators::test
