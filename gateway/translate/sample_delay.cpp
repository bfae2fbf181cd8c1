#include "gateway/translate/sample_delay.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kApart{5};
constexpr int kWitnesses = 3;

}  // namespace

/// Other values under the same time: that clock tells nothing.
bool SampleDelay::stands_still(const Last& now) const {
    if (!last_ || now.told != last_->told) return false;
    return clock_stands_ || (now.received - last_->received >= kApart && now.content != last_->content);
}

bool SampleDelay::is_new_clock(Span offset, SteadyTime received) {
    if (!candidate_ || std::chrono::abs(offset - candidate_->offset) > kUnrest) {
        candidate_ = Candidate{offset, received};
        return false;
    }
    if (received - candidate_->at < kApart) return false;
    candidate_->at = received;
    return ++candidate_->witnesses >= kWitnesses;
}

SampleDelay::Verdict SampleDelay::judge(UtcTime told, SteadyTime received, double content) {
    const Last now{told, received, content};
    // Or another phase that draws the same, in a message of its own: it waited as long.
    if (!clock_stands_ && last_ && last_->told == told && last_->content == content) return {last_waited_, false, true};
    last_waited_ = Span(0);
    clock_stands_ = stands_still(now);
    last_ = now;
    if (clock_stands_) {
        least_.reset();
        return {};
    }
    const Span offset = received.time_since_epoch() - std::chrono::duration_cast<Span>(told.time_since_epoch());
    const bool is_least = !least_ || offset < *least_;
    if (!is_least && offset - *least_ > kUnrest && !is_new_clock(offset, received)) {
        last_waited_ = offset - *least_;
        return {last_waited_, false, false};
    }
    const bool others_waited = is_least && least_ && *least_ - offset > kUnrest;
    if (is_least || offset - *least_ > kUnrest) least_ = offset;
    candidate_.reset();
    return {Span(0), others_waited, false};
}

}  // namespace gateway
