#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

/// One source file, named from the repository's root ("json/parse.cpp").
struct SourceFile {
    std::string path;
    std::vector<std::string> lines;
};

using SourceTree = std::vector<SourceFile>;

inline bool starts_with(const std::string& text, const std::string& prefix) {
    return text.compare(0, prefix.size(), prefix) == 0;
}

SourceFile source_file(const std::string& path, const std::string& text);

/// All .h and .cpp files in the folders that hold our code.
SourceTree read_sources(const std::filesystem::path& root);

/// What the file includes, without brackets or quotes.
std::vector<std::string> includes_of(const SourceFile& file);

/// The .cpp files that reach a header starting with `prefix`, themselves or through headers of the tree.
std::set<std::string> translation_units_reaching(const SourceTree& tree, const std::string& prefix);
