#include "simulators/register.h"

#include <algorithm>

namespace simulators {

namespace {

constexpr double kHair_wh = 1e-6;

}  // namespace

void ToldEnergy::told(double true_wh, int of_count) {
    if (last_wh && count == of_count) covered_wh += std::max(0.0, true_wh - *last_wh);
    last_wh = true_wh;
    count = of_count;
}

std::int64_t Register::shows(double true_wh) const {
    return static_cast<std::int64_t>(true_wh - zero_at_wh_ + kHair_wh) / step_wh_ * step_wh_;
}

void Register::restart(double true_wh) {
    zero_at_wh_ = true_wh;
    ++count_;
}

}  // namespace simulators
