#pragma once

#include <string>
#include <string_view>

namespace json {

/// The same JSON for people: a member or element a line, indented by two; empty objects and lists stay on theirs.
/// `compact` is text of our own Writer: one value without blanks outside its strings.
std::string indented(std::string_view compact);

}  // namespace json
