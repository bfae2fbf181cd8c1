#include "gateway/http/http_target.h"

#include "json/parse.h"

namespace gateway::http {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte that "%XX" at the front of `text` stands for; nothing if malformed or NUL.
std::optional<char> escaped_byte(std::string_view text) {
    if (text.size() < 3) return {};
    const int high = hex_digit(text[1]), low = hex_digit(text[2]);
    if (high < 0 || low < 0 || high + low == 0) return {};
    return static_cast<char>(high * 16 + low);
}

/// Cuts the part before the next `separator` off the front of `rest`.
std::string_view next_part(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%') {
            const auto byte = escaped_byte(text.substr(at));
            if (!byte) return {};
            result += *byte;
            at += 2;
        } else {
            result += plus_is_space && text[at] == '+' ? ' ' : text[at];
        }
    }
    if (!json::is_utf8(result)) return {};
    return result;
}

std::optional<Path> path_of(std::string_view target) {
    auto rest = without_query(target);
    Path path;
    if (rest == "*") return path;
    while (!rest.empty()) {
        const auto part = next_part(rest, '/');
        if (part.empty()) continue;
        auto segment = percent_decoded(part, false);
        if (!segment || *segment == "." || *segment == "..") return {};
        path.push_back(std::move(*segment));
    }
    return path;
}

std::optional<Query> query_of(std::string_view target) {
    const auto begin = target.find('?');
    Query query;
    if (begin == std::string_view::npos) return query;
    auto rest = target.substr(begin + 1);
    while (!rest.empty()) {
        auto value_text = next_part(rest, '&');
        if (value_text.empty()) continue;
        auto name = percent_decoded(next_part(value_text, '='), true);
        auto value = percent_decoded(value_text, true);
        if (!name || !value) return {};
        query.emplace_back(std::move(*name), std::move(*value));
    }
    return query;
}

std::string_view without_query(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace gateway::http
