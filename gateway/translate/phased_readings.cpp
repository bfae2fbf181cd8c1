#include "gateway/translate/phased_readings.h"

#include <algorithm>
#include <cmath>

namespace gateway {

namespace {

bool is_single_phase(const PhaseSlots& told) { return !told[kTotalSlot] && phases_in(told) == 1; }

bool is_part(const PhaseSlots& told) { return !told[kTotalSlot] && phases_in(told) > 0 && phases_in(told) < 3; }

/// Two entries of one second are one moment, and the third is of the next second.
bool completes(const PhaseSlots& slots, const PhaseSlots& told) {
    if (!is_part(slots) || !is_part(told)) return false;
    for (std::size_t phase = kL1Slot; phase <= kL3Slot; ++phase) {
        if (slots[phase] && told[phase]) return false;
    }
    return true;
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

double whole_of(const PhaseSlots& slots) {
    constexpr double kLabel = 1000, kSame = 0.1;
    const double sum = sum_of_phases(slots);
    if (!slots[kTotalSlot]) return sum;
    const double total = slots[kTotalSlot]->value;
    return sum > 0 && std::fabs(total * kLabel - sum) < kSame * sum ? sum : total;
}

std::optional<SteadyTime> told_since(const PhaseSlots& slots, SteadyTime oldest) {
    std::optional<SteadyTime> since;
    if (slots[kTotalSlot]) since = slots[kTotalSlot]->at;
    for (std::size_t phase = kL1Slot; !slots[kTotalSlot] && phase <= kL3Slot; ++phase) {
        if (slots[phase]) since = since ? std::min(*since, slots[phase]->at) : slots[phase]->at;
    }
    return since && *since >= oldest ? since : std::nullopt;
}

bool is_told_at(const PhaseSlots& slots, SteadyTime time) {
    return std::any_of(slots.begin(), slots.begin() + kNeutralSlot,
                       [&](const auto& slot) { return slot && slot->at >= time; });
}

void PhasedReadings::take(const PhaseSlots& told, SteadyTime at) {
    if (at + kOneTelling < last_piece_at_) return;  // it waited, and the newest is known
    const bool goes_on = completes(slots_, told) && at - last_piece_at_ <= kOneTelling;
    const bool is_piece = goes_on || is_single_phase(told) || (one_by_one_ && is_part(told));
    if (!is_piece) *this = {};
    if (!goes_on) {
        before_ = phases_in(slots_) > 1 && one_by_one_ ? slots_ : PhaseSlots{};
        slots_ = {};
    }
    for (std::size_t slot = 0; slot < told.size(); ++slot) {
        if (told[slot]) slots_[slot] = told[slot];
    }
    one_by_one_ = is_piece;
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
