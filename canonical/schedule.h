#pragma once

#include <optional>
#include <string_view>

/// A device's plan (contract, 5.1).
namespace canonical {

enum class ScheduleState { pending, active, completed, cancelled };
std::string_view to_text(ScheduleState state);
std::optional<ScheduleState> schedule_state_from(std::string_view text);

}  // namespace canonical
