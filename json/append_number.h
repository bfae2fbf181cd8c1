#pragma once

#include <string>

namespace json {

/// As Writer::number writes it.
void append_number(std::string& out, double value);

}  // namespace json
