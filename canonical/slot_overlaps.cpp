#include "canonical/duration.h"
#include "canonical/errors.h"
#include "canonical/recurrence.h"
#include "canonical/schedule_times.h"
#include "canonical/time_zone.h"

/// Slots of one plan that would be in each other's way. Measured on the clock, not in hours that pass: what a change of
/// the clocks does to a plan of every day is no reason to refuse it.
namespace canonical {

namespace {

using std::chrono::seconds;

[[noreturn]] void refuse(std::size_t slot, std::size_t with) {
    const auto name = [](std::size_t index) { return "slots[" + std::to_string(index) + "]"; };
    throw ApiError(422, "INVALID_TIME_WINDOW", name(slot) + " begins while " + name(with) + " still goes on",
                   [path = name(slot), other = name(with)](json::Writer& details) {
                       details.member("reason", "slots_overlap").member("path", path).member("conflictsWith", other);
                   });
}

/// `second` begins `later` after `first`.
bool overlap(const Slot& first, seconds later) {
    if (later == seconds{0}) return true;
    return !first.duration.empty() && later < *duration_from(first.duration);
}

/// From the time of one slot to the next time of the other on the days of the plan; empty: not within a day.
std::optional<seconds> later_by(const Slot& first, const Slot& second, bool has_neighbours) {
    const seconds later = *time_of_day_from(second.time) - *time_of_day_from(first.time);
    if (later >= seconds{0}) return later;
    if (!has_neighbours) return std::nullopt;
    return later + seconds{kDay};
}

void refuse_repeated(const Plan& plan) {
    const DayNumber anchor = day_number_of(to_wall(plan.since, plan.timezone));
    const bool has_neighbours = has_neighbouring_days(parse_recurrence(plan.rule), anchor);
    for (std::size_t first = 0; first < plan.slots.size(); ++first) {
        for (std::size_t second = 0; second < plan.slots.size(); ++second) {
            if (first == second) continue;
            const auto later = later_by(plan.slots[first], plan.slots[second], has_neighbours);
            if (later && overlap(plan.slots[first], *later)) refuse(second, first);
        }
    }
}

void refuse_single(const Plan& plan) {
    const auto due = due_slots(plan, plan.since, UtcTime::max());
    for (std::size_t first = 0; first < due.size(); ++first) {
        for (std::size_t second = first + 1; second < due.size(); ++second) {
            const auto later = std::chrono::duration_cast<seconds>(due[second].at - due[first].at);
            if (overlap(plan.slots[due[first].slot], later)) refuse(due[second].slot, due[first].slot);
        }
    }
}

}  // namespace

void refuse_overlaps(const Plan& plan) {
    if (plan.rule.empty()) refuse_single(plan);
    else refuse_repeated(plan);
}

}  // namespace canonical
