#include "gateway/inspection/raw_call.h"

#include <algorithm>
#include <vector>

namespace gateway {

void RawCallLine::push(RawCall call, SteadyTime now) {
    if (waiting_.size() >= kMostWaiting) return call.done({RawOutcome::Status::queue_full, {}, {}, {}, {}});
    const SteadyTime send_before = now + call.timeout;
    waiting_.push_back({std::move(call), send_before});
}

RawCall RawCallLine::take_first() {
    RawCall first = std::move(waiting_.front().call);
    waiting_.pop_front();
    return first;
}

std::optional<SteadyTime> RawCallLine::expire(SteadyTime now) {
    std::vector<Waiting> late;  // nearly always empty, and an empty deque takes memory
    std::optional<SteadyTime> next;
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        const bool is_late = now >= at->send_before;
        if (!is_late) keep_earlier(next, at->send_before);
        if (is_late) late.push_back(std::move(*at));
        at = is_late ? waiting_.erase(at) : std::next(at);
    }
    for (const Waiting& each : late) each.call.done({RawOutcome::Status::timed_out, {}, {}, {}, {}});
    return next;
}

void RawCallLine::end_all(RawOutcome::Status status) {
    ocpp::LazyDeque<Waiting> ended;
    ended.swap(waiting_);
    for (const Waiting& each : ended) each.call.done({status, {}, {}, {}, {}});
}

}  // namespace gateway
