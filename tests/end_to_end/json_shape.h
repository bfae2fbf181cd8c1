#pragma once

#include <set>
#include <string>

#include "json/value.h"

namespace end_to_end {

/// Every member path of a JSON text with its type, one line each: "data.state.currentPower number". Elements of an
/// array are "[]"; an empty object or array is a line of its own.
using Shape = std::set<std::string>;

Shape shape_of(json::Value value);
Shape shape_of(const std::string& json);

/// The shape without everything at and below a path.
Shape without(Shape shape, const std::string& path);

}  // namespace end_to_end
