#pragma once

#include <string>
#include <vector>

#include "simulators/charge_point.h"

namespace days {

/// A charger with a character of its own, as the tests meet it.
struct Persona {
    std::string name;
    std::string note;  ///< how it departs from the specification
    simulators::ChargePointOptions charger;
};

/// All that the table and the random days play, in a fixed order.
const std::vector<Persona>& personas();

}  // namespace days
