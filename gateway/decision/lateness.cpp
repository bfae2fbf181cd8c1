#include "gateway/decision/lateness.h"

#include <algorithm>

namespace gateway {

void Lateness::heard(Lag lag, SteadyTime now) {
    watch_the_hands(lag, now);
    if (!usual_) usual_ = lag;
    // What was taken for the usual lag is of a memory that is being emptied: the clock is taken for right then.
    if (is_of_a_burst(lag, now)) usual_ = std::min(lag, Lag(0));
    is_confirmed_ |= newest_ && now - newest_->at >= kApart && std::chrono::abs(lag - *usual_) <= kUnrest;
    newest_ = Word{lag, now};
    const bool is_fresh = std::chrono::abs(lag - *usual_) <= kUnrest;
    const bool is_a_little_fresher = lag < *usual_ && *usual_ - lag <= std::chrono::minutes(2);
    if (is_fresh || is_a_little_fresher) {
        usual_ = std::min(*usual_, lag);
        another_.reset();
        return;
    }
    if (!another_ || std::chrono::abs(lag - another_->lag) > kSame) {
        another_ = Word{lag, now};
        return;
    }
    another_->lag = std::min(another_->lag, lag);
    if (now - another_->at < kApart) return;
    another_->at = now;
    if (++another_->witnesses < kWitnesses) return;
    usual_ = another_->lag;
    is_confirmed_ = true;
    another_.reset();
}

bool Lateness::is_of_a_burst(Lag lag, SteadyTime now) const {
    return !is_confirmed_ && newest_ && now - newest_->at<kApart&& * usual_ - lag> kSame;
}

void Lateness::watch_the_hands(Lag lag, SteadyTime now) {
    constexpr std::chrono::seconds kOneTime{1};
    const auto passed = still_ ? std::chrono::duration_cast<Lag>(now - still_->at) : Lag(0);
    const bool is_the_same_time = still_ && std::chrono::abs(lag - still_->lag - passed) < kOneTime;
    if (is_the_same_time && passed < kApart) return;
    still_ = Word{lag, now, is_the_same_time ? still_->witnesses + 1 : 1};
}

void Lateness::shift(Lag step) {
    if (usual_) *usual_ += step;
    another_.reset();
    still_.reset();
}

Lateness::Lag Lateness::of(Lag lag) const {
    if (!usual_ || stands_still()) return Lag(0);
    // Of a clock that is ahead nothing but a second word, not in one go with the first, tells how old a value is.
    if (!is_confirmed_ && *usual_ < -kSameClock) return kMayBeAsOld;
    // The first words may be of a memory that is being emptied: until they are borne out the clock is taken for right.
    const Lag usual = !is_confirmed_ && *usual_ > kSame ? Lag(0) : *usual_;
    return lag - usual > kUnrest ? lag - usual : Lag(0);
}

}  // namespace gateway
