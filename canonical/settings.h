#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

/// The writable settings of an EV charger. A new setting is a row of the table in settings.cpp.
namespace canonical {

/// What a setting may be on one device; the device read shows it.
struct SettingBounds {
    double min = 0;
    double max = 50;
    bool max_is_assumed = false;  ///< nobody has told what the device is rated for
};

struct SettingsBounds {
    SettingBounds max_charge_rate_kw;
};

/// The keys that were sent, checked against the bounds.
struct SettingsPatch {
    std::optional<double> max_charge_rate_kw;
    /// Wire names in the order sent: what the answer's `updated` lists.
    std::vector<std::string> updated;
};

/// Throws ApiError: all keys are valid or none is written.
SettingsPatch parse_settings_patch(json::Value body, const SettingsBounds& bounds);

}  // namespace canonical
