#include "gateway/decision/limit_bounds.h"

#include <algorithm>

namespace gateway {

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
    return {wanted.unit, {(*bounds.least_refused + bounds.most_accepted.value_or(0)) / 2}};
}

std::optional<ChargingLimit> LimitBounds::most_accepted(RateUnit unit) const {
    const auto& most = of(unit).most_accepted;
    return most ? std::optional(ChargingLimit{unit, {*most}}) : std::nullopt;
}

}  // namespace gateway
