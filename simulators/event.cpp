#include "simulators/event.h"

#include <cmath>
#include <cstdint>

namespace simulators {

namespace {

const char* name_of(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::link:
            return "link";
        case Event::Kind::boot:
            return "boot";
        case Event::Kind::status:
            return "status";
        case Event::Kind::transaction:
            return "transaction";
        case Event::Kind::limit:
            return "limit";
        case Event::Kind::power:
            return "power";
        case Event::Kind::note:
            return "note";
    }
    return "note";
}

}  // namespace

std::string to_line(const Event& event) {
    const std::string where = event.connector > 0 ? " connector " + std::to_string(event.connector) : "";
    return name_of(event.kind) + where + ": " + event.text;
}

std::string decimal(double value, int digits) {
    // Without printf, which is slow for fractions, and meter values are full of them.
    std::int64_t scale = 1;
    for (int i = 0; i < digits; ++i) scale *= 10;
    const std::int64_t scaled = std::llround(std::abs(value) * static_cast<double>(scale));
    std::string text = (value < 0 && scaled != 0 ? "-" : "") + std::to_string(scaled / scale);
    if (digits == 0) return text;
    const std::string fraction = std::to_string(scaled % scale);
    return text + "." + std::string(static_cast<std::size_t>(digits) - fraction.size(), '0') + fraction;
}

}  // namespace simulators
