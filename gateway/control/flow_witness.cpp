#include "gateway/control/flow_witness.h"

#include "gateway/translate/power_reading.h"

namespace gateway {

namespace {

constexpr double kFlowingWatts = kFlowingKw * 1000;
constexpr std::chrono::seconds kFrozenAfter{60};
/// More samples than that within ten seconds are thinned out.
constexpr std::size_t kMostSamples = 16;

}  // namespace

bool FlowWitness::shows_flow(const Sample& before, const Sample& after) {
    if (before.wh && after.wh && *after.wh > *before.wh) return true;
    const bool both_draw = before.watts && after.watts && *before.watts > kFlowingWatts && *after.watts > kFlowingWatts;
    return both_draw && *before.watts != *after.watts;
}

void FlowWitness::take(const Sample& sample, SteadyTime received) {
    if (!sample.wh && !sample.watts) return;
    const bool draws = sample.watts && *sample.watts > kFlowingWatts;
    const bool moved = !samples_.empty() && shows_flow(samples_.back().sample, sample);
    if (!draws || moved) still_since_.reset();
    else if (!still_since_) still_since_ = received;
    while (samples_.size() > 1 && received - samples_[1].received >= kApart) samples_.pop_front();
    if (!samples_.empty() && received - samples_.front().received >= kApart &&
        shows_flow(samples_.front().sample, sample)) {
        flowed_at_ = received;
    }
    if (samples_.size() < kMostSamples) samples_.push_back({sample, received});
}

bool FlowWitness::is_frozen(SteadyTime now) const { return still_since_ && now - *still_since_ >= kFrozenAfter; }

}  // namespace gateway
