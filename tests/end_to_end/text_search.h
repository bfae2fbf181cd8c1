#pragma once

#include <string>
#include <vector>

namespace end_to_end {

std::string first_line(const std::string& text);
/// The first line that contains `part`; empty: none does.
std::string line_with(const std::string& text, const std::string& part);
/// Names of the files below a directory that hold the text.
std::vector<std::string> files_with(const std::string& directory, const std::string& text);

}  // namespace end_to_end
