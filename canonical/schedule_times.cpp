#include "canonical/schedule_times.h"

#include <algorithm>
#include <tuple>

#include "canonical/duration.h"
#include "canonical/recurrence.h"
#include "canonical/time_zone.h"

namespace canonical {

namespace {

/// A moment at which a slot fires, and what its clock was meant to show: two that a skipped hour pushes together keep
/// their order.
struct Firing {
    UtcTime at;
    WallTime shown;
    std::size_t slot;
    bool operator<(const Firing& other) const {
        return std::tie(at, shown, slot) < std::tie(other.at, other.shown, other.slot);
    }
};

/// The days on which a plan's `time` slots fire.
class Days {
  public:
    explicit Days(const Plan& plan)
        : plan_(plan),
          rule_(plan.rule.empty() ? once() : parse_recurrence(plan.rule)),
          anchor_(day_number_of(to_wall(plan.since, plan.timezone))) {}

    /// When the slot fires first after `after`; empty when it does not any more.
    std::optional<Firing> next(std::size_t slot, UtcTime after) const {
        const auto time = *time_of_day_from(plan_.slots[slot].time);
        auto firing = first_after(slot, time, anchor_, plan_.since);
        if (!firing) return std::nullopt;
        const DayNumber first = day_number_of(firing->shown);
        // The clock may have shown the slot's time on the day before and yet be moved behind `after`.
        if (after > plan_.since) {
            firing = first_after(slot, time, std::max(first, day_number_of(to_wall(after, plan_.timezone)) - 1), after);
        }
        if (!firing || is_over(first, *firing)) return std::nullopt;
        return firing;
    }

  private:
    std::optional<Firing> first_after(std::size_t slot, std::chrono::seconds time, DayNumber from,
                                      UtcTime after) const {
        while (const auto day = next_day(rule_, anchor_, from)) {
            const WallTime shown = midnight_of(*day) + time;
            const UtcTime at = to_utc(shown, plan_.timezone);
            if (at > after) return Firing{at, shown, slot};
            from = *day + 1;
        }
        return std::nullopt;
    }

    bool is_over(DayNumber first, const Firing& firing) const {
        const DayNumber day = day_number_of(firing.shown);
        return (rule_.until_instant && firing.at > *rule_.until_instant) ||
               (rule_.until_day && day > *rule_.until_day) ||
               (rule_.count && day > day_after(rule_, anchor_, first, *rule_.count - 1));
    }

    const Plan& plan_;
    Recurrence rule_;
    DayNumber anchor_;
};

std::optional<Firing> next_of(const Plan& plan, const Days& days, std::size_t slot, UtcTime after) {
    const auto& at = plan.slots[slot].at;
    if (!at) return days.next(slot, after);
    if (*at <= std::max(after, plan.since)) return std::nullopt;
    return Firing{*at, to_wall(*at, plan.timezone), slot};
}

std::optional<UtcTime> end_of(const Slot& slot, UtcTime at) {
    if (slot.duration.empty()) return std::nullopt;
    return at + *duration_from(slot.duration);
}

}  // namespace

std::vector<DueSlot> due_slots(const Plan& plan, UtcTime after, UtcTime until) {
    const Days days(plan);
    std::vector<Firing> firings;
    for (std::size_t slot = 0; slot < plan.slots.size(); ++slot) {
        auto firing = next_of(plan, days, slot, after);
        for (; firing && firing->at <= until; firing = next_of(plan, days, slot, firing->at))
            firings.push_back(*firing);
    }
    std::sort(firings.begin(), firings.end());
    std::vector<DueSlot> due;
    for (const Firing& firing : firings) {
        due.push_back({firing.slot, firing.at, end_of(plan.slots[firing.slot], firing.at)});
    }
    return due;
}

std::optional<UtcTime> next_fire(const Plan& plan, UtcTime after) {
    const Days days(plan);
    std::optional<UtcTime> next;
    for (std::size_t slot = 0; slot < plan.slots.size(); ++slot) {
        const auto firing = next_of(plan, days, slot, after);
        if (firing && (!next || firing->at < *next)) next = firing->at;
    }
    return next;
}

}  // namespace canonical
