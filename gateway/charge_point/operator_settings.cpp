#include "gateway/charge_point/operator_settings.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "canonical/errors.h"
#include "canonical/time_zone.h"
#include "gateway/decision/traits.h"
#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

namespace {

constexpr double kLeastVoltage = 90, kMostVoltage = 290;              // as plausible as a measured one must be
constexpr double kLeastMinimumCurrent = 6, kMostMinimumCurrent = 32;  // IEC 61851: no duty cycle says less than 6 A
constexpr double kLeastRatedKw = 1, kMostRatedKw = 1000;
constexpr int kMostPhases = 3;
constexpr std::size_t kLongestTraits = 16 << 10;
constexpr std::size_t kLongestOwner = 128;

/// What a row of the charge points has before anybody says anything.
const storage::ChargePointRecord& untouched() {
    static const storage::ChargePointRecord record;
    return record;
}

template <class Number>
Number number_from(const std::string& text, Number least, Number most, const char* expectation) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stopped != end || !(value >= least && value <= most)) throw SettingError(expectation);
    return value;
}

bool flag_from(const std::string& text) {
    if (text != "on" && text != "off") throw SettingError("must be on or off");
    return text == "on";
}

/// A setting of its own column. `value` is empty to take it back.
struct Column {
    const char* name;
    void (*put)(OperatorSettings& settings, const std::string& value);
};

constexpr Column kColumns[] = {
    {"max_phases",
     [](OperatorSettings& settings, const std::string& value) {
         settings.max_phases = value.empty() ? untouched().max_phases
                                             : number_from(value, 1, kMostPhases, "must be a whole number from 1 to 3");
     }},
    {"nominal_voltage",
     [](OperatorSettings& settings, const std::string& value) {
         settings.nominal_voltage =
             value.empty() ? untouched().nominal_voltage
                           : number_from(value, kLeastVoltage, kMostVoltage, "must be volts from 90 to 290");
     }},
    {"min_current",
     [](OperatorSettings& settings, const std::string& value) {
         settings.min_current = value.empty() ? untouched().min_current
                                              : number_from(value, kLeastMinimumCurrent, kMostMinimumCurrent,
                                                            "must be amperes from 6 to 32");
     }},
    {"rated_kw",
     [](OperatorSettings& settings, const std::string& value) {
         settings.rated_kw.reset();
         if (!value.empty())
             settings.rated_kw = number_from(value, kLeastRatedKw, kMostRatedKw, "must be kilowatts from 1 to 1000");
     }},
    {"control",
     [](OperatorSettings& settings, const std::string& value) {
         settings.control = value.empty() ? untouched().control : flag_from(value);
     }},
    {"registration",
     [](OperatorSettings& settings, const std::string& value) {
         const auto registration = value.empty() ? untouched().registration : storage::registration_from(value);
         if (!registration) throw SettingError("must be accepted, pending or rejected");
         settings.registration = *registration;
     }},
    {"strict",
     [](OperatorSettings& settings, const std::string& value) {
         settings.strict = value.empty() ? untouched().strict : flag_from(value);
     }},
    {"certificate_name",
     [](OperatorSettings& settings, const std::string& value) { settings.certificate_name = value; }},
    {"owner",
     [](OperatorSettings& settings, const std::string& value) {
         if (value.size() > kLongestOwner) throw SettingError("must have at most 128 characters");
         settings.owner = value;
     }},
    {"timezone",
     [](OperatorSettings& settings, const std::string& value) {
         if (!value.empty() && !canonical::is_time_zone(value))
             throw SettingError("must be an IANA time zone, such as Europe/Berlin");
         settings.timezone = value;
     }},
    {"security_profile",
     [](OperatorSettings& settings, const std::string& value) {
         if (value.size() > 1 || (!value.empty() && (value < "0" || value > "3")))
             throw SettingError("must be 0, 1, 2 or 3");
         settings.security_profile = value.empty() ? 0 : value[0] - '0';
     }},
};

// Traits: one JSON object, of which each assignment changes one member.

std::string as_text(const std::string& value) {
    json::Writer out;
    return out.string(value).take();
}

