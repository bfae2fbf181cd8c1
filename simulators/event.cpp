#include "simulators/event.h"

#include <cstdio>

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
    char text[40];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

}  // namespace simulators
