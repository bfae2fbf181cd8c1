#include <cmath>

#include "gateway/transactions/energy_account.h"
#include "gateway/transactions/transaction_flags.h"

/// The pieces of an account: registers, intervals, power over time.
namespace gateway {

namespace {

/// Between readings further apart nobody knows what flowed.
constexpr std::chrono::minutes kLongestGap{15};
/// Messages closer together came out of a memory.
constexpr std::chrono::seconds kBurst{2};
/// A power that is older says nothing about a register's rise.
constexpr std::chrono::minutes kPowerIsOfNow{2};

}  // namespace

void EnergyRegister::take(const RegisterReading& told, const RegisterSeries::Telling& telling, double most_kw) {
    if (start_ && series_.readings() == 0) label_.take_first(told, start_->reading, most_kw);
    const double watts = telling.drawn_kw * 1000, factor_before = label_.factor();
    const bool is_another = start_ && start_->is_sound ? label_.take_after(start_->reading, told, watts, most_kw)
                                                       : label_.take(told, watts, most_kw);
    if (!is_another) return take_corrected(told, telling, most_kw);
    RegisterReading first = series_.first();
    first.wh /= factor_before;
    const bool has_first = series_.readings() > 0;
    series_ = fresh();
    if (has_first) take_corrected(first, telling, most_kw);
    for (const auto& each : label_.evidence()) take_corrected(each, telling, most_kw);
}

void EnergyRegister::take_corrected(RegisterReading reading, const RegisterSeries::Telling& telling, double most_kw) {
    reading.wh *= label_.factor();
    if (reading.wh >= 0 && reading.wh <= static_cast<double>(kMostRegisterWh)) series_.take(reading, most_kw, telling);
}

void EnergyRegister::put(NumberRow& row) const {
    series_.put(row);
    label_.put(row);
}

EnergyRegister EnergyRegister::taken(NumberRow& row, std::optional<SessionStart> start) {
    EnergyRegister read(start);
    read.series_ = RegisterSeries::taken(row);
    read.label_ = UnitLabel::taken(row);
    return read;
}

void IntervalSum::take(const RegisterReading& interval, const RegisterReading& start, double most_kw) {
    const bool is_known = last_ && interval.told >= first_->told && interval.told <= last_->told;
    if (is_known || interval.wh < 0) return;
    const bool is_earlier = first_ && interval.told < first_->told;
    const auto time =
        is_earlier ? longest_between(interval, *first_) : longest_between(last_ ? *last_ : start, interval);
    if (!can_flow(interval.wh, time, most_kw)) return;
    wh_ += interval.wh;
    if (!first_ || is_earlier) first_ = interval;
    if (!is_earlier) last_ = interval;
}

void IntervalSum::put(NumberRow& row) const {
    row.put(wh_).put(first_.has_value());
    if (!first_) return;
    first_->put(row);
    last_->put(row);
}

IntervalSum IntervalSum::taken(NumberRow& row) {
    IntervalSum sum;
    sum.wh_ = row.take();
    if (row.take() == 0) return sum;
    sum.first_ = RegisterReading::taken(row);
    sum.last_ = RegisterReading::taken(row);
    return sum;
}

/// Where the charger's clock went back, our own tells the time; a burst out of its memory that does so is known
/// already.
void PowerOverTime::take(double watts, UtcTime told, UtcTime received) {
    if (!newest_) {
        first_told_ = told;
    } else {
        const auto by_charger = told - newest_->told, by_us = received - newest_->received;
        const bool goes_back = by_charger <= by_charger.zero();
        if (goes_back && by_us < kBurst && told >= first_told_) return;
        const bool was_set = goes_back || by_charger > by_us + kLongestGap;
        const auto elapsed = was_set && by_us > by_us.zero() ? by_us : by_charger;
        if (elapsed > elapsed.zero() && elapsed <= kLongestGap) {
            const double mean = std::max(0.0, (watts + newest_->watts) / 2);
            wh_ = wh_.value_or(0) + mean * std::chrono::duration<double, std::ratio<3600>>(elapsed).count();
        }
        first_told_ = std::min(first_told_, told);
    }
    newest_ = Power{watts, told, received};
}

double PowerOverTime::watts_at(UtcTime received) const {
    return newest_ && received - newest_->received <= kPowerIsOfNow ? newest_->watts : 0;
}

void PowerOverTime::put(NumberRow& row) const {
    row.put(newest_.has_value());
    if (!newest_) return;
    row.put(newest_->watts).put(newest_->told).put(newest_->received).put(first_told_);
    row.put(wh_.has_value()).put(wh_.value_or(0));
}

PowerOverTime PowerOverTime::taken(NumberRow& row) {
    PowerOverTime power;
    if (row.take() == 0) return power;
    Power newest;
    newest.watts = row.take();
    newest.told = row.take_time();
    newest.received = row.take_time();
    power.newest_ = newest;
    power.first_told_ = row.take_time();
    const bool has_wh = row.take() != 0;
    const double wh = row.take();
    if (has_wh) power.wh_ = wh;
    return power;
}

}  // namespace gateway
