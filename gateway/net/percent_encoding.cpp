#include "gateway/net/percent_encoding.h"

#include "json/ascii.h"

namespace gateway {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char small = json::lower_case(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// The byte that "%XX" at the front of `text` stands for.
std::optional<char> escaped_byte(std::string_view text) {
    if (text.size() < 3) return std::nullopt;
    const int high = hex_digit(text[1]), low = hex_digit(text[2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded += text[at];
            continue;
        }
        const auto byte = escaped_byte(text.substr(at));
        if (!byte) return std::nullopt;
        decoded += *byte;
        at += 2;
    }
    return decoded;
}

}  // namespace gateway
