#include "gateway/translate/voltage_level.h"

#include <algorithm>
#include <cmath>

namespace gateway {

void VoltageLevel::take(double volts) {
    constexpr double kSmoothing = 0.2, kAnotherFrom = 0.2;
    if (!is_known_ || std::fabs(volts - level_) > kAnotherFrom * volts) {
        is_known_ = true;
        level_ = volts;
        before_ = {volts, volts};
        return;
    }
    const auto [least, most] = std::minmax(before_[0], before_[1]);
    level_ += kSmoothing * (std::clamp(volts, least, most) - level_);  // the middle one of three
    before_ = {before_[1], volts};
}

}  // namespace gateway
