#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "gateway/code_point.h"

namespace gateway {

/// Text of others for a terminal: nothing in it moves the cursor, begins a line or turns the writing round; letters of
/// any language stay. "-" where there is none. What is beyond so many bytes is left out, no letter in halves.
inline std::string printable(std::string_view text, std::size_t longest = std::string::npos) {
    std::string result;
    while (!text.empty()) {
        const CodePoint c = first_code_point(text);
        const std::size_t length = std::max<std::size_t>(c.length, 1);
        if (result.size() + length > longest) break;
        if (c.length == 0 || is_unprintable(c.value)) result += '?';
        else result += text.substr(0, length);
        text.remove_prefix(length);
    }
    return result.empty() ? "-" : result;
}

}  // namespace gateway
