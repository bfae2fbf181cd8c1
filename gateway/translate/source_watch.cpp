#include "gateway/translate/source_watch.h"

#include <algorithm>
#include <cmath>

namespace gateway {

namespace {

constexpr int kTimesToTrust = 3;
constexpr double kTenthAgreement = 0.1;   // any absurd value may come near ten times another
constexpr double kEnergyAgreement = 0.5;  // of energies the ends are less certain
constexpr double kTooLittle = 0.75;       // a clamp that is dead, a phase without one, half of a voltage
constexpr double kSilent = 0.1;           // what tells less than a tenth of the energy tells none
constexpr double kFactors[] = {1, 1000, 0.001, 10, 0.1};
constexpr double kLeastKw = 0.25, kMostPlausibleKw = 400;
constexpr std::size_t kSteps = 4;
constexpr std::chrono::duration<double> kLongestGap{180};

bool agree(double a, double b, double share) { return std::fabs(a - b) <= share * std::fabs(b); }

bool is_plausible(double kilowatts) { return kilowatts >= kLeastKw && kilowatts <= kMostPlausibleKw; }

/// What makes the one the other; 0 where nothing does.
double factor_between(double own, double other, double share) {
    for (const double factor : kFactors) {
        const bool is_tenth = factor == 10 || factor == 0.1;
        if (agree(own * factor, other, is_tenth ? std::min(share, kTenthAgreement) : share)) return factor;
    }
    return agree(-own, other, share) ? -1 : 0;
}

}  // namespace

void SourceWatch::Finding::take(double factor) {
    times_ = factor == suspected_ ? times_ + 1 : 1;
    suspected_ = factor;
    if (times_ < kTimesToTrust) return;
    known_ = true;
    factor_ = factor;
}

void SourceWatch::told(double kilowatts, SteadyTime at) {
    const bool goes_on = told_ > 0 && at - telling_.at <= kOneTelling;
    if (goes_on) own_wh_ -= telling_.wh;
    else telling_ = {at, last_at_, last_kw_, 0};
    const std::chrono::duration<double> time = at - telling_.before_at;
    const bool is_first = told_ == 0 || (goes_on && told_ == 1);
    telling_.wh = !is_first && time <= kLongestGap ? (kilowatts + telling_.before_kw) / 2 * time.count() / 3.6 : 0;
    own_wh_ += telling_.wh;
    if (!is_first && time > kLongestGap) marks_.clear();
    last_kw_ = kilowatts;
    last_at_ = at;
    if (!goes_on) ++told_;
}

void SourceWatch::register_rose_to(double risen_wh, std::optional<double> step_wh, SteadyTime at) {
    // Of the first telling nobody knows yet how long it lasts.
    const bool only_begins = told_ == 1 && at > telling_.at && at - telling_.at <= kOneTelling;
    if (told_ == 0 || only_begins) return;
    if (!marks_.empty() && risen_wh <= marks_.back().register_wh) return;
    // Where the register is told in a message before this source, what was told last goes on until then.
    const std::chrono::duration<double> since = at - last_at_;
    const double own_wh = own_wh_ + (since <= kLongestGap ? last_kw_ * std::max(since.count(), 0.0) / 3.6 : 0);
    marks_.push_back({risen_wh, own_wh});
    if (marks_.size() < kSteps) return;
    const double rise = risen_wh - marks_.front().register_wh, own = own_wh - marks_.front().own_wh;
    marks_.pop_front();
    const double factor = factor_between(own, rise, kEnergyAgreement);
    if ((factor == 1000 || factor == 0.001) && is_plausible(last_kw_)) return;  // the register's label is wrong
    // The amount has to fit, too: what wraps is negative as well.
    if (factor == -1 && !agree(-own, rise, kSamePower)) return;
    const bool tells_too_little = step_wh && own < kTooLittle * (rise - *step_wh);
    if (tells_too_little && (factor == 0 || factor == 1)) return by_register_.take(0);
    if (factor != 0) by_register_.take(factor);
    else if (std::fabs(own) < kSilent * rise) by_register_.take(0);
}

void SourceWatch::compare(double kilowatts, double other_kw, bool may_set_aside) {
    const double factor = factor_between(kilowatts, other_kw, kSamePower);
    const bool is_label = factor == 1000 || factor == 0.001;
    if (factor == 1 || (is_label && is_plausible(other_kw))) moment_.take(factor);
    else if (may_set_aside) moment_.take(0);
}

void SourceWatch::forget_session() {
    marks_.clear();
    told_ = 0;
}

std::string SourceWatch::words() const {
    if (is_set_aside()) return "set aside: the other sources tell of another power";
    if (factor() == 1) return {};
    if (factor() == -1) return "its sign is turned";
    const bool by_more = factor() > 1;
    const auto times = std::to_string(std::lround(by_more ? factor() : 1 / factor()));
    return std::string("corrected: ") + (by_more ? "times " : "divided by ") + times;
}

}  // namespace gateway
