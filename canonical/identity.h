#pragma once

#include <string_view>

namespace canonical {

/// Charger identities match ignoring ASCII case; other letters are compared as they are.
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace canonical