/// The object with its member of that name replaced, or taken away where `json_value` is empty.
std::string with_member(const std::string& object, const std::string& name, const std::string& json_value) {
    json::Writer out;
    out.begin_object();
    const auto document = json::parse(object.empty() ? "{}" : object);
    for (const auto& member : document.root().members()) {
        if (member.key != name) out.key(member.key).raw(member.value.to_json());
    }
    if (!json_value.empty()) out.key(name).raw(json_value);
    return out.end_object().take();
}

/// The value as JSON: as it stands, or else as text without its quotes.
std::string trait_value(const std::string& name, const std::string& value) {
    std::string json_value;
    try {
        json_value = json::parse(value).root().to_json();
    } catch (const json::ParseError&) {
        json_value = as_text(value);
    }
    Traits traits;
    overlay(traits, with_member("", name, json_value));
    return json_value;
}

bool is_trait(const std::string& name) {
    const auto names = trait_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

void put_trait(OperatorSettings& settings, const std::string& name, const std::string& value) {
    std::string object = with_member(settings.traits, name, value.empty() ? "" : trait_value(name, value));
    if (object.size() > kLongestTraits) throw SettingError("makes more than can be kept of one charger");
    settings.traits = object == "{}" ? "" : object;
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string list;
    for (const auto name : names) list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

void put_named(OperatorSettings& settings, const std::string& name, const std::string& value) {
    for (const Column& column : kColumns) {
        if (name == column.name) return column.put(settings, value);
    }
    if (!is_trait(name)) throw SettingError("is no setting; there are " + joined(setting_names()));
    put_trait(settings, name, value);
}

void assign_one(OperatorSettings& settings, const std::string& assignment) {
    const auto equals = assignment.find('=');
    if (equals == 0 || equals == std::string::npos)
        throw SettingError("\"" + canonical::shown(assignment) + "\" is not NAME=VALUE");
    const std::string name = assignment.substr(0, equals);
    try {
        put_named(settings, name, assignment.substr(equals + 1));
    } catch (const TraitError& error) {
        throw SettingError("\"" + canonical::shown(assignment) + "\": " + error.what());
    } catch (const SettingError& error) {
        throw SettingError("\"" + canonical::shown(assignment) + "\": " + canonical::shown(name) + " " + error.what());
    }
}

}  // namespace

bool OperatorSettings::operator==(const OperatorSettings& other) const {
    const auto all = [](const OperatorSettings& each) {
        return std::tie(each.max_phases, each.nominal_voltage, each.min_current, each.rated_kw, each.control,
                        each.registration, each.strict, each.certificate_name, each.owner, each.timezone, each.traits,
                        each.security_profile);
    };
    return all(*this) == all(other);
}

OperatorSettings settings_of(const storage::ChargePointRecord& record) {
    return {record.max_phases, record.nominal_voltage, record.min_current, record.rated_kw,
            record.control,    record.registration,    record.strict,      record.certificate_name,
            record.owner,      record.timezone,        record.traits,      std::nullopt};
}

void put(const OperatorSettings& settings, storage::ChargePointRecord& record) {
    record.max_phases = settings.max_phases;
    record.nominal_voltage = settings.nominal_voltage;
    record.min_current = settings.min_current;
    record.rated_kw = settings.rated_kw;
    record.control = settings.control;
    record.registration = settings.registration;
    record.strict = settings.strict;
    record.certificate_name = settings.certificate_name;
    record.owner = settings.owner;
    record.timezone = settings.timezone;
    if (settings.security_profile) record.security_profile = *settings.security_profile;
    record.traits = settings.traits;
}

void assign(OperatorSettings& settings, const std::vector<std::string>& assignments) {
    if (assignments.empty()) throw SettingError("nothing to set: NAME=VALUE is missing");
    OperatorSettings result = settings;
    for (const std::string& assignment : assignments) assign_one(result, assignment);
    settings = std::move(result);
}

std::vector<std::string_view> setting_names() {
    std::vector<std::string_view> names;
    for (const Column& column : kColumns) names.push_back(column.name);
    for (const auto name : trait_names()) names.push_back(name);
    return names;
}

}  // namespace gateway
