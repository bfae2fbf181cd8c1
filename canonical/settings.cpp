#include "canonical/settings.h"

#include <algorithm>
#include <array>

#include "canonical/errors.h"

namespace canonical {

namespace {

struct SettingRow {
    std::string_view name;
    std::string_view unit;
    SettingBounds SettingsBounds::*bounds;
    std::optional<double> SettingsPatch::*value;
};

constexpr SettingRow kSettings[] = {
    {"max_charge_rate", "kw", &SettingsBounds::max_charge_rate_kw, &SettingsPatch::max_charge_rate_kw},
};

/// Shown by the device read, never written.
constexpr std::array<std::string_view, 6> kReadOnly = {"status",       "isConnected", "isCharging",
                                                       "currentPower", "maxCurrent",  "powerRateLimit"};

const SettingRow& row_of(std::string_view name) {
    for (const SettingRow& row : kSettings) {
        if (row.name == name) return row;
    }
    const std::string key(name);
    if (std::find(kReadOnly.begin(), kReadOnly.end(), name) != kReadOnly.end()) {
        throw ApiError(422, "READ_ONLY_SETTING", key + " can be read but not written",
                       [key](json::Writer& details) { details.member("parameter", key); });
    }
    throw ApiError(422, "UNSUPPORTED_SETTING", key + " is not a setting of this device", [key](json::Writer& details) {
        details.member("parameter", key);
        details.key("supportedSettings").begin_array();
        for (const SettingRow& row : kSettings) details.string(row.name);
        details.end_array();
    });
}

void check_unit(const SettingRow& row, std::string_view unit) {
    if (unit == row.unit) return;
    throw ApiError(422, "UNSUPPORTED_UNIT", std::string(row.name) + " is written in " + std::string(row.unit),
                   [&row, provided = std::string(unit)](json::Writer& details) {
                       details.member("parameter", row.name).member("providedUnit", provided);
                       details.key("supportedUnits").begin_array().string(row.unit).end_array();
                   });
}

void check_range(const SettingRow& row, double value, const SettingBounds& bounds) {
    if (value >= bounds.min && value <= bounds.max) return;
    std::string text = std::string(row.name) + " is outside its range";
    if (bounds.max_is_assumed && value > bounds.max)
        text += "; more is possible once the operator has set the charger's rated_kw";
    throw ApiError(422, "SETTING_OUT_OF_RANGE", std::move(text), [&row, value, bounds](json::Writer& details) {
        details.member("parameter", row.name).member("value", value).member("min", bounds.min);
        details.member("max", bounds.max).member("unit", row.unit);
    });
}

/// The canonical quantity { "value": number, "unit": "kw" }.
double parse_quantity(const SettingRow& row, json::Value quantity) {
    const std::string path(row.name);
    if (!quantity.is_object()) throw_validation_error(path, "must be an object with value and unit");
    std::optional<json::Value> value, unit;
    for (const auto& [key, member] : quantity.members()) {
        if (key == "value") value = member;
        else if (key == "unit") unit = member;
        else throw_validation_error(path + "." + std::string(key), "is not known here");
    }
    if (!value) throw_validation_error(path + ".value", "is missing");
    if (!unit) throw_validation_error(path + ".unit", "is missing");
    if (!value->number()) throw_validation_error(path + ".value", "must be a number");
    if (!unit->is_string()) throw_validation_error(path + ".unit", "must be a string");
    check_unit(row, unit->text());
    return *value->number();
}

}  // namespace

SettingsPatch parse_settings_patch(json::Value body, const SettingsBounds& bounds) {
    if (!body.is_object()) throw_invalid_request("the body must be a JSON object of settings");
    if (body.size() == 0) throw_validation_error("body", "must name at least one setting");
    SettingsPatch patch;
    for (const auto& [key, quantity] : body.members()) {
        const SettingRow& row = row_of(key);
        const double value = parse_quantity(row, quantity);
        check_range(row, value, bounds.*row.bounds);
        patch.*row.value = value;
        patch.updated.emplace_back(key);
    }
    return patch;
}

}  // namespace canonical
