#include "gateway/http/http_target.h"

#include <algorithm>

#include "gateway/net/percent_encoding.h"
#include "json/parse.h"

namespace gateway::http {
namespace {

/// Cuts the part before the next `separator` off the front of `rest`.
std::string_view next_part(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

}  // namespace

std::optional<std::string> decoded(std::string_view text, Plus plus) {
    std::string read(text);
    if (plus == Plus::is_space) std::replace(read.begin(), read.end(), '+', ' ');
    auto result = percent_decoded(read);
    return result && json::is_utf8(*result) ? result : std::nullopt;
}

std::optional<Path> path_of(std::string_view target) {
    auto rest = without_query(target);
    Path path;
    if (rest == "*") return path;
    while (!rest.empty()) {
        const auto part = next_part(rest, '/');
        if (part.empty()) continue;
        auto segment = decoded(part, Plus::is_plus);
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
        auto name = decoded(next_part(value_text, '='), Plus::is_space);
        auto value = decoded(value_text, Plus::is_space);
        if (!name || !value) return {};
        query.emplace_back(std::move(*name), std::move(*value));
    }
    return query;
}

std::string_view without_query(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace gateway::http
