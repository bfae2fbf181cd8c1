#include "simulators/persona.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "json/parse.h"

namespace simulators {

namespace {

constexpr std::int64_t kMostConnectors = 16;
constexpr std::int64_t kMostPhases = 3;
constexpr double kMostCurrent_a = 500;
constexpr std::int64_t kLongestLag_s = 10 * 365 * 86400LL;
/// Letters that a mistyped name may differ by.
constexpr std::size_t kMostTypos = 3;

std::string text_of(json::Value value) {
    if (!value.is_string()) throw std::invalid_argument("a text is wanted");
    return std::string(value.text());
}

std::int64_t whole_number(json::Value value, std::int64_t least, std::int64_t most) {
    const auto number = value.integer();
    if (number && *number >= least && *number <= most) return *number;
    throw std::invalid_argument("a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                                " is wanted");
}

void take_max_current(ChargePointOptions& options, json::Value value) {
    const auto amperes = value.number();
    const bool sound = amperes && *amperes >= options.vehicle.least_current_a && *amperes <= kMostCurrent_a;
    if (!sound) throw std::invalid_argument("amperes per phase are wanted");
    options.max_current_a = *amperes;
}

void take_phases(ChargePointOptions& options, json::Value value) {
    options.phases = static_cast<int>(whole_number(value, 1, kMostPhases));
    options.vehicle.phases = options.phases;
}

void take_configuration(ChargePointOptions& options, json::Value value) {
    for (const auto [key, initial] : value.members()) {
        if (!initial.is_null() && !initial.is_string())
            throw std::invalid_argument(std::string(key) + ": a text or null is wanted");
        options.configuration.push_back({std::string(key), std::nullopt});
        if (initial.is_string()) options.configuration.back().value = std::string(initial.text());
    }
}

void take_behaviour(ChargePointOptions& options, json::Value value) {
    for (const auto [name, member] : value.members()) set_member(options.behaviour, name, member);
}

using Take = void (*)(ChargePointOptions&, json::Value);

constexpr std::pair<std::string_view, Take> kPersonaMembers[] = {
    {"vendor", [](ChargePointOptions& options, json::Value value) { options.vendor = text_of(value); }},
    {"model", [](ChargePointOptions& options, json::Value value) { options.model = text_of(value); }},
    {"firmware", [](ChargePointOptions& options, json::Value value) { options.firmware = text_of(value); }},
    {"connectors",
     [](ChargePointOptions& options, json::Value value) {
         options.connectors = static_cast<int>(whole_number(value, 1, kMostConnectors));
     }},
    {"phases", take_phases},
    {"max_current_a", take_max_current},
    {"clock_lag_s",
     [](ChargePointOptions& options, json::Value value) {
         options.clock_lag = std::chrono::seconds(whole_number(value, -kLongestLag_s, kLongestLag_s));
     }},
    {"behaviour", take_behaviour},
    {"configuration", take_configuration},
};

void take_member(ChargePointOptions& options, std::string_view name, json::Value value) {
    for (const auto& [known, take] : kPersonaMembers) {
        if (known != name) continue;
        const bool is_nested = known == "behaviour" || known == "configuration";
        if (is_nested && !value.is_object()) throw std::invalid_argument("an object is wanted");
        return take(options, value);
    }
    throw std::invalid_argument("a persona has no such member");
}

/// Insertions, deletions and changes of letters that turn one into the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
        }
    }
    return row.back();
}

bool is_like(std::string_view name, std::string_view known) {
    if (name.empty()) return false;
    if (known.find(name) != std::string_view::npos || name.find(known) != std::string_view::npos) return true;
    return distance(name, known) <= kMostTypos || distance(name, known.substr(0, known.find('-'))) < kMostTypos;
}

}  // namespace

ChargePointOptions persona_options(const ocpp::ChargerKind& kind) {
    ChargePointOptions options;
    const auto document = [&] {
        try {
            return json::parse(kind.persona);
        } catch (const json::ParseError& error) {
            throw std::invalid_argument(kind.name + ": " + error.what());
        }
    }();
    if (!document.root().is_object()) throw std::invalid_argument(kind.name + ": a persona is an object");
    for (const auto [name, value] : document.root().members()) {
        try {
            take_member(options, name, value);
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(kind.name + ": " + std::string(name) + ": " + error.what());
        }
    }
    return options;
}

bool has_persona(const ocpp::ChargerKind& kind) { return kind.persona != "{}"; }

const ocpp::ChargerKind& find_persona(const ocpp::ChargerKinds& kinds, std::string_view name) {
    const ocpp::ChargerKind* found = kinds.find(name);
    if (found && has_persona(*found)) return *found;
    std::string near;
    for (const ocpp::ChargerKind& kind : kinds.all()) {
        if (has_persona(kind) && is_like(name, kind.name)) near += (near.empty() ? "" : ", ") + kind.name;
    }
    throw std::invalid_argument("there is no persona '" + std::string(name) + "'; " +
                                (near.empty() ? "" : "like it: " + near + "; ") + "'personas' lists them all");
}

std::vector<std::string> list_personas(const ocpp::ChargerKinds& kinds) {
    std::size_t longest = 0;
    for (const ocpp::ChargerKind& kind : kinds.all()) {
        if (has_persona(kind)) longest = std::max(longest, kind.name.size());
    }
    std::vector<std::string> lines;
    for (const ocpp::ChargerKind& kind : kinds.all()) {
        if (!has_persona(kind)) continue;
        lines.push_back(kind.name + std::string(longest + 2 - kind.name.size(), ' ') + kind.title + ": " + kind.note);
    }
    return lines;
}

}  // namespace simulators
