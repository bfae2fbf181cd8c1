#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ocpp {

/// Deviations that lenient reading accepts; counted per charger so that an operator can see them.
enum class Quirk {
    control_characters,
    unknown_field,
    missing_field,
    wrong_type,
    unusable_value,
    text_too_long,
    number_out_of_range,
    unknown_name,
    bad_timestamp,
    empty_array,
    odd_envelope,
    broken_json,
    ignored_message,   ///< nothing could be done with it
    unmatched_answer,  ///< too late, twice, or to nothing that was asked
    repaired_json,     ///< no JSON, but it could mean one thing only
    late_answer,       ///< after its time-out, and it counted
    count_
};

constexpr std::array<std::string_view, static_cast<std::size_t>(Quirk::count_)> kQuirkNames = {
    "control_characters",  "unknown_field",    "missing_field", "wrong_type",  "unusable_value", "text_too_long",
    "number_out_of_range", "unknown_name",     "bad_timestamp", "empty_array", "odd_envelope",   "broken_json",
    "ignored_message",     "unmatched_answer", "repaired_json", "late_answer"};

struct QuirkCounters {
    std::array<std::uint64_t, static_cast<std::size_t>(Quirk::count_)> counts{};
    void raise(Quirk quirk) { ++counts[static_cast<std::size_t>(quirk)]; }
    std::uint64_t of(Quirk quirk) const { return counts[static_cast<std::size_t>(quirk)]; }
};

/// How exactly a peer's messages must follow the specification.
enum class Strictness { lenient, strict };

}  // namespace ocpp
