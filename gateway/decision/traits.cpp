#include "gateway/decision/traits.h"

#include <tuple>
#include <variant>

#include "json/parse.h"

namespace gateway {

namespace {

using Kind = ocpp::ChargingProfileKindType;
using Unit = ocpp::ChargingRateUnitType;

[[noreturn]] void wrong(std::string_view name, const std::string& expectation) {
    throw TraitError(std::string(name) + " " + expectation);
}

// One reader for each type that a trait can have.

void read(std::string_view name, const json::Value& value, bool& into) {
    if (!value.is_boolean()) wrong(name, "must be true or false");
    into = value.is_true();
}

void read(std::string_view name, const json::Value& value, double& into) {
    const auto number = value.is_number() ? value.number() : std::nullopt;
    if (!number || *number < 0) wrong(name, "must be a number of at least 0");
    into = *number;
}

void read(std::string_view name, const json::Value& value, int& into) {
    const auto number = value.is_number() ? value.integer() : std::nullopt;
    if (!number || *number < 0 || *number > 1000000) wrong(name, "must be a whole number of at least 0");
    into = static_cast<int>(*number);
}

void read(std::string_view name, const json::Value& value, std::string& into) {
    if (!value.is_string()) wrong(name, "must be a text");
    into = std::string(value.text());
}

template <class Enum>
void read_name(std::string_view name, const json::Value& value, Enum& into) {
    const auto known = value.is_string() ? ocpp::enum_from<Enum>(value.text()) : std::nullopt;
    if (!known) wrong(name, "must be one of the specification's names");
    into = *known;
}
void read(std::string_view name, const json::Value& value, Unit& into) { read_name(name, value, into); }
void read(std::string_view name, const json::Value& value, Kind& into) { read_name(name, value, into); }

template <class Element>
void read(std::string_view name, const json::Value& value, std::vector<Element>& into) {
    if (!value.is_array()) wrong(name, "must be a list");
    into.clear();
    for (const json::Value& each : value.elements()) read(name, each, into.emplace_back());
}

void read(std::string_view name, const json::Value& value, std::map<std::string, std::string>& into) {
    if (!value.is_object()) wrong(name, "must be an object");
    into.clear();
    for (const auto& member : value.members()) read(name, member.value, into[std::string(member.key)]);
}

void read(std::string_view name, const json::Value& value, VendorLimit& into) {
    if (!value.is_object()) wrong(name, "must be an object");
    into = {};
    for (const auto& [member, content] : value.members()) {
        if (member == "key") read(member, content, into.key);
        else if (member == "vendor_id") read(member, content, into.vendor_id);
        else if (member == "message_id") read(member, content, into.message_id);
        else if (member == "text") read(member, content, into.text);
        else if (member == "scale") read(member, content, into.scale);
        else if (member == "unit") read(member, content, into.unit);
        else wrong(name, "has no member " + std::string(member));
    }
    if (into.key.empty() == into.vendor_id.empty()) wrong(name, "needs a key or a vendor_id");
    if (into.scale <= 0) wrong(name, "needs a scale above 0");
}

template <class T>
void read(std::string_view name, const json::Value& value, std::optional<T>& into) {
    read(name, value, into.emplace());
}

/// Every trait once; reading, resetting, comparing and listing are driven by it.
constexpr auto kTraits = std::make_tuple(
    std::pair{"unit", &Traits::unit}, std::pair{"stack_level", &Traits::stack_level},
    std::pair{"profile_kind", &Traits::profile_kind}, std::pair{"tx_profile", &Traits::tx_profile},
    std::pair{"needs_tx_profile", &Traits::needs_tx_profile}, std::pair{"charge_point_max", &Traits::charge_point_max},
    std::pair{"vendor_limit", &Traits::vendor_limit}, std::pair{"vendor_limit_first", &Traits::vendor_limit_first},
    std::pair{"whole_amperes", &Traits::whole_amperes}, std::pair{"ampere_steps", &Traits::ampere_steps},
    std::pair{"minimum_current", &Traits::minimum_current}, std::pair{"minimum_kw", &Traits::minimum_kw},
    std::pair{"direct_current", &Traits::direct_current}, std::pair{"phase_probe", &Traits::phase_probe},
    std::pair{"zero_ends_transaction", &Traits::zero_ends_transaction},
    std::pair{"zero_ignored", &Traits::zero_ignored}, std::pair{"stop_as_pause", &Traits::stop_as_pause},
    std::pair{"hold_at_minimum", &Traits::hold_at_minimum}, std::pair{"wake_by_restart", &Traits::wake_by_restart},
    std::pair{"profiles_per_day", &Traits::profiles_per_day}, std::pair{"least_rise_a", &Traits::least_rise_a},
    std::pair{"keeps_profiles", &Traits::keeps_profiles}, std::pair{"keys_at_once", &Traits::keys_at_once},
    std::pair{"configuration_delay_ms", &Traits::configuration_delay_ms},
    std::pair{"keys_not_to_touch", &Traits::keys_not_to_touch}, std::pair{"keys_to_write", &Traits::keys_to_write},
    std::pair{"unwanted_measurands", &Traits::unwanted_measurands},
    std::pair{"clear_foreign_profiles", &Traits::clear_foreign_profiles}, std::pair{"triggers", &Traits::triggers},
    std::pair{"data_transfer_vendors", &Traits::data_transfer_vendors}, std::pair{"id_tag_key", &Traits::id_tag_key});

template <class Visit>
void for_each_trait(Visit visit) {
    std::apply([&](const auto&... trait) { (visit(trait.first, trait.second), ...); }, kTraits);
}

void overlay_member(Traits& traits, std::string_view name, const json::Value& value) {
    bool known = false;
    for_each_trait([&](std::string_view candidate, auto member) {
        if (candidate != name) return;
        known = true;
        if (value.is_null()) traits.*member = Traits{}.*member;
        else read(name, value, traits.*member);
    });
    if (!known) wrong(name, "is no trait");
}

}  // namespace

bool VendorLimit::operator==(const VendorLimit& other) const {
    return std::tie(key, vendor_id, message_id, text, scale, unit) ==
           std::tie(other.key, other.vendor_id, other.message_id, other.text, other.scale, other.unit);
}

bool Traits::operator==(const Traits& other) const {
    bool equal = true;
    for_each_trait([&](std::string_view, auto member) { equal = equal && this->*member == other.*member; });
    return equal;
}

void overlay(Traits& traits, const std::string& json_object) {
    Traits result = traits;
    try {
        const auto document = json::parse(json_object);
        if (!document.root().is_object()) throw TraitError("traits must be an object");
        for (const auto& member : document.root().members()) overlay_member(result, member.key, member.value);
    } catch (const json::ParseError& error) {
        throw TraitError(error.what());
    }
    traits = std::move(result);
}

std::vector<std::string_view> trait_names() {
    std::vector<std::string_view> names;
    for_each_trait([&](std::string_view name, auto) { names.push_back(name); });
    return names;
}

}  // namespace gateway
