#pragma once

#include <string_view>
#include <vector>

#include "chance.h"
#include "day_plan.h"

namespace days {

/// One thing that the field does and a kind charger does not. Given to a day by chance.
struct Oddity {
    std::string_view name;
    char kind;  ///< of the field cases, A to S: an index for people
    /// Off: no random day has it, until it is asked for by OCPP_ODD.
    bool on;
    /// Makes the charger so; false: this day's charger cannot be.
    bool (*give)(Chance& chance, DayPlan& plan);
};

/// The day already has that one.
bool has_drawn(const DayPlan& plan, std::string_view oddity);

/// As they are written down (day_kinds.cpp).
std::vector<Oddity> all_oddities();
/// In a fixed order: a seed gives the same day as long as the same ones are on.
const std::vector<Oddity>& oddities();
/// Those that random days have: switched on, or named in OCPP_ODD ("name,name", "all", or "none").
std::vector<const Oddity*> oddities_in_use();
/// By its name; null: there is none.
const Oddity* find_oddity(std::string_view name);

}  // namespace days
