#pragma once

#include <string>
#include <string_view>

#include "json/parse.h"
#include "json/writer.h"

/// REST spells members in camelCase, the command line in snake_case, as its settings.
namespace gateway {

std::string camel_case(std::string_view snake);
std::string snake_case(std::string_view camel);
/// The value with all its members' names in camelCase; texts, also those that are names, stay as they are.
void write_in_camel_case(json::Writer& out, json::Value value);

}  // namespace gateway
