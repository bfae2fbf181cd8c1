#pragma once

#include <string>
#include <string_view>

#include "gateway/code_point.h"

namespace gateway {

constexpr std::size_t kCloseReasonBytes = 123;  ///< RFC 6455, 5.5.1

/// As much of the text as a close frame can carry, in whole characters of UTF-8. Pure.
inline std::string close_reason(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        const CodePoint c = first_code_point(text.substr(length));
        if (c.length == 0 || length + c.length > kCloseReasonBytes) {
            break;
        }
        length += c.length;
    }
    return std::string(text.substr(0, length));
}

}  // namespace gateway
