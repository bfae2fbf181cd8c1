#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A request target taken apart: split first, then percent-decoded once, so that an escaped slash stays
/// inside its segment. Pure.
namespace gateway::http {

using Path = std::vector<std::string>;
using Query = std::vector<std::pair<std::string, std::string>>;

enum class Plus { is_plus, is_space };  ///< a blank in queries (HTML forms), itself in paths

/// Nothing when an escape is malformed, or stands for NUL, or the result is not UTF-8.
std::optional<std::string> decoded(std::string_view text, Plus plus);

/// Non-empty segments; nothing when one cannot be decoded or is "." or ".." (who sends these means a file
/// system).
std::optional<Path> path_of(std::string_view target);

/// Pairs in the order sent; a name without "=" has an empty value.
std::optional<Query> query_of(std::string_view target);

/// The target up to its "?".
std::string_view without_query(std::string_view target);

}  // namespace gateway::http
