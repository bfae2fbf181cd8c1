#include "tests/end_to_end/text_search.h"

#include <filesystem>
#include <sstream>

#include "tests/end_to_end/child_process.h"

namespace end_to_end {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string line_with(const std::string& text, const std::string& part) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.find(part) != std::string::npos) return line;
    }
    return {};
}

std::vector<std::string> files_with(const std::string& directory, const std::string& text) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        if (read_file(entry.path().string()).find(text) != std::string::npos)
            found.push_back(entry.path().filename().string());
    }
    return found;
}

}  // namespace end_to_end
