#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <toml++/toml.h>

namespace gateway {
struct WebhookOptions;
}

/// How the values of a configuration file get to where they belong: each key with what takes its value. Only the files
/// that read the configuration see this.
namespace gateway::config_values {

using Set = std::function<void(const toml::node&)>;
using Keys = std::map<std::string, Set>;

/// A value that cannot be used; `wanted` says what could.
struct WrongType {
    std::string wanted{};
};

/// Above, a number in a configuration is a slip of the hand.
constexpr std::int64_t kMostNumber = 1 << 30, kMostMilliseconds = 366LL * 24 * 3600 * 1000;
constexpr double kMostRate = 1e6;

inline std::string from_to(std::int64_t least, std::int64_t most) {
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

template <class T>
T value_of(const toml::node& node) {
    const auto value = node.value<T>();
    if (!value) throw WrongType{};
    return *value;
}

inline Set text(std::string& target) {
    return [&target](const toml::node& node) { target = value_of<std::string>(node); };
}
inline Set texts(std::vector<std::string>& target) {
    return [&target](const toml::node& node) {
        if (!node.is_array()) throw WrongType{};
        target.clear();
        for (const toml::node& each : *node.as_array()) target.push_back(value_of<std::string>(each));
    };
}
/// 0 is no limit that anything could keep to: what has a meaning for it says so with `least`.
template <class Number>
Set number(Number& target, std::int64_t least = 1) {
    return [=, &target](const toml::node& node) {
        const auto value = node.value<std::int64_t>();
        if (!value || *value < least || *value > kMostNumber) throw WrongType{from_to(least, kMostNumber)};
        target = static_cast<Number>(*value);
    };
}
/// 0: no limit.
inline Set rate(double& target) {
    return [&target](const toml::node& node) {
        const auto value = node.value<double>();
        if (!value || !(*value >= 0 && *value <= kMostRate)) throw WrongType{"0 for no limit, or at most 1000000"};
        target = *value;
    };
}
inline Set burst(double& target) {
    return [&target](const toml::node& node) {
        const auto value = node.value<double>();
        if (!value || !(*value >= 1 && *value <= kMostRate)) throw WrongType{"from 1 to 1000000"};
        target = *value;
    };
}
inline Set number_between(int least, int most, int& target) {
    return [=, &target](const toml::node& node) {
        const auto value = node.value<std::int64_t>();
        if (!value || *value < least || *value > most) throw WrongType{from_to(least, most)};
        target = static_cast<int>(*value);
    };
}
inline Set flag(bool& target) {
    return [&target](const toml::node& node) { target = value_of<bool>(node); };
}
inline Set milliseconds(std::chrono::milliseconds& target, std::int64_t least = 0) {
    return [=, &target](const toml::node& node) {
        const auto value = node.value<std::int64_t>();
        if (!value || *value < least || *value > kMostMilliseconds) throw WrongType{from_to(least, kMostMilliseconds)};
        target = std::chrono::milliseconds(*value);
    };
}
inline Set list_of_milliseconds(std::vector<std::chrono::milliseconds>& target) {
    return [&target](const toml::node& node) {
        if (!node.is_array()) throw WrongType{};
        target.clear();
        for (const toml::node& each : *node.as_array()) milliseconds(target.emplace_back())(each);
    };
}

/// webhook_config.cpp
Keys webhook_keys(WebhookOptions& options);

}  // namespace gateway::config_values
