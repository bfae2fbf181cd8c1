#pragma once

#include <array>

namespace storage {

/// The steps from an empty file to today's tables, in order; step n leaves user_version n. A step that was
/// ever released is never edited: a change is a new step at the end.
extern const std::array<const char*, 12> migrations;

/// Every table that today's version has.
extern const std::array<const char*, 24> tables;

}  // namespace storage
