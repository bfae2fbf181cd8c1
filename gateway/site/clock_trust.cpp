#include "gateway/site/clock_trust.h"

namespace gateway {

namespace {

constexpr std::chrono::hours kMoved{1}, kBelievedAgainAfter{24}, kOffAtMost{7 * 24};

std::chrono::milliseconds milliseconds_of(SteadyTime::duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time);
}

}  // namespace

void ClockTrust::look(UtcTime utc, SteadyTime now, bool is_synchronised) {
    why_not_ = judged(utc, now, is_synchronised);
    last_seen_ = utc;
    last_look_ = now;
}

std::string ClockTrust::judged(UtcTime utc, SteadyTime now, bool is_synchronised) {
    // How long an earlier process has been off nobody knows: a week is believed, and a step back never.
    const auto passed = last_look_ ? milliseconds_of(now - *last_look_) : std::chrono::milliseconds(0);
    const bool has_moved_back = last_seen_ && utc < *last_seen_ + passed - kMoved;
    const bool has_moved_on = last_seen_ && utc > *last_seen_ + passed + (last_look_ ? kMoved : kOffAtMost);
    if (has_moved_back || has_moved_on) moved_at_ = now;
    if (is_synchronised || (moved_at_ && now - *moved_at_ >= kBelievedAgainAfter)) moved_at_.reset();
    if (utc < built_at_) return "the clock shows a day before this program was built";
    if (moved_at_) return "the clock has moved by more than an hour";
    return {};
}

}  // namespace gateway
