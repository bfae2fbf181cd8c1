#include <algorithm>

#include "gateway/setup/configuration_targets.h"

/// Elimination of measurands (quirk 118): from all that are of use down to the energy alone.
namespace gateway {

namespace {

constexpr std::size_t kMostWrites = 6;
constexpr const char* kPower = "power.active.import";
constexpr const char* kMaxLengthKey = "MeterValuesSampledDataMaxLength";

const std::vector<std::string>& all_measurands() {
    static const std::vector<std::string> all{"Power.Active.Import",
                                              "Energy.Active.Import.Register",
                                              "Current.Import",
                                              "Voltage",
                                              "Current.Offered",
                                              "Power.Offered",
                                              "SoC"};
    return all;
}

/// How many of them the tries hold: six, so what is only offered goes in one.
constexpr std::size_t kCounts[] = {7, 6, 4, 3, 2};

using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Names unwanted_by(const Traits& traits) {
    Names names;
    for (const auto& name : traits.unwanted_measurands) names.push_back(lower_case(name));
    return names;
}

/// Power is what we need; what overloads the charger has to go. A cut-off name counts for nothing (quirk 116).
bool will_do(const Names& present, const Names& unwanted) {
    const auto tells_power = [](const std::string& name) { return name.rfind(kPower, 0) == 0; };
    const auto is_unwanted = [&](const std::string& name) { return holds(unwanted, name); };
    return std::any_of(present.begin(), present.end(), tells_power) &&
           std::none_of(present.begin(), present.end(), is_unwanted);
}

std::string joined(const Names& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

std::string list_of(std::size_t count, std::size_t longest, const Names& unwanted) {
    Names names;
    for (std::size_t i = 0; i < count && names.size() < longest; ++i) {
        const std::string& name = all_measurands()[i];
        if (!holds(unwanted, lower_case(name))) names.push_back(name);
    }
    return joined(names);
}

/// Without repeats; from the one that was taken before, if there is one.
ocpp::LazyDeque<std::string> in_turn(const std::vector<std::string>& candidates, const std::string& taken_before) {
    ocpp::LazyDeque<std::string> lists;
    for (const auto& list : candidates) {
        if (list.empty() || std::find(lists.begin(), lists.end(), list) != lists.end()) continue;
        if (lists.size() < kMostWrites) lists.push_back(list);
    }
    const auto before = std::find(lists.begin(), lists.end(), taken_before);
    if (before != lists.end()) lists.erase(lists.begin(), before);
    return lists;
}

}  // namespace

ocpp::LazyDeque<std::string> measurand_lists(const ConfigurationKeys& keys, const Traits& traits,
                                             const SetupLessons& lessons) {
    if (keys.find(kMeasurandsKey) == nullptr) return {};
    const Names unwanted = unwanted_by(traits);
    if (will_do(tokens_of(keys.value_of(kMeasurandsKey)), unwanted)) return {};
    const int most = keys.number_of(kMaxLengthKey).value_or(0);
    const std::size_t longest = most >= 1 ? static_cast<std::size_t>(most) : all_measurands().size();
    std::vector<std::string> candidates;
    for (const std::size_t count : kCounts) candidates.push_back(list_of(count, longest, unwanted));
    candidates.push_back(all_measurands()[1]);
    return in_turn(candidates, lessons.measurands);
}

}  // namespace gateway
