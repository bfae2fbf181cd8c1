#include "gateway/control/effect_delays.h"

#include <algorithm>
#include <vector>

namespace gateway {

EffectDelays::EffectDelays(Rows rows) : rows_(std::move(rows)) {
    for (auto& row : rows_) {
        while (row.size() > kKept) row.pop_front();
    }
}

void EffectDelays::add(Effect effect, std::chrono::milliseconds took) {
    auto& row = rows_[static_cast<std::size_t>(effect)];
    row.push_back(took);
    if (row.size() > kKept) row.pop_front();
}

std::optional<std::chrono::milliseconds> EffectDelays::of(Effect effect) const {
    const auto& row = rows_[static_cast<std::size_t>(effect)];
    if (row.size() < kLeast) return std::nullopt;
    std::vector<std::chrono::milliseconds> sorted(row.begin(), row.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t nine_in_ten = (9 * sorted.size() + 9) / 10;
    return sorted[nine_in_ten - 1];
}

}  // namespace gateway
