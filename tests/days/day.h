#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "day_plan.h"

namespace days {

struct DayResult {
    std::vector<std::string> broken;  ///< promises; empty: a good day
    WorldCounters counters;
    seconds worst_overshoot{0};
    int most_calls_in_an_hour = 0;
    bool saw_alarm = false;
    std::size_t energies_judged = 0, powers_judged = 0;
};

/// Plays the day to its end; with `trace` every frame and event is written there.
DayResult play(const DayPlan& plan, std::ostream* trace = nullptr);

}  // namespace days
