#include "gateway/control/register_series.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::size_t kMostRuns = 16;

double distance(double low, double high, double value) {
    return value < low ? low - value : std::max(0.0, value - high);
}

}  // namespace

RegisterSeries::RegisterSeries(const RegisterReading& start) : began_told_(start.told) {
    runs_.push_back({start, start, false, true});
}

void RegisterSeries::take(const RegisterReading& reading, double most_kw) {
    const RegisterReading before = readings_++ == 0 ? reading : last_;
    if (readings_ == 1) first_ = reading;
    last_ = reading;
    was_above_zero_ |= reading.wh > 0;
    if (is_known(reading)) return;
    fell_ |= reading.wh < before.wh && reading.told >= before.told;
    const auto best = best_run(reading, most_kw);
    if (!best) return begin_run(reading);
    Run& run = runs_[*best];
    extend(run, fit_of(run, reading, most_kw), reading);
}

/// A repeat, a late one, or one out of the charger's memory.
bool RegisterSeries::is_known(const RegisterReading& reading) const {
    return std::any_of(runs_.begin(), runs_.end(), [&](const Run& run) {
        return reading.wh >= run.first.wh && reading.wh <= run.last.wh && reading.told >= run.first.told &&
               reading.told <= run.last.told && !run.is_start;
    });
}

RegisterSeries::Fit RegisterSeries::fit_of(const Run& run, const RegisterReading& reading, double most_kw) const {
    const double rise = reading.wh - run.last.wh;
    if (rise >= 0 && can_flow(rise, longest_between(run.last, reading), most_kw))
        return reading.told >= run.last.told ? Fit::later : Fit::after_a_step;
    const double before = run.first.wh - reading.wh;
    const bool is_of_session = !began_told_ || reading.told >= *began_told_;
    const bool is_older = before >= 0 && reading.told <= run.first.told && is_of_session && !run.is_start;
    return is_older && can_flow(before, longest_between(reading, run.first), most_kw) ? Fit::earlier : Fit::none;
}

/// The newest run that has risen; else, of those that may be glitches, the nearest.
std::optional<std::size_t> RegisterSeries::best_run(const RegisterReading& reading, double most_kw) const {
    std::optional<std::size_t> nearest;
    const auto far = [&](std::size_t i) { return distance(runs_[i].first.wh, runs_[i].last.wh, reading.wh); };
    for (std::size_t i = runs_.size(); i-- > 0;) {
        if (fit_of(runs_[i], reading, most_kw) == Fit::none) continue;
        if (runs_[i].has_risen) return i;
        if (!nearest || far(i) < far(*nearest)) nearest = i;
    }
    return nearest;
}

void RegisterSeries::extend(Run& run, Fit fit, const RegisterReading& reading) {
    const double rise = reading.wh - run.last.wh;
    switch (fit) {
        case Fit::none:
            return;
        case Fit::later:
            run.has_risen |= rise > 0;
            run.is_start = false;
            run.last = reading;
            return;
        case Fit::earlier:
            run.has_risen |= reading.wh < run.first.wh;
            run.first = reading;
            return;
        case Fit::after_a_step:
            // A register that stands still may as well be a repeat.
            if (rise <= 0) return;
            clock_stepped_ |= (run.last.told < kPlausibleFrom) == (reading.told < kPlausibleFrom);
            RegisterReading joint = reading;
            joint.wh = run.last.wh;
            run.is_start = false;
            runs_.push_back({joint, reading, true, false});
            return make_room();
    }
}

void RegisterSeries::begin_run(const RegisterReading& reading) {
    runs_.push_back({reading, reading, false, false});
    make_room();
}

/// The oldest that may be a glitch goes first.
void RegisterSeries::make_room() {
    if (runs_.size() <= kMostRuns) return;
    auto oldest = std::find_if(runs_.begin(), runs_.end() - 1, [](const Run& run) { return !run.has_risen && !run.is_start; });
    if (oldest == runs_.end() - 1) oldest = runs_.begin();
    settled_wh_ += oldest->last.wh - oldest->first.wh;
    runs_.erase(oldest);
}

double RegisterSeries::sum() const {
    double wh = settled_wh_;
    for (const Run& run : runs_) wh += run.last.wh - run.first.wh;
    return wh;
}

std::optional<double> RegisterSeries::rise_to(const RegisterReading& stop, double most_kw) const {
    const auto best = best_run(stop, most_kw);
    if (!best || runs_[*best].is_start || stop.wh < runs_[*best].last.wh) return std::nullopt;
    return stop.wh - runs_[*best].last.wh;
}

bool RegisterSeries::began_with_start() const {
    return readings_ > 0 && began_told_ && std::none_of(runs_.begin(), runs_.end(), [](const Run& run) { return run.is_start; });
}

void RegisterSeries::put(NumberRow& row) const {
    row.put(static_cast<double>(runs_.size()));
    for (const Run& run : runs_) {
        run.first.put(row);
        run.last.put(row);
        row.put(run.has_risen).put(run.is_start);
    }
    row.put(began_told_.has_value()).put(began_told_.value_or(UtcTime{}));
    first_.put(row);
    last_.put(row);
    row.put(readings_).put(settled_wh_).put(fell_).put(clock_stepped_).put(was_above_zero_);
}

RegisterSeries RegisterSeries::taken(NumberRow& row) {
    RegisterSeries series;
    series.runs_.resize(row.take_count(kMostRuns));
    for (Run& run : series.runs_) {
        run.first = RegisterReading::taken(row);
        run.last = RegisterReading::taken(row);
        run.has_risen = row.take() != 0;
        run.is_start = row.take() != 0;
    }
    const bool has_began = row.take() != 0;
    const UtcTime began = row.take_time();
    if (has_began) series.began_told_ = began;
    series.first_ = RegisterReading::taken(row);
    series.last_ = RegisterReading::taken(row);
    series.readings_ = static_cast<int>(row.take());
    series.settled_wh_ = row.take();
    series.fell_ = row.take() != 0;
    series.clock_stepped_ = row.take() != 0;
    series.was_above_zero_ = row.take() != 0;
    return series;
}

}  // namespace gateway
