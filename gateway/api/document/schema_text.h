#pragma once

#include <string>
#include <string_view>

#include "json/value.h"

namespace gateway {

/// The last word of a "$ref".
std::string_view referred(json::Value reference);
/// A schema's type in one line of HTML: a link to a named one, "text", "number or null", "one of a, b".
std::string type_html(json::Value schema);
/// The members of an object's schema as a table, nested ones below with their path; empty where it has none.
std::string members_html(json::Value schema);

}  // namespace gateway
