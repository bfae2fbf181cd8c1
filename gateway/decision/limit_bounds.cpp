#include "gateway/decision/limit_bounds.h"

#include <algorithm>

namespace gateway {

namespace {

/// What chargers and their fuses are rated for, in tenths of an ampere.
constexpr std::array<std::int64_t, 19> kRatings = {60,  80,  100,  130,  160,  200,  250,  320,  400, 500,
                                                   630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000};

/// The largest rating above `taken` that is no more than that; itself where there is none.
std::int64_t rating_below(std::int64_t most, std::int64_t taken) {
    std::int64_t best = most;
    for (const std::int64_t rating : kRatings) {
        if (rating > taken && rating <= most) best = rating;
    }
    return best;
}

}  // namespace

void LimitBounds::accepted(const ChargingLimit& limit) {
    if (limit.is_zero()) return;
    is_exhausted_ = false;
    Bounds& bounds = of(limit.unit);
    const std::int64_t tenths = limit.value.tenths;
    const bool is_raise = bounds.most_accepted && tenths > *bounds.most_accepted && bounds.least_refused;
    if (bounds.is_lowering) bounds.raises_left = kMostRaises;
    else if (is_raise && bounds.raises_left > 0) --bounds.raises_left;
    bounds.is_lowering = false;
    bounds.most_accepted = std::max(bounds.most_accepted.value_or(0), tenths);
    if (bounds.least_refused && *bounds.least_refused <= tenths) bounds.least_refused.reset();
}

void LimitBounds::refused(const ChargingLimit& limit, const ChargingLimit& least) {
    Bounds& bounds = of(limit.unit);
    bounds.least_refused = std::min(bounds.least_refused.value_or(limit.value.tenths), limit.value.tenths);
    if (bounds.most_accepted && *bounds.most_accepted >= *bounds.least_refused) bounds.most_accepted.reset();
    if (bounds.raises_left > 0) --bounds.raises_left;
    bounds.is_lowering = !bounds.most_accepted;
    is_exhausted_ = bounds.is_lowering && limit.value.tenths <= least.value.tenths;
}

ChargingLimit LimitBounds::within(const ChargingLimit& wanted) const {
    const Bounds& bounds = of(wanted.unit);
    if (!bounds.least_refused || wanted.value.tenths < *bounds.least_refused) return wanted;
    if (bounds.most_accepted && bounds.raises_left == 0) return {wanted.unit, {*bounds.most_accepted}};
    const std::int64_t taken = bounds.most_accepted.value_or(0), middle = (*bounds.least_refused + taken) / 2;
    return {wanted.unit, {wanted.unit == RateUnit::A ? rating_below(middle, taken) : middle}};
}

std::optional<ChargingLimit> LimitBounds::most_accepted(RateUnit unit) const {
    const auto& most = of(unit).most_accepted;
    return most ? std::optional(ChargingLimit{unit, {*most}}) : std::nullopt;
}

}  // namespace gateway
