#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "json/ascii.h"

/// The small pieces of HTTP's header grammar (RFC 9110, section 5.6). Pure; ASCII only.
namespace gateway {

using json::equal_ignoring_case;

inline std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

inline bool is_token(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [kMarks](char c) {
        return (json::lower_case(c) >= 'a' && json::lower_case(c) <= 'z') || (c >= '0' && c <= '9') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

/// Takes the next non-empty element off a comma-separated list.
inline std::optional<std::string_view> take_element(std::string_view& list) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view element = trimmed(list.substr(0, comma));
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
        if (!element.empty()) {
            return element;
        }
    }
    return std::nullopt;
}

inline bool list_contains(std::string_view list, std::string_view token) {
    while (const auto element = take_element(list)) {
        if (equal_ignoring_case(*element, token)) {
            return true;
        }
    }
    return false;
}

}  // namespace gateway
