#include "gateway/decision/flow_watch.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "gateway/translate/power_reading.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kApart{10};
constexpr std::chrono::seconds kFrozenAfter{60};
constexpr int kFrozenSamples = 4;
constexpr double kVariesByKw = 0.001;
constexpr double kMostKw = 400;  // more is a register that read 0 once

double in_hours(SteadyTime::duration span) { return std::chrono::duration<double, std::ratio<3600>>(span).count(); }

}  // namespace

void FlowWatch::forget() {
    const Register known = register_;
    *this = {};
    register_ = known;
}

void FlowWatch::interrupt() {
    const FlowWatch known = *this;
    forget();
    still_since_ = known.still_since_;
    still_samples_ = known.still_samples_;
    last_seen_ = known.last_seen_;
    is_interrupted_ = still_since_.has_value();
}

/// While power flows: a register may be brought up to date by the clock.
void FlowWatch::learn_register(const Sample& sample) {
    constexpr std::chrono::minutes kLongestGap{15};
    if (sample.kilowatts && *sample.kilowatts <= kFlowingKw) rose_at_.reset();
    if (!sample.register_wh || !reference_->register_wh) return;
    const auto rise = std::llround((*sample.register_wh - *reference_->register_wh) * 1000);
    if (rise <= 0) return;
    register_.step_mwh = std::gcd(register_.step_mwh, static_cast<std::int64_t>(rise));
    ++register_.rises;
    if (rose_at_) {
        const auto gap = std::min<SteadyTime::duration>(sample.at - *rose_at_, kLongestGap);
        register_.longest_gap = std::max(register_.longest_gap, gap);
    }
    rose_at_ = sample.at;
}

/// Of one rise alone it may be any part.
double FlowWatch::step_wh() const {
    constexpr double kLargestStep_wh = 1000;
    if (register_.rises < 2) return 0;
    return std::min(kLargestStep_wh, static_cast<double>(register_.step_mwh) / 1000);
}

void FlowWatch::see(const Sample& sample) {
    look_for_ice(sample);
    if (!reference_) {
        reference_ = sample;
        return;
    }
    if (sample.at - reference_->at < kApart) return;
    learn_register(sample);
    if (shows_flow(sample)) {
        if (!flows_since_) flows_since_ = reference_->at;
        last_flow_ = sample.at;
        last_flow_from_ = reference_->at;
    }
    reference_ = sample;
}

bool FlowWatch::shows_flow(const Sample& sample) const {
    if (sample.register_wh && reference_->register_wh) {
        const double kilowatts =
            (*sample.register_wh - *reference_->register_wh) / 1000 / in_hours(sample.at - reference_->at);
        if (kilowatts > kFlowingKw && kilowatts < kMostKw) return true;
    }
    if (!sample.kilowatts || !reference_->kilowatts) return false;
    const bool both_flow = *sample.kilowatts > kFlowingKw && *reference_->kilowatts > kFlowingKw;
    return both_flow && std::fabs(*sample.kilowatts - *reference_->kilowatts) > kVariesByKw;
}

/// A register may step by a kilowatt-hour only: by no more than its rises, else what it is seen to be a multiple of.
double FlowWatch::granularity() const {
    if (register_.rises >= 2) return step_wh();
    double step = 1000;
    while (step > 1 && std::fmod(*still_since_->register_wh, step) != 0) step /= 10;
    return step;
}

void FlowWatch::look_for_ice(const Sample& sample) {
    if (!sample.kilowatts || !sample.register_wh) return;
    const bool may_be_a_glitch = *sample.register_wh <= 0 && still_since_ && *still_since_->register_wh > 0;
    if (may_be_a_glitch && !std::exchange(zero_was_told_, true)) return;
    zero_was_told_ = false;
    const SteadyTime seen_before = std::exchange(last_seen_, sample.at);
    if (std::exchange(is_interrupted_, false)) still_since_->at += sample.at - seen_before;
    const bool is_still = still_since_ && *sample.kilowatts > kFlowingKw &&
                          *still_since_->register_wh == *sample.register_wh &&
                          std::fabs(*still_since_->kilowatts - *sample.kilowatts) <= kVariesByKw;
    if (!is_still) {
        still_since_ = sample;
        still_samples_ = 1;
        is_frozen_ = may_be_frozen_ = false;
        return;
    }
    ++still_samples_;
    const auto span = sample.at - still_since_->at;
    const double should_have_risen = *sample.kilowatts * 1000 * in_hours(span);
    const bool is_overdue = span >= kApart && 2 * span > 3 * register_.longest_gap;
    may_be_frozen_ = is_overdue && should_have_risen >= 2 * granularity();
    is_frozen_ = may_be_frozen_ && still_samples_ >= kFrozenSamples && span >= kFrozenAfter;
}

}  // namespace gateway
