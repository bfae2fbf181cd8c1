#include "gateway/transactions/unit_label.h"

#include <algorithm>
#include <utility>

namespace gateway {

namespace {

constexpr std::size_t kRisesThatShow = 3;
constexpr double kLeastWatts = 500;        // below, what the charger itself draws and noise weigh too much
constexpr double kHowFarOff = 150;         // a thousandfold, whatever phases, steps and ramps do
constexpr std::chrono::seconds kBurst{2};  // out of a memory: told times are all that is known
constexpr double kNoChance_wh = 100000;    // no other register stands there by chance

}  // namespace

double UnitLabel::factor_by(const RegisterReading& before, const RegisterReading& after, double watts, double most_kw) {
    const auto by_charger = after.told - before.told;
    const auto elapsed = by_charger > by_charger.zero() ? by_charger : after.received - before.received;
    if (elapsed < std::chrono::seconds(1)) return 0;
    const double rate = (after.wh - before.wh) / std::chrono::duration<double, std::ratio<3600>>(elapsed).count();
    const double most_watts = most_kw * 1000;
    if (watts < kLeastWatts) {
        const bool is_burst = after.received - before.received < kBurst;
        return !is_burst && !can_flow(after.wh - before.wh, longest_between(before, after), most_kw) ? 0.001 : 0;
    }
    // The one of the two that cannot be is the wrong one: a power may have the wrong unit as well.
    if (rate > kHowFarOff * watts) return rate > most_watts ? 0.001 : 0;
    if (rate * kHowFarOff < watts) return watts <= most_watts ? 1000 : 0;
    return 1;
}

bool UnitLabel::take(const RegisterReading& told, double watts, double most_kw) {
    const bool stands_still = !rises_.empty() && told.wh == rises_.back().wh;
    if (is_decided_ || stands_still) return false;
    const bool rises = !rises_.empty() && told.wh > rises_.back().wh;
    const double factor = rises ? factor_by(rises_.back(), told, watts, most_kw) : 0;
    if (factor == 0) rises_.clear();
    else if (factor != suspected_) rises_ = {rises_.back()};
    suspected_ = factor;
    rises_.push_back(told);
    return rises_.size() > kRisesThatShow && decide(suspected_);
}

bool UnitLabel::take_after(const RegisterReading& start, const RegisterReading& told, double watts, double most_kw) {
    if (take(told, watts, most_kw)) return true;
    constexpr double kLeastStart_wh = 100;
    const double least_start = watts < kLeastWatts ? kNoChance_wh : kLeastStart_wh;
    if (is_decided_ || suspected_ != 0.001 || rises_.size() < 2 || start.wh < least_start) return false;
    const bool goes_on = std::all_of(rises_.begin(), rises_.end(), [&](const RegisterReading& each) {
        const double rise = each.wh * suspected_ - start.wh;
        return rise >= -1 && can_flow(rise, longest_between(start, each), most_kw);
    });
    return goes_on && decide(suspected_);
}

bool UnitLabel::decide(double factor) {
    is_decided_ = true;
    return std::exchange(factor_, factor) != factor;
}

void UnitLabel::take_first(const RegisterReading& told, const RegisterReading& start, double most_kw) {
    const double as_told = told.wh - start.wh;
    const bool needs_none = as_told >= 0 && can_flow(as_told, longest_between(start, told), most_kw);
    if (factor_ != 1 && start.wh > 0 && needs_none) factor_ = 1;  // what was presumed holds no more
    const double rise = told.wh * 1000 - start.wh;
    const bool goes_on = rise >= 0 && rise <= start.wh / 1000 && can_flow(rise, longest_between(start, told), most_kw);
    if (start.wh < kNoChance_wh || !goes_on) return;
    decide(1000);
}

void UnitLabel::put(NumberRow& row) const {
    row.put(static_cast<double>(is_decided_ ? 0 : rises_.size()));
    if (!is_decided_) {
        for (const auto& each : rises_) each.put(row);
    }
    row.put(suspected_).put(factor_).put(is_decided_);
}

UnitLabel UnitLabel::taken(NumberRow& row) {
    UnitLabel label;
    label.rises_.resize(row.take_count(kRisesThatShow + 1));
    for (auto& each : label.rises_) each = RegisterReading::taken(row);
    label.suspected_ = row.take();
    label.factor_ = row.take();
    label.is_decided_ = row.take() != 0;
    return label;
}

}  // namespace gateway
