#pragma once

#include <string>

namespace gateway {

/// Text of others for a terminal: nothing in it moves the cursor or begins a line. "-" where there is none.
inline std::string printable(const std::string& text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += byte < 0x20 || byte >= 0x7f ? '?' : c;
    }
    return result.empty() ? "-" : result;
}

}  // namespace gateway
