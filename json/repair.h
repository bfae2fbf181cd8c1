#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace json {

/// Some devices write what is no JSON and yet can mean one thing only: a member without its value (`"a":,`), a comma
/// before the closing bracket, NaN, numbers like `+5`, `007`, `.5`, `5.` and, in an object, `7,2`, a byte order mark in
/// front, NUL bytes behind. Gives the text with these written as JSON, what has no value as null; nothing where there
/// was none of them. Whatever else is wrong stays wrong, so the result is to be parsed like any text. Linear.
std::optional<std::string> repaired(std::string_view text);

}  // namespace json
