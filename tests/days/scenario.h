#pragma once

#include <array>
#include <string>
#include <string_view>

#include "personas.h"

namespace days {

/// The scripted pieces of a charger's life that every persona has to get through: the columns of the persona table.
enum class Scenario { ceiling_down, ceiling_up, pause, resume, reboot, drop, new_session };

constexpr std::array<Scenario, 7> kScenarios{Scenario::ceiling_down, Scenario::ceiling_up, Scenario::pause,
                                             Scenario::resume,       Scenario::reboot,     Scenario::drop,
                                             Scenario::new_session};

std::string_view to_text(Scenario scenario);

struct Cell {
    std::string failure;  ///< why not; empty: as asked for
    std::string instead;  ///< where the charger leaves no lever: what is asked for in its place, and was there
};

/// Plays it with a car of three phases and 11 kW; deterministic.
Cell play(const Persona& persona, Scenario scenario, std::ostream* trace = nullptr);

}  // namespace days
