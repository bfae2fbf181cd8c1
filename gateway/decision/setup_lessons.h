#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "json/value.h"
#include "json/writer.h"

namespace gateway {

/// What the dialogue after a boot taught about a vendor, model and firmware; part of the
/// Capabilities, stored with them. Plain values; io thread.
struct SetupLessons {
    static constexpr std::size_t kMostKeys = 16;

    std::set<std::string> untouchable_keys;   ///< lower case; asking for or writing them broke the charger
    std::string measurands;                   ///< the list that was taken (quirk 118)
    std::optional<int> keys_at_once;          ///< GetConfiguration without keys is not answered (quirk 115)
    bool triggers_without_connector = false;  ///< a connectorId is refused (quirk 121)
    bool status_triggers_useless = false;
    bool meter_triggers_useless = false;

    /// False when it is known, or there are too many.
    bool add_untouchable(const std::string& lower_case_key);
    bool operator==(const SetupLessons& other) const;
    bool operator!=(const SetupLessons& other) const { return !(*this == other); }
};

/// As one JSON object; what cannot be read is left at its default.
void write_lessons(json::Writer& out, const SetupLessons& lessons);
SetupLessons read_lessons(const json::Value& object);

}  // namespace gateway
