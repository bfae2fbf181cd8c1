#include "gateway/transactions/register_series.h"

#include <algorithm>
#include <utility>

namespace gateway {

namespace {

constexpr std::size_t kMostRuns = 16;

double distance(double low, double high, double value) {
    return value < low ? low - value : std::max(0.0, value - high);
}

}  // namespace

RegisterSeries::RegisterSeries(const RegisterReading& start) : start_(SessionStart{start, true, {}}) {
    runs_.push_back({start, start, false, true, start});
}

RegisterSeries RegisterSeries::of_session(const SessionStart& start) {
    RegisterSeries series(start.reading);
    series.start_ = start;
    return series;
}

void RegisterSeries::take(const RegisterReading& reading, double most_kw, const Telling& telling) {
    const RegisterReading before = readings_++ == 0 ? reading : last_;
    if (readings_ == 1) first_ = reading;
    last_ = reading;
    was_above_zero_ |= reading.wh > 0;
    if (telling.names_session) confirm(reading);
    if (is_known(reading)) return;
    fell_ |= reading.wh < before.wh && reading.told >= before.told;
    const auto best = best_run(reading, most_kw, telling.drawn_kw);
    if (best && changes_count(runs_[*best], reading, telling)) return;
    if (best) {
        Run& run = runs_[*best];
        if (run.is_start)
            run.first.wh = run.last.wh = begins_at(run, reading, most_kw, telling.drawn_kw).value_or(run.first.wh);
        return extend(run, fit_of(run, reading, most_kw, telling.drawn_kw), reading, telling.names_session);
    }
    const RegisterReading first =
        counts_session(reading, telling) ? RegisterReading{0, start_->reading.told, start_->reading.received} : reading;
    const auto sure = telling.names_session ? std::optional(reading) : std::nullopt;
    runs_.push_back({first, reading, first.wh < reading.wh, false, sure});
    make_room();
}

/// The first word of a count that began at 0 with the session: below the start, and what was drawn since then.
bool RegisterSeries::counts_session(const RegisterReading& reading, const Telling& telling) const {
    constexpr double kLeastShare = 0.5, kMostShare = 1.25;
    if (readings_ != 1 || !start_ || !telling.names_session || reading.wh >= start_->reading.wh) return false;
    const auto time = std::chrono::duration<double, std::ratio<3600>>(longest_between(start_->reading, reading));
    const double drawn_wh = telling.drawn_kw * 1000 * time.count();
    return drawn_wh > 0 && reading.wh >= kLeastShare * drawn_wh && reading.wh <= kMostShare * drawn_wh;
}

/// Up to there a run is the session's, whatever was told in between.
void RegisterSeries::confirm(const RegisterReading& reading) {
    for (Run& run : runs_) {
        const bool is_within = reading.wh >= run.first.wh && reading.wh <= run.last.wh &&
                               reading.told >= run.first.told && reading.told <= run.last.told && !run.is_start;
        if (is_within && (!run.sure || run.sure->wh < reading.wh)) run.sure = reading;
    }
}

/// A repeat, a late one, or one out of the charger's memory.
bool RegisterSeries::is_known(const RegisterReading& reading) const {
    return std::any_of(runs_.begin(), runs_.end(), [&](const Run& run) {
        return reading.wh >= run.first.wh && reading.wh <= run.last.wh && reading.told >= run.first.told &&
               reading.told <= run.last.told && !run.is_start;
    });
}

/// Where a run that goes on to the reading stands before it. A value of 0 is a glitch as often as a meter's word, like
/// a start of 0; only the start's may stand for what the register stood at before.
std::optional<double> RegisterSeries::begins_at(const Run& run, const RegisterReading& reading, double most_kw,
                                                double drawn_kw) const {
    const SessionStart from{run.last, !run.is_start || start_->is_sound, start_ ? start_->before : RegisterBefore()};
    const auto wh = from.began_at(reading, most_kw, drawn_kw);
    return wh && (run.is_start || *wh == run.last.wh) ? wh : std::nullopt;
}

RegisterSeries::Fit RegisterSeries::fit_of(const Run& run, const RegisterReading& reading, double most_kw,
                                           double drawn_kw) const {
    if (begins_at(run, reading, most_kw, drawn_kw))
        return reading.told >= run.last.told ? Fit::later : Fit::after_a_step;
    const double before = run.first.wh - reading.wh;
    const bool is_of_session = !start_ || reading.told >= start_->reading.told;
    const bool is_older = before >= 0 && reading.told <= run.first.told && is_of_session && !run.is_start;
    return is_older && can_flow(before, longest_between(reading, run.first), most_kw) ? Fit::earlier : Fit::none;
}

/// From a count of the session's own to the register that the start was read from: nothing has flowed.
bool RegisterSeries::changes_count(const Run& run, const RegisterReading& reading, const Telling& telling) const {
    constexpr double kUsualKw = 22, kUsualMostKw = 100, kOverDrawn = 1.5, kExact = 0.05, kWorthIt_wh = 1000;
    if (!start_ || run.is_start || start_->reading.wh <= 0) return false;
    const double rise = reading.wh - run.last.wh, beyond = rise - start_->reading.wh;
    const double likely_kw = telling.drawn_kw > 0 ? std::max(kUsualKw, kOverDrawn * telling.drawn_kw) : kUsualMostKw;
    const auto time = longest_between(run.last, reading);
    // What does not name the session tells no count of its own.
    const bool was_count = run.first.wh < start_->reading.wh && run.sure && run.sure->wh > run.first.wh;
    if (!telling.names_session && was_count && reading.wh - start_->reading.wh >= run.last.wh - run.first.wh)
        return true;
    const bool is_exact = beyond <= kExact * rise && rise >= kWorthIt_wh;
    return beyond >= -kRounding_wh &&
           (is_exact || (!can_flow(rise, time, likely_kw) && can_flow(beyond, time, likely_kw)));
}

/// The newest run that has risen; else, of those that may be glitches, the nearest.
std::optional<std::size_t> RegisterSeries::best_run(const RegisterReading& reading, double most_kw,
                                                    double drawn_kw) const {
    std::optional<std::size_t> nearest;
    const auto far = [&](std::size_t i) { return distance(runs_[i].first.wh, runs_[i].last.wh, reading.wh); };
    for (std::size_t i = runs_.size(); i-- > 0;) {
        if (fit_of(runs_[i], reading, most_kw, drawn_kw) == Fit::none) continue;
        if (runs_[i].has_risen) return i;
        if (!nearest || far(i) < far(*nearest)) nearest = i;
    }
    return nearest;
}

void RegisterSeries::extend(Run& run, Fit fit, const RegisterReading& reading, bool names_session) {
    const double rise = reading.wh - run.last.wh;
    switch (fit) {
        case Fit::none:
            return;
        case Fit::later:
            run.has_risen |= rise > 0;
            run.is_start = false;
            if (names_session) run.sure = reading;
            return went_on(std::exchange(run.last, reading), reading);
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
            runs_.push_back({joint, reading, true, false, names_session ? reading : joint});
            return make_room();
    }
}

/// What another run told in between is the same energy, from a register that lacked a digit, say.
void RegisterSeries::went_on(const RegisterReading& from, const RegisterReading& to) {
    const double rise = to.wh - from.wh;
    const auto is_the_same = [&](const Run& other) {
        const bool is_between = other.first.told > from.told && other.last.told < to.told && !other.is_start;
        return is_between && other.has_risen && other.last.wh - other.first.wh <= rise;
    };
    runs_.erase(std::remove_if(runs_.begin(), runs_.end(), is_the_same), runs_.end());
}

/// The oldest that may be a glitch goes first.
void RegisterSeries::make_room() {
    if (runs_.size() <= kMostRuns) return;
    auto oldest =
        std::find_if(runs_.begin(), runs_.end() - 1, [](const Run& run) { return !run.has_risen && !run.is_start; });
    if (oldest == runs_.end() - 1) oldest = runs_.begin();
    settled_wh_ += oldest->last.wh - oldest->first.wh;
    runs_.erase(oldest);
}

/// Of later than the stop and above its meter is what goes on under a dead session's id, too. Without the id it ends at
/// what the stop says, or at the last word that named the session where the stop's meter tells nothing.
bool RegisterSeries::is_cut(Run& run, const SessionStop& stop) {
    constexpr std::chrono::seconds kLastWords{10};
    const bool names_session = run.sure && run.sure->wh >= run.last.wh;
    if (run.is_start || run.last.told <= *stop.told + (names_session ? kLastWords : kLastWords.zero())) return false;
    if (names_session) {
        const bool is_above = stop.meter && stop.meter->wh > 0 && stop.meter->wh >= run.first.wh;
        if (is_above && stop.meter->wh < run.last.wh) run.last = *stop.meter;
        return false;
    }
    if (!run.sure && run.first.told > *stop.told) return true;
    const RegisterReading& floor = run.sure ? *run.sure : run.first;
    const bool stop_is_within = stop.meter && stop.meter->wh >= floor.wh;
    if (stop_is_within && stop.meter->wh >= run.last.wh) return false;
    run.last = stop_is_within ? *stop.meter : floor;
    return false;
}

/// What is told long after the stop may well have risen from a start of 0; the stop, which came sooner, need not have.
bool RegisterSeries::began_too_low(const Run& run, const SessionStop& stop, double most_kw, double drawn_kw) const {
    const bool rests_on_start = start_ && start_->reading.wh <= 0 && run.first.wh <= 0 && !run.is_start &&
                                run.first.told == start_->reading.told && run.sure && run.sure->wh <= 0;
    return rests_on_start && run.last.told > *stop.told && stop.meter && stop.meter->wh > 0 &&
           !start_->began_at(*stop.meter, most_kw, drawn_kw);
}

RegisterSeries RegisterSeries::until(const SessionStop& stop, double most_kw, double drawn_kw) const {
    RegisterSeries cut = *this;
    if (!stop.told) return cut;
    auto& runs = cut.runs_;
    const auto is_not_its = [&](Run& run) { return began_too_low(run, stop, most_kw, drawn_kw) || is_cut(run, stop); };
    runs.erase(std::remove_if(runs.begin(), runs.end(), is_not_its), runs.end());
    if (!runs.empty() && cut.last_.told > *stop.told) cut.last_ = runs.back().last;
    return cut;
}

/// What a count of the session's own told while the register rose from the start to what a value of after it told, with
/// the session's id or without.
bool RegisterSeries::is_told_twice(const Run& run) const {
    return std::any_of(runs_.begin(), runs_.end(), [&](const Run& whole) {
        const bool rests_on_start = start_ && whole.first.told == start_->reading.told && !whole.is_start;
        const bool is_unnamed = whole.sure && whole.sure->wh <= whole.first.wh;
        const bool is_below = run.last.wh <= whole.first.wh && run.last.received <= whole.last.received;
        const bool is_within = run.first.told >= whole.first.told && run.last.told <= whole.last.told;
        return &run != &whole && rests_on_start && (is_unnamed || is_below) && run.sure && is_within &&
               run.last.wh - run.first.wh <= whole.last.wh - whole.first.wh;
    });
}

double RegisterSeries::sum() const {
    double wh = settled_wh_;
    for (const Run& run : runs_) wh += is_told_twice(run) ? 0 : run.last.wh - run.first.wh;
    return wh;
}

std::optional<double> RegisterSeries::rise_to(const RegisterReading& stop, double most_kw) const {
    const bool stands_still = std::any_of(runs_.begin(), runs_.end(), [&](const Run& run) {
        return !run.is_start && stop.wh <= run.last.wh && run.last.wh - stop.wh <= kRounding_wh &&
               stop.wh > kRounding_wh;
    });
    if (stands_still) return 0;
    const auto best = best_run(stop, most_kw, 0);
    if (!best || runs_[*best].is_start || stop.wh < runs_[*best].last.wh) return std::nullopt;
    return stop.wh - runs_[*best].last.wh;
}

bool RegisterSeries::began_with_start() const {
    return readings_ > 0 && start_ &&
           std::none_of(runs_.begin(), runs_.end(), [](const Run& run) { return run.is_start; });
}

void RegisterSeries::put(NumberRow& row) const {
    row.put(static_cast<double>(runs_.size()));
    for (const Run& run : runs_) {
        run.first.put(row);
        run.last.put(row);
        row.put(run.has_risen).put(run.is_start).put(run.sure.has_value());
        run.sure.value_or(RegisterReading{}).put(row);
    }
    row.put(start_.has_value());
    start_.value_or(SessionStart{}).put(row);
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
        const bool has_sure = row.take() != 0;
        const auto sure = RegisterReading::taken(row);
        if (has_sure) run.sure = sure;
    }
    const bool has_start = row.take() != 0;
    const auto start = SessionStart::taken(row);
    if (has_start) series.start_ = start;
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
