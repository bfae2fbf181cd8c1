#include "gateway/translate/power_reading.h"

namespace gateway {

std::string_view to_text(PowerSource source) {
    switch (source) {
        case PowerSource::measured:
            return "measured";
        case PowerSource::estimated:
            return "estimated";
        case PowerSource::implied:
            return "implied";
        case PowerSource::unknown:
            return "unknown";
    }
    return {};
}

}  // namespace gateway
