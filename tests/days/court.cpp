#include "court.h"

#include <cstdlib>

namespace days {

namespace {

/// Rules that all days are held to.
constexpr std::string_view kInUse = "all";

bool is_in_use(std::string_view rule) {
    const char* asked = std::getenv("OCPP_RULES");
    const std::string_view list = asked ? asked : kInUse;
    return list == "all" || list.find(rule) != std::string_view::npos;
}

}  // namespace

Court::Court(World& world, bool alarm_is_enough)
    : promises(world, alarm_is_enough), energy(world), power(world), alarm(world), action(world), lesson(world) {}

void Court::pushed(int connector, canonical::Command command, const std::string& id) {
    const bool pause = command == canonical::Command::idle;
    if (pause) promises.idle_pushed(connector, id);
    else promises.charge_pushed(connector);
    if (!id.empty()) alarm.wants_pause(connector, pause, id);
    action.pushed(connector, command, id);
}

void Court::close() {
    promises.expect_settled();
    for (Judge* judge : {static_cast<Judge*>(&energy), static_cast<Judge*>(&power), static_cast<Judge*>(&alarm),
                         static_cast<Judge*>(&action), static_cast<Judge*>(&lesson)})
        judge->close();
}

std::vector<std::string> Court::broken() const { return broken_by(is_in_use); }

std::vector<std::string> Court::every_broken() const {
    return broken_by([](std::string_view) { return true; });
}

std::vector<std::string> Court::broken_by(bool (*counts)(std::string_view rule)) const {
    std::vector<std::string> all = promises.broken();
    const std::pair<std::string_view, const Judge*> judges[] = {
        {"energy", &energy}, {"power", &power}, {"alarm", &alarm}, {"action", &action}, {"lesson", &lesson}};
    for (const auto& [rule, judge] : judges) {
        if (!counts(rule)) continue;
        for (const auto& what : judge->broken()) all.push_back(std::string(rule) + ": " + what);
    }
    return all;
}

}  // namespace days
