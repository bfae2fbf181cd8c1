#include "gateway/decision/configuration_keys.h"

#include <algorithm>
#include <charconv>

#include "gateway/decision/connector_view.h"

namespace gateway {

std::string without_ornament(std::string text) {
    const auto is_ornament = [](char c) { return c == '[' || c == ']' || c == '\'' || c == '"' || c == ' '; };
    text.erase(std::remove_if(text.begin(), text.end(), is_ornament), text.end());
    return text;
}

bool same_value(const std::string& a, const std::string& b) {
    return json::equal_ignoring_case(without_ornament(a), without_ornament(b));
}

std::vector<std::string> tokens_of(const std::string& value) {
    std::vector<std::string> tokens;
    std::string token;
    for (const char c : lower_case(without_ornament(value)) + ",") {
        if (c != ',' && c != ';') {
            token += c;
        } else if (!token.empty()) {
            tokens.push_back(std::move(token));
            token.clear();
        }
    }
    return tokens;
}

std::optional<int> number_in(const std::string& value) {
    const std::string text = without_ornament(value);
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void read_allowed_units(const std::string& value, Capabilities& capabilities) {
    bool amperes = false, watts = false;
    std::string token;
    for (const char c : lower_case(value) + ",") {
        if (c >= 'a' && c <= 'z') {
            token += c;
            continue;
        }
        amperes |= token == "current" || token == "a" || token == "amp" || token == "amps" || token == "ampere";
        watts |= token == "power" || token == "w" || token == "watt" || token == "watts" || token == "kw";
        token.clear();
    }
    const bool known = amperes || watts;
    capabilities.units_are_told = known;
    capabilities.amperes_allowed = known ? amperes : true;
    capabilities.watts_allowed = known ? watts : true;
}

void ConfigurationKeys::forget() {
    told_.clear();
    unknown_.clear();
}

void ConfigurationKeys::take(const ocpp::GetConfiguration::Response& response) {
    for (const auto& entry : response.configurationKey.value_or(std::vector<ocpp::KeyValue>{})) {
        if (told_.size() < kMostKeys) told_[lower_case(entry.key.value)] = entry;
    }
    for (const auto& key : response.unknownKey.value_or(std::vector<ocpp::Text<50>>{})) {
        if (unknown_.size() < kMostKeys) unknown_.insert(lower_case(key.value));
    }
}

const ocpp::KeyValue* ConfigurationKeys::find(const std::string& key) const {
    const auto found = told_.find(lower_case(key));
    return found == told_.end() ? nullptr : &found->second;
}

std::string ConfigurationKeys::value_of(const std::string& key) const {
    const auto* entry = find(key);
    return entry == nullptr || !entry->value ? std::string() : entry->value->value;
}

std::optional<int> ConfigurationKeys::number_of(const std::string& key) const { return number_in(value_of(key)); }

}  // namespace gateway
