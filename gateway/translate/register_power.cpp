#include "gateway/translate/register_power.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace gateway {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::chrono::seconds kDelay{5};  // from measuring to receipt
constexpr double kLargestStepWh = 1000;
constexpr double kMostKw = 400, kOverRating = 1.25;
constexpr double kUnlikelyKw = 50;  // a rise above it waits for the next value, where no rating is known
constexpr std::size_t kStepsKept = 32, kGapsKept = 9;
constexpr double kNarrow = 0.4;        // bounds that are this near to each other need no longer window
constexpr double kTellingRatio = 2.5;  // and further apart than this their middle tells nothing
constexpr double kTellingKw = 1;

double kilowatts(double wh, Seconds time) { return wh * 3.6 / time.count(); }

bool is_narrow(const PowerReading& reading) {
    return reading.most_kw - reading.least_kw <= kNarrow * (reading.least_kw + reading.most_kw) / 2;
}

bool is_telling(const PowerReading& reading) {
    return reading.most_kw <= std::max(kTellingKw, kTellingRatio * reading.least_kw);
}

PowerReading estimate(double least_kw, double most_kw, SteadyTime since, SteadyTime at) {
    return {(least_kw + most_kw) / 2, least_kw, most_kw, since, at, PowerSource::estimated, false, false};
}

}  // namespace

double RegisterPower::most_kw() const { return rated_kw_ ? *rated_kw_ * kOverRating : kMostKw; }

/// What surely flowed from the last step, or from the first value, on is not more than `most_kw` could make.
bool RegisterPower::can_follow(const Sample& before, const Sample& next, double most_kw) const {
    if (next.wh < before.wh) return false;
    const bool since_step = last_step_ && last_step_->wh == before.wh;
    const double unseen_wh = since_step ? 0 : step_mwh_ > 0 ? static_cast<double>(step_mwh_) / 1000 : kLargestStepWh;
    const SteadyTime from = since_step ? last_step_->before : before.earliest;
    return kilowatts(next.wh - before.wh - unseen_wh, next.at - from + kDelay) <= most_kw;
}

void RegisterPower::ingest(double wh, SteadyTime received, SteadyTime::duration waited) {
    Sample sample{wh, received, received - waited};
    if (last_) sample.earliest = std::max(sample.earliest, std::min(last_->earliest, received));
    if (!last_) return start_series(sample);
    const double likely_kw = rated_kw_ ? most_kw() : kUnlikelyKw;
    // It goes on from where it stood before it fell: that was a glitch.
    const bool fell_for_a_moment = waiting_ && waiting_->wh < last_->wh && can_follow(*last_, sample, likely_kw);
    if (waiting_ && !fell_for_a_moment && can_follow(*waiting_, sample, most_kw())) {
        if (can_follow(*last_, *waiting_, most_kw())) accept(*waiting_);
        else start_series(*waiting_);
        waiting_.reset();
        return accept(sample);
    }
    waiting_.reset();
    if (can_follow(*last_, sample, likely_kw)) return accept(sample);
    waiting_ = sample;
}

void RegisterPower::forget_times() {
    last_.reset();
    waiting_.reset();
    last_step_.reset();
    steps_.clear();
}

void RegisterPower::start_series(const Sample& sample) {
    last_ = sample;
    series_since_ = sample.at;
    last_step_.reset();
    steps_.clear();
}

void RegisterPower::accept(const Sample& sample) {
    if (sample.wh > last_->wh) {
        risen_wh_ += sample.wh - last_->wh;
        learn_step(sample.wh - last_->wh);
        add_step({sample.wh, last_->earliest, sample.at});
    }
    last_ = sample;
}

void RegisterPower::learn_step(double rise_wh) {
    const auto rise = static_cast<std::int64_t>(std::llround(rise_wh * 1000));
    if (rise > 0) step_mwh_ = std::gcd(step_mwh_, rise);
}

void RegisterPower::add_step(const Step& step) {
    if (!steps_.empty()) {
        gaps_.push_back(step.seen - steps_.back().seen);
        if (gaps_.size() > kGapsKept) gaps_.pop_front();
    }
    last_step_ = step;
    steps_.push_back(step);
    if (steps_.size() > kStepsKept) steps_.pop_front();
}

/// A register may also be brought up to date by the clock: no step is due sooner than that.
Seconds RegisterPower::usual_gap() const {
    std::vector<SteadyTime::duration> gaps(gaps_.begin(), gaps_.end());
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return *middle;
}

PowerReading RegisterPower::between(const Step& first, const Step& last) const {
    const double wh = last.wh - first.wh;
    const Seconds longest = last.seen - first.before + kDelay;
    const Seconds shortest = last.before - kDelay - first.seen;
    const double most = shortest.count() > 0 ? std::min(kilowatts(wh, shortest), most_kw()) : most_kw();
    const double least = kilowatts(wh, longest);
    PowerReading reading = estimate(least, std::max(least, most), first.before, last.seen);
    // Of a wide estimate the middle lies far above what is likely: both steps made in the middle of their samples.
    const Seconds likely = Seconds((last.seen - first.seen) + (last.before - first.before)) / 2;
    if (likely.count() > 0) reading.kilowatts = std::clamp(kilowatts(wh, likely), reading.least_kw, reading.most_kw);
    return reading;
}

std::optional<PowerReading> RegisterPower::between_steps(SteadyTime since) const {
    std::optional<PowerReading> best;
    double least = 0, most = most_kw();
    for (std::size_t i = steps_.size(); i-- > 0;) {
        if (steps_[i].before < since + kDelay) break;
        if (i + 1 == steps_.size()) continue;
        const auto reading = between(steps_[i], steps_.back());
        if (reading.least_kw > most || reading.most_kw < least) break;  // there another power flowed
        least = std::max(least, reading.least_kw);
        most = std::min(most, reading.most_kw);
        best = reading;
        if (is_narrow(*best)) break;
    }
    return best;
}

/// No step was seen of late, so less than one flowed.
std::optional<PowerReading> RegisterPower::without_step(SteadyTime since) const {
    if (step_mwh_ == 0 || gaps_.empty()) return std::nullopt;
    const SteadyTime from = std::max(since, steps_.empty() ? series_since_ : steps_.back().seen);
    const Seconds shortest = last_->earliest - kDelay - from - usual_gap();
    if (shortest.count() <= 0) return std::nullopt;
    const double most = kilowatts(static_cast<double>(step_mwh_) / 1000, shortest);
    return estimate(0, std::min(most, most_kw()), from, last_->at);
}

std::optional<PowerReading> RegisterPower::power_since(SteadyTime since, SteadyTime oldest) const {
    if (!last_ || last_->earliest < oldest) return std::nullopt;
    const auto flowed = between_steps(since);
    const auto rested = without_step(since);
    const bool is_over = flowed && rested && rested->most_kw < flowed->least_kw;
    return flowed && !is_over ? flowed : rested;
}

std::optional<PowerReading> RegisterPower::power(SteadyTime oldest) const {
    const auto reading = power_since(SteadyTime{}, oldest);
    const bool is_over = reading && reading->least_kw <= 0 && between_steps(SteadyTime{});
    return reading && (reading->flows() || is_over || is_telling(*reading)) ? reading : std::nullopt;
}

void RegisterPower::forget_session() {
    steps_.clear();
    if (last_) series_since_ = last_->at;
}

}  // namespace gateway
