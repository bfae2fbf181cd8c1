#include "simulators/typed_command.h"

#include <charconv>
#include <sstream>
#include <vector>

namespace simulators {

namespace {

constexpr double kLongestAbsence_s = 24 * 3600;
constexpr const char* kHelp =
    "commands: plug [CONNECTOR], unplug [CONNECTOR], swipe TAG [CONNECTOR], reboot, drop SECONDS, fault CODE "
    "[CONNECTOR], status";

struct Words {
    std::vector<std::string> all;

    explicit Words(std::string_view line) {
        std::istringstream in{std::string(line)};
        for (std::string word; in >> word;) all.push_back(word);
    }
    bool has(std::size_t index) const { return index < all.size(); }
    int number(std::size_t index, int otherwise) const {
        if (!has(index)) return otherwise;
        int value = otherwise;
        std::from_chars(all[index].data(), all[index].data() + all[index].size(), value);
        return value;
    }
};

std::string drop(SimulatedCharger& charger, const Words& words) {
    std::istringstream in(words.has(1) ? words.all[1] : std::string());
    double seconds = 0;
    if (!(in >> seconds) || seconds < 0 || seconds > kLongestAbsence_s) return "drop SECONDS";
    const std::chrono::milliseconds away(static_cast<std::int64_t>(seconds * 1000));
    charger.act([&](ChargePoint& point, SimulatedTime now) { point.drop_link(away, now); });
    return {};
}

std::string fault(SimulatedCharger& charger, const Words& words) {
    const auto code = ocpp::enum_from<ocpp::ChargePointErrorCode>(words.has(1) ? words.all[1] : "");
    if (!code) return "fault CODE [CONNECTOR], with a ChargePointErrorCode of the specification; NoError mends it";
    charger.act([&](ChargePoint& point, SimulatedTime now) { point.set_error(words.number(2, 1), *code, now); });
    return {};
}

std::string swipe(SimulatedCharger& charger, const Words& words) {
    if (!words.has(1) || words.all[1].size() > ocpp::IdToken::limit) return "swipe TAG, at most 20 characters";
    charger.act([&](ChargePoint& point, SimulatedTime now) { point.swipe(words.all[1], words.number(2, 0), now); });
    return {};
}

}  // namespace

std::string run_typed_command(SimulatedCharger& charger, std::string_view line) {
    const Words words(line);
    if (!words.has(0)) return {};
    const std::string& verb = words.all[0];
    const int connector = words.number(1, 1);
    if (verb == "plug") {
        charger.act([&](ChargePoint& point, SimulatedTime now) { point.plug(connector, now); });
    } else if (verb == "unplug") {
        charger.act([&](ChargePoint& point, SimulatedTime now) { point.unplug(connector, now); });
    } else if (verb == "reboot") {
        charger.act([](ChargePoint& point, SimulatedTime now) { point.reboot(now); });
    } else if (verb == "status") {
        charger.act([](ChargePoint& point, SimulatedTime now) { point.advance(now); });
        return "status: " + charger.charge_point().summary();
    } else if (verb == "swipe") {
        return swipe(charger, words);
    } else if (verb == "drop") {
        return drop(charger, words);
    } else if (verb == "fault") {
        return fault(charger, words);
    } else {
        return kHelp;
    }
    return {};
}

}  // namespace simulators
