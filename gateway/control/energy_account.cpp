#include "gateway/control/energy_account.h"

#include <algorithm>

#include "gateway/control/moment_values.h"

namespace gateway {

namespace {

constexpr std::size_t kTotalSlot = 0, kFirstPhase = 1, kLastPhase = 3;
constexpr int kPlaces = MomentValues::kPlaces;
constexpr std::size_t kMostSlots = 4 * kPlaces;

}  // namespace

void EnergyAccount::take(const ocpp::MeterValue& moment, UtcTime received, double most_kw) {
    const UtcTime told = moment.timestamp.time.value_or(received);
    const MomentValues values(moment);
    if (const auto watts = values.watts()) power_.take(*watts, told, received);
    // Some tell the beginning with every sample: it is news only once.
    for (const auto& [slot, sample] : values.begin) {
        const auto* known = find(slot);
        if (known == nullptr || known->series().readings() == 0) take_register(slot, {sample.value, told, received}, most_kw);
    }
    for (const auto& [slot, sample] : values.energy) take_register(slot, {sample.value, told, received}, most_kw);
    for (const auto& [slot, sample] : values.interval) intervals_[slot].take({sample.value, told, received}, start_, most_kw);
}

void EnergyAccount::take_register(Slot slot, RegisterReading reading, double most_kw) {
    const bool goes_on_from_start = start_is_sound_ && slot.second == kTotalSlot;
    const auto start = goes_on_from_start ? std::optional(start_) : std::nullopt;
    registers_.try_emplace(slot, start).first->second.take(reading, power_.watts_at(reading.received), most_kw);
}

const EnergyRegister* EnergyAccount::find(Slot slot) const {
    const auto found = registers_.find(slot);
    return found == registers_.end() ? nullptr : &found->second;
}

std::vector<const RegisterSeries*> EnergyAccount::family(int location, bool phases) const {
    std::vector<const RegisterSeries*> members;
    for (std::size_t slot = phases ? kFirstPhase : kTotalSlot; slot <= (phases ? kLastPhase : kTotalSlot); ++slot) {
        if (const auto* member = find({location, slot}); member && member->series().readings() > 0)
            members.push_back(&member->series());
    }
    return members;
}

/// A register that is always zero tells nothing.
std::vector<const RegisterSeries*> EnergyAccount::best_family(int least_readings) const {
    for (int place = 0; place < kPlaces; ++place) {
        for (const bool phases : {false, true}) {
            auto members = family(place, phases);
            const bool lives = std::any_of(members.begin(), members.end(), [&](const auto* member) {
                return member->readings() >= least_readings && !member->is_always_zero();
            });
            if (lives) return members;
        }
    }
    return {};
}

std::optional<EnergyAccount::Tally> EnergyAccount::tally(const std::optional<RegisterReading>& stop, double most_kw) const {
    auto members = best_family(2);
    if (members.empty()) members = best_family(1);
    if (!members.empty()) {
        const auto told = tally_of(members, stop, most_kw);
        const bool has_two = std::any_of(members.begin(), members.end(), [](const auto* member) {
            return member->readings() > 1 || member->began_with_start();
        });
        if (has_two || told.wh > 0 || told.stop_fits) return told;
    }
    const auto wh = interval_wh();
    if (!wh) return std::nullopt;
    Tally told;
    told.wh = told.read_wh = *wh;
    return told;
}

EnergyAccount::Tally EnergyAccount::tally_of(const std::vector<const RegisterSeries*>& family,
                                             const std::optional<RegisterReading>& stop, double most_kw) const {
    Tally told;
    told.has_register = true;
    RegisterReading first = family.front()->first(), last = family.front()->last();
    first.wh = last.wh = 0;
    for (const auto* member : family) {
        told.read_wh += member->sum();
        first.wh += member->first().wh;
        last.wh += member->last().wh;
    }
    told.wh = told.read_wh;
    told.unread = longest_between(start_, first) + (stop ? longest_between(last, *stop) : std::chrono::milliseconds(0));
    const auto joins = [&](const RegisterReading& before, const RegisterReading& after) {
        return after.wh >= before.wh && can_flow(after.wh - before.wh, longest_between(before, after), most_kw);
    };
    if (family.size() > 1) {
        if (start_is_sound_ && joins(start_, first)) told.wh += first.wh - start_.wh;
        told.stop_fits = stop && joins(last, *stop);
        if (told.stop_fits) told.wh += stop->wh - last.wh;
    } else if (const auto rise = stop ? family.front()->rise_to(*stop, most_kw) : std::nullopt) {
        told.stop_fits = true;
        told.wh += *rise;
    }
    return told;
}

std::optional<double> EnergyAccount::interval_wh() const {
    if (intervals_.empty()) return std::nullopt;
    const int place = intervals_.begin()->first.first;
    if (const auto total = intervals_.find({place, kTotalSlot}); total != intervals_.end()) return total->second.sum();
    double sum = 0;
    for (const auto& [slot, each] : intervals_) sum += slot.first == place ? each.sum() : 0;
    return sum;
}

template <class Question>
bool EnergyAccount::any(Question question) const {
    return std::any_of(registers_.begin(), registers_.end(), [&](const auto& entry) { return question(entry.second); });
}

bool EnergyAccount::has_live_register() const {
    return any([](const auto& each) { return !each.series().is_always_zero(); });
}
bool EnergyAccount::fell() const {
    return any([](const auto& each) { return each.series().fell(); });
}
bool EnergyAccount::clock_stepped() const {
    return any([](const auto& each) { return each.series().clock_stepped(); });
}
bool EnergyAccount::unit_was_corrected() const {
    return any([](const auto& each) { return each.is_corrected(); });
}

void EnergyAccount::put(NumberRow& row) const {
    power_.put(row);
    row.put(static_cast<double>(registers_.size()));
    for (const auto& [slot, each] : registers_) {
        row.put(slot.first).put(static_cast<double>(slot.second));
        each.put(row);
    }
    row.put(static_cast<double>(intervals_.size()));
    for (const auto& [slot, each] : intervals_) {
        row.put(slot.first).put(static_cast<double>(slot.second));
        each.put(row);
    }
}

void EnergyAccount::take_state(NumberRow& row) {
    power_ = PowerOverTime::taken(row);
    const auto slot_in = [&] {
        const auto place = static_cast<int>(row.take_count(kPlaces - 1));
        return Slot{place, row.take_count(kLastPhase)};
    };
    for (auto left = row.take_count(kMostSlots); left > 0; --left) {
        const Slot slot = slot_in();
        const bool goes_on_from_start = start_is_sound_ && slot.second == kTotalSlot;
        registers_[slot] = EnergyRegister::taken(row, goes_on_from_start ? std::optional(start_) : std::nullopt);
    }
    for (auto left = row.take_count(kMostSlots); left > 0; --left) {
        const Slot slot = slot_in();
        intervals_[slot] = IntervalSum::taken(row);
    }
}

}  // namespace gateway
