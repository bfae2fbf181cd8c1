#include "gateway/translate/phase_count.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr int kSamples = 3;
constexpr std::chrono::seconds kLongEnough{30};
constexpr double kResidue = 0.15;

}  // namespace

void PhaseCount::count(int drawing, SteadyTime at) {
    if (drawing != phases_) {
        *this = {};
        phases_ = drawing;
        since_ = at;
    } else {
        covered_ = at - since_ + (at - last_at_);  // a sample stands for the time since the one before it
    }
    ++samples_;
    last_at_ = at;
}

std::optional<int> PhaseCount::drawing() const {
    if (samples_ < kSamples || covered_ < kLongEnough) return std::nullopt;
    return phases_;
}

std::optional<int> PhaseCount::newest() const { return phases_ > 0 ? std::optional(phases_) : std::nullopt; }

int phases_above(const PhaseSlots& slots, double least) {
    double largest = 0;
    for (std::size_t phase = kL1Slot; phase <= kL3Slot; ++phase)
        largest = std::max(largest, slots[phase].value_or(PhaseReading{}).value);
    const double threshold = std::max(least, kResidue * largest);
    return static_cast<int>(std::count_if(slots.begin() + kL1Slot, slots.begin() + kNeutralSlot,
                                          [&](const auto& slot) { return slot && slot->value > threshold; }));
}

}  // namespace gateway
