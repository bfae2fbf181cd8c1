#pragma once

#include <optional>
#include <string_view>

namespace json {

/// The bytes of a member's value as they stand in the text of an object, from its first to its last; nothing where no
/// member is written with that name. The text must be JSON that was parsed before. Pure; any thread.
std::optional<std::string_view> raw_member(std::string_view object, std::string_view name);

}  // namespace json
