#pragma once

#include <string>

#include "rules.h"

/// How large a class is over all its files: its body and the bodies of all its functions, found by matching braces.
/// Constructors, destructors and operators are no methods; nested classes count for themselves.
struct ClassSize {
    std::string name;  ///< "gateway::Site": by the top folder, which is its namespace
    std::string path;  ///< of its body
    std::size_t methods = 0;
    std::size_t lines = 0;
};

std::vector<ClassSize> class_sizes(const SourceTree& tree);

/// No class of the product has more than 40 methods or 500 lines.
Violations too_large_classes(const SourceTree& tree);
