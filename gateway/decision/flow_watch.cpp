#include "gateway/decision/flow_watch.h"

#include <cmath>
#include <numeric>

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
    const auto step = step_mwh_;
    *this = {};
    step_mwh_ = step;
}

void FlowWatch::learn_step(const Sample& sample) {
    if (!sample.register_wh || !reference_->register_wh) return;
    const auto rise = std::llround((*sample.register_wh - *reference_->register_wh) * 1000);
    if (rise > 0) step_mwh_ = std::gcd(step_mwh_, static_cast<std::int64_t>(rise));
}

void FlowWatch::see(const Sample& sample) {
    look_for_ice(sample);
    if (!reference_) {
        reference_ = sample;
        return;
    }
    if (sample.at - reference_->at < kApart) return;
    learn_step(sample);
    if (shows_flow(sample)) {
        if (!flows_since_) flows_since_ = reference_->at;
        last_flow_ = sample.at;
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
    if (step_mwh_ > 0) return step_wh();
    double step = 1000;
    while (step > 1 && std::fmod(*still_since_->register_wh, step) != 0) step /= 10;
    return step;
}

void FlowWatch::look_for_ice(const Sample& sample) {
    if (!sample.kilowatts || !sample.register_wh) return;
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
    may_be_frozen_ = span >= kApart && should_have_risen >= 2 * granularity();
    is_frozen_ = may_be_frozen_ && still_samples_ >= kFrozenSamples && span >= kFrozenAfter;
}

}  // namespace gateway
