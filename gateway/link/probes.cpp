#include "gateway/link/probes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gateway {

void Probes::add(Clock::time_point deadline, Answer answer) { waiting_.push_back({deadline, std::move(answer)}); }

void Probes::answer_all(bool is_alive) {
    if (!waiting_.empty()) answer_each(std::exchange(waiting_, {}), is_alive);
}

void Probes::answer_overdue(Clock::time_point now) {
    const auto due = std::stable_partition(waiting_.begin(), waiting_.end(),
                                           [now](const Waiting& each) { return each.deadline > now; });
    const std::vector<Waiting> overdue(std::make_move_iterator(due), std::make_move_iterator(waiting_.end()));
    waiting_.erase(due, waiting_.end());
    answer_each(overdue, false);
}

Probes::Clock::time_point Probes::next_deadline() const {
    auto next = Clock::time_point::max();
    for (const Waiting& each : waiting_) next = std::min(next, each.deadline);
    return next;
}

void Probes::answer_each(const std::vector<Waiting>& waiting, bool is_alive) {
    for (const Waiting& each : waiting) each.answer(is_alive);
}

}  // namespace gateway
