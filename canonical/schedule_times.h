#pragma once

#include <vector>

#include "canonical/schedule.h"

/// When a plan fires: wall-clock times stay wall-clock times over every change of the clocks. Pure;
/// all throw std::invalid_argument when the system does not know the plan's zone (any more).
namespace canonical {

struct DueSlot {
    std::size_t slot = 0;  ///< index into the plan's slots
    UtcTime at{};
    std::optional<UtcTime> end;  ///< of its window: `at` and the duration, in hours that pass
};

/// The slots that fire in (after, until], in the order in which they do.
std::vector<DueSlot> due_slots(const Plan& plan, UtcTime after, UtcTime until);
/// The first instant after `after` at which a slot fires; empty when none is left.
std::optional<UtcTime> next_fire(const Plan& plan, UtcTime after);

/// 422 INVALID_TIME_WINDOW (details.reason "slots_overlap") where one slot's window holds the time of another, or two
/// begin together.
void refuse_overlaps(const Plan& plan);

}  // namespace canonical
