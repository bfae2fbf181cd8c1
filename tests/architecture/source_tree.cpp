#include "source_tree.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

namespace {

constexpr const char* kFolders[] = {"json", "canonical", "ocpp", "storage", "simulators", "gateway", "tests", "fuzz"};

bool is_source(const std::filesystem::path& path) {
    const auto extension = path.extension();
    const std::string text = path.generic_string();
    return (extension == ".h" || extension == ".cpp") && text.find("/node_modules/") == std::string::npos;
}

bool ends_with(const std::string& text, const std::string& ending) {
    return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

SourceFile source_file(const std::string& path, const std::string& text) {
    SourceFile file{path, {}};
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) file.lines.push_back(line);
    return file;
}

SourceTree read_sources(const std::filesystem::path& root) {
    SourceTree tree;
    for (const char* folder : kFolders) {
        if (!std::filesystem::exists(root / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            if (!entry.is_regular_file() || !is_source(entry.path())) continue;
            std::stringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            tree.push_back(source_file(entry.path().lexically_relative(root).generic_string(), text.str()));
        }
    }
    return tree;
}

std::vector<std::string> includes_of(const SourceFile& file) {
    static const std::regex pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    std::vector<std::string> result;
    for (const std::string& line : file.lines) {
        std::smatch match;
        if (std::regex_search(line, match, pattern)) result.push_back(match[1]);
    }
    return result;
}

std::set<std::string> translation_units_reaching(const SourceTree& tree, const std::string& prefix) {
    std::set<std::string> reaching;
    for (std::size_t before = 1; before != reaching.size();) {
        before = reaching.size();
        for (const SourceFile& file : tree) {
            const auto includes = includes_of(file);
            const bool reaches = std::any_of(includes.begin(), includes.end(), [&](const std::string& name) {
                return starts_with(name, prefix) || reaching.count(name) > 0;
            });
            if (reaches) reaching.insert(file.path);
        }
        if (before == reaching.size()) break;
    }
    std::set<std::string> units;
    for (const std::string& path : reaching) {
        if (ends_with(path, ".cpp")) units.insert(path);
    }
    return units;
}
