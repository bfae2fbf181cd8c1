#pragma once

#include <cstddef>
#include <string_view>

#include "json/parse.h"

/// Looking at foreign text one character at a time (RFC 3629). Pure, any thread.
namespace gateway {

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;  ///< bytes taken; 0 where the bytes are not UTF-8
};

inline std::size_t sequence_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

/// The first character of non-empty `bytes`.
inline CodePoint first_code_point(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t length = sequence_length(lead);
    if (length == 0 || length > bytes.size() || !json::is_utf8(bytes.substr(0, length))) {
        return {};
    }
    char32_t value = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        value = (value << 6) | (static_cast<unsigned char>(bytes[i]) & 0x3Fu);
    }
    return {value, length};
}

/// Characters that change how the text around them is shown: controls, line separators, writing direction, BOM.
inline bool is_unprintable(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

}  // namespace gateway
