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
    bool leaves_no_lever = false;    ///< no limit can be set on it: an alarm is asked for instead
    bool goes_mute = false;          ///< answers no calls for a while: a command may time out
    bool must_be_replugged = false;  ///< a session that has ended does not come back: the owner is to be told
};

/// All that the table and the random days play, in a fixed order.
const std::vector<Persona>& personas();

}  // namespace days
