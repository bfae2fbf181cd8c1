#pragma once

#include <vector>

#include "canonical/schedule_times.h"
#include "instants.h"
#include "json/parse.h"

/// Plans as a client writes them, and the instants at which they fire.
inline canonical::Plan plan_of(const std::string& body, const std::string& now,
                               const std::string& zone = "Europe/Berlin") {
    const json::Document document = json::parse(body);
    return canonical::parse_schedule_set(document.root(), zone, instant(now));
}

/// "slot@instant" of each that fires in (after, until].
inline std::vector<std::string> fired(const canonical::Plan& plan, const std::string& after, const std::string& until) {
    std::vector<std::string> found;
    for (const auto& due : canonical::due_slots(plan, instant(after), instant(until))) {
        found.push_back(std::to_string(due.slot) + "@" + text(due.at).substr(0, 16) +
                        (due.end ? "/" + text(due.end).substr(0, 16) : ""));
    }
    return found;
}
