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

struct WrongType {};

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
template <class Number>
Set number(Number& target) {
    return [&target](const toml::node& node) {
        const auto value = value_of<std::int64_t>(node);
        if (value < 0) throw WrongType{};
        target = static_cast<Number>(value);
    };
}
inline Set real(double& target) {
    return [&target](const toml::node& node) {
        target = value_of<double>(node);
        if (target < 0) throw WrongType{};
    };
}
inline Set number_between(int least, int most, int& target) {
    return [=, &target](const toml::node& node) {
        const auto value = value_of<std::int64_t>(node);
        if (value < least || value > most) throw WrongType{};
        target = static_cast<int>(value);
    };
}
inline Set flag(bool& target) {
    return [&target](const toml::node& node) { target = value_of<bool>(node); };
}
inline Set milliseconds(std::chrono::milliseconds& target) {
    return [&target](const toml::node& node) {
        const auto value = value_of<std::int64_t>(node);
        if (value < 0) throw WrongType{};
        target = std::chrono::milliseconds(value);
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
