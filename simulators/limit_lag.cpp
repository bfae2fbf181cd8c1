#include "simulators/limit_lag.h"

#include <algorithm>

namespace simulators {

namespace {

SteadyTime::duration in_seconds(double seconds) {
    return std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double>(seconds));
}

bool same(const CurrentLimit& a, const CurrentLimit& b) { return a.amperes == b.amperes && a.phases == b.phases; }

}  // namespace

double LimitLag::delay_s(double from_a, double to_a, double least_a, const Times& times) {
    if (to_a < least_a) return times.pause_s;
    return from_a < least_a ? times.resume_s : times.change_s;
}

CurrentLimit LimitLag::follow(const CurrentLimit& told, double least_a, const Times& times, SteadyTime now) {
    if (!in_force_) in_force_ = told;
    while (!waiting_.empty() && waiting_.front().due <= now) {
        in_force_ = waiting_.front().limit;
        waiting_.pop_front();
    }
    const CurrentLimit newest = waiting_.empty() ? *in_force_ : waiting_.back().limit;
    if (same(newest, told)) return *in_force_;
    const auto delay = in_seconds(delay_s(newest.amperes, told.amperes, least_a, times));
    if (delay.count() <= 0) {
        waiting_.clear();
        in_force_ = told;
        return told;
    }
    const SteadyTime earliest = waiting_.empty() ? now : waiting_.back().due;
    waiting_.push_back({std::max(now + delay, earliest), told});
    return *in_force_;
}

std::optional<SteadyTime> LimitLag::next() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.front().due;
}

}  // namespace simulators
