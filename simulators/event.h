#pragma once

#include <string>

namespace simulators {

/// Something a person watching the charger would like to know.
struct Event {
    enum class Kind { link, boot, status, transaction, limit, power, note };
    Kind kind = Kind::note;
    int connector = 0;  ///< 0: the charge point as a whole
    std::string text;
};

/// One line for a terminal, without the line break.
std::string to_line(const Event& event);

/// Fixed decimals, with a point.
std::string decimal(double value, int digits);

}  // namespace simulators
