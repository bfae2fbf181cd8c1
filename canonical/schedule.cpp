#include "canonical/schedule.h"

#include <array>

namespace canonical {

namespace {

constexpr std::array kStates = {ScheduleState::pending, ScheduleState::active, ScheduleState::completed,
                                ScheduleState::cancelled};

}  // namespace

std::string_view to_text(ScheduleState state) {
    switch (state) {
        case ScheduleState::pending: return "pending";
        case ScheduleState::active: return "active";
        case ScheduleState::completed: return "completed";
        case ScheduleState::cancelled: return "cancelled";
    }
    return {};
}

std::optional<ScheduleState> schedule_state_from(std::string_view text) {
    for (const auto state : kStates) {
        if (to_text(state) == text) return state;
    }
    return std::nullopt;
}

}  // namespace canonical
