#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "canonical/time.h"
#include "canonical/wall_time.h"

/// "2026-07-01T09:00:00Z" as the instant it is.
inline canonical::UtcTime instant(const std::string& text) {
    REQUIRE(text.size() == 20);
    const auto shown = canonical::wall_time_from(text.substr(0, 19));
    REQUIRE(shown);
    return canonical::UtcTime{shown->time_since_epoch()};
}

inline std::string text(const std::optional<canonical::UtcTime>& time) {
    return time ? canonical::to_text(*time) : "none";
}
