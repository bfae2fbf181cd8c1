#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// Letter case and digits of ASCII: names on the wire, identities and keys match ignoring case; all other bytes stay as
/// they are, whatever the locale. Here, because every folder may include this one. Pure; any thread.
namespace json {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = lower_case(c);
    return lower;
}

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower_case(x) == lower_case(y); });
}

}  // namespace json
