#include "gateway/translate/phased_readings.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::chrono::seconds kOneTelling{2};

/// The only phase that is told, or 0.
std::size_t single_phase(const PhaseSlots& told) {
    if (told[kTotalSlot] || phases_in(told) != 1) return 0;
    const auto found = std::find_if(told.begin() + kL1Slot, told.begin() + kNeutralSlot,
                                    [](const auto& slot) { return slot.has_value(); });
    return static_cast<std::size_t>(found - told.begin());
}

}  // namespace

int phases_in(const PhaseSlots& slots) {
    return static_cast<int>(std::count_if(slots.begin() + kL1Slot, slots.begin() + kNeutralSlot,
                                          [](const auto& slot) { return slot.has_value(); }));
}

double sum_of_phases(const PhaseSlots& slots) {
    double sum = 0;
    for (std::size_t phase = kL1Slot; phase <= kL3Slot; ++phase) sum += slots[phase].value_or(PhaseReading{}).value;
    return sum;
}

std::optional<SteadyTime> told_since(const PhaseSlots& slots, SteadyTime oldest) {
    std::optional<SteadyTime> since;
    if (slots[kTotalSlot]) since = slots[kTotalSlot]->at;
    for (std::size_t phase = kL1Slot; !slots[kTotalSlot] && phase <= kL3Slot; ++phase) {
        if (slots[phase]) since = since ? std::min(*since, slots[phase]->at) : slots[phase]->at;
    }
    return since && *since >= oldest ? since : std::nullopt;
}

void PhasedReadings::take(const PhaseSlots& told, SteadyTime at) {
    const std::size_t phase = single_phase(told);
    if (phase == 0) {
        *this = {};
        slots_ = told;
        return;
    }
    const bool goes_on = one_by_one_ && !slots_[phase] && at - last_piece_at_ <= kOneTelling;
    if (!goes_on) {
        before_ = phases_in(slots_) > 1 && one_by_one_ ? slots_ : PhaseSlots{};
        slots_ = {};
    }
    slots_[phase] = told[phase];
    one_by_one_ = true;
    last_piece_at_ = at;
}

PhaseSlots PhasedReadings::at(SteadyTime now) const {
    PhaseSlots all = slots_;
    if (!one_by_one_ || now - last_piece_at_ > kOneTelling) return all;
    for (std::size_t phase = kL1Slot; phase <= kL3Slot; ++phase) {
        if (!all[phase]) all[phase] = before_[phase];
    }
    return all;
}

}  // namespace gateway
