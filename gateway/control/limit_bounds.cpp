#include "gateway/control/limit_bounds.h"

#include <algorithm>

namespace gateway {

void LimitBounds::accepted(double kilowatts) {
    if (kilowatts <= 0) return;
    most_accepted_ = std::max(most_accepted_.value_or(0), kilowatts);
    if (least_refused_ && *least_refused_ <= kilowatts) least_refused_.reset();
    tries_ = 0;
}

void LimitBounds::refused(double kilowatts) {
    least_refused_ = std::min(least_refused_.value_or(kilowatts), kilowatts);
    if (most_accepted_ && *most_accepted_ >= *least_refused_) most_accepted_.reset();
    ++tries_;
}

double LimitBounds::within(double wanted) const {
    if (!least_refused_ || wanted < *least_refused_) return wanted;
    if (most_accepted_) return *most_accepted_;
    return *least_refused_ / 2;
}

}  // namespace gateway
