#include "gateway/transactions/energy_account.h"

#include <algorithm>

#include "gateway/transactions/moment_values.h"

namespace gateway {

namespace {

constexpr std::size_t kTotalSlot = 0, kFirstPhase = 1, kLastPhase = 3;
constexpr int kPlaces = MomentValues::kPlaces;
constexpr std::size_t kMostSlots = 4 * kPlaces;
constexpr std::chrono::seconds kTellingTime{30};

}  // namespace

void EnergyAccount::take(const ocpp::MeterValue& moment, UtcTime received, double most_kw, bool names_session) {
    const UtcTime told = moment.timestamp.time.value_or(received);
    const MomentValues values(moment);
    const auto watts = values.watts();
    if (watts && *watts <= most_kw * 1000) power_.take(*watts, told, received);
    // Some tell the beginning with every sample: it is news only once.
    for (const auto& [slot, sample] : values.begin) {
        const auto* known = find(slot);
        const bool is_new = known == nullptr || known->series().readings() == 0;
        if (is_new) take_register(slot, {sample.value, told, received}, most_kw, names_session);
    }
    for (const auto& [slot, sample] : values.energy)
        take_register(slot, {sample.value, told, received}, most_kw, names_session);
    for (const auto& [slot, sample] : values.interval)
        intervals_[slot].take({sample.value, told, received}, start_.reading, most_kw);
}

std::optional<SessionStart> EnergyAccount::start_of(Slot slot) const {
    return start_.is_sound && slot.second == kTotalSlot ? std::optional(start_) : std::nullopt;
}

void EnergyAccount::take_register(Slot slot, RegisterReading reading, double most_kw, bool names_session) {
    const RegisterSeries::Telling telling{names_session, power_.watts_at(reading.received) / 1000};
    const double unit_factor = start_.before.unit_factor;
    registers_.try_emplace(slot, start_of(slot), unit_factor).first->second.take(reading, telling, most_kw);
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

std::optional<double> EnergyAccount::register_wh() const {
    const auto members = best_family(1);
    if (members.empty()) return std::nullopt;
    double sum = 0;
    for (const auto* member : members) sum += member->last().wh;
    return sum;
}

std::optional<EnergyAccount::Tally> EnergyAccount::tally(const SessionStop& stop, double most_kw) const {
    auto members = best_family(2);
    if (members.empty()) members = best_family(1);
    std::vector<RegisterSeries> until_stop;
    if (stop.told) {
        // The stop tells a total: of single phases it says only when they ended.
        const SessionStop cut{members.size() > 1 ? std::nullopt : stop.meter, stop.told};
        for (const auto* member : members) until_stop.push_back(member->until(cut, most_kw, last_kw()));
        for (std::size_t i = 0; i < members.size(); ++i) members[i] = &until_stop[i];
    }
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

EnergyAccount::Tally EnergyAccount::tally_of(const std::vector<const RegisterSeries*>& family, const SessionStop& end,
                                             double most_kw) const {
    const auto& stop = end.meter;
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
    told.first_wh = first.wh;
    const auto read_time = longest_between(first, last);
    const double hours = std::chrono::duration<double, std::ratio<3600>>(read_time).count();
    told.read_kw = read_time > kTellingTime ? told.read_wh / 1000 / hours : 0;
    told.drawn_kw = std::max(last_kw(), told.read_kw);
    told.unread =
        longest_between(start_.reading, first) + (stop ? longest_between(last, *stop) : std::chrono::milliseconds(0));
    const auto joins = [&](const RegisterReading& before, const RegisterReading& after) {
        return after.wh >= before.wh && can_flow(after.wh - before.wh, longest_between(before, after), most_kw);
    };
    if (family.size() > 1) {
        if (const auto began = start_.began_at(first, most_kw, told.drawn_kw)) told.wh += first.wh - *began;
        told.stop_fits = stop && joins(last, *stop);
        if (told.stop_fits) told.wh += stop->wh - last.wh;
    } else if (const auto rise = stop ? family.front()->rise_to(*stop, most_kw) : std::nullopt) {
        told.stop_fits = true;
        told.wh += *rise;
    }
    return told;
}

/// Of the best place: those between samples and those of the clock are the same energy twice.
std::optional<double> EnergyAccount::interval_wh() const {
    if (intervals_.empty()) return std::nullopt;
    const int of_samples = intervals_.begin()->first.first / 2 * 2;
    return std::max(interval_wh(of_samples), interval_wh(of_samples + 1));
}

std::optional<double> EnergyAccount::interval_wh(int family) const {
    if (const auto total = intervals_.find({family, kTotalSlot}); total != intervals_.end()) return total->second.sum();
    std::optional<double> sum;
    for (const auto& [slot, each] : intervals_) {
        if (slot.first == family) sum = sum.value_or(0) + each.sum();
    }
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
    return any([](const auto& each) { return each.label().is_corrected(); });
}
std::optional<double> EnergyAccount::unit_factor() const {
    for (const auto& [slot, each] : registers_) {
        if (const auto shown = each.label().shown()) return shown;
    }
    return std::nullopt;
}

void EnergyAccount::put(NumberRow& row) const {
    start_.put(row);
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
    start_ = SessionStart::taken(row);
    power_ = PowerOverTime::taken(row);
    const auto slot_in = [&](int families) {
        const auto family = static_cast<int>(row.take_count(families - 1));
        return Slot{family, row.take_count(kLastPhase)};
    };
    for (auto left = row.take_count(kMostSlots); left > 0; --left) {
        const Slot slot = slot_in(kPlaces);
        registers_[slot] = EnergyRegister::taken(row, start_of(slot));
    }
    for (auto left = row.take_count(2 * kMostSlots); left > 0; --left) {
        const Slot slot = slot_in(2 * kPlaces);
        intervals_[slot] = IntervalSum::taken(row);
    }
}

}  // namespace gateway
