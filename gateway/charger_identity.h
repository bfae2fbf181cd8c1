#pragma once

#include <string_view>

#include "gateway/code_point.h"

/// What may be the id of a charger, whoever says it: a charger at its door, or the operator. Pure, any thread.
namespace gateway {

constexpr std::size_t kIdentityCharacters = 48;
constexpr std::string_view identity_rule =
    "the id of a charger has 1 to 48 characters, none of them a slash or a control character";

inline bool is_charger_identity(std::string_view text) {
    if (text.empty() || text == "." || text == "..") {
        return false;
    }
    std::size_t characters = 0;
    while (!text.empty()) {
        const CodePoint c = first_code_point(text);
        if (c.length == 0 || is_unprintable(c.value) || c.value == '/' || ++characters > kIdentityCharacters) {
            return false;
        }
        text.remove_prefix(c.length);
    }
    return true;
}

}  // namespace gateway
