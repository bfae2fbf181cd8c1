#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

#include "gateway/clock.h"

/// What was told of one quantity, by phase. Pure.
namespace gateway {

inline constexpr std::size_t kTotalSlot = 0, kL1Slot = 1, kL3Slot = 3, kNeutralSlot = 4;

/// Entries and messages that come so close together are one telling: of phases that come one by one, the last knows the
/// whole.
inline constexpr std::chrono::seconds kOneTelling{2};

struct PhaseReading {
    double value = 0;
    SteadyTime at{};
};
/// Total, L1, L2, L3, N.
using PhaseSlots = std::array<std::optional<PhaseReading>, 5>;

int phases_in(const PhaseSlots& slots);
double sum_of_phases(const PhaseSlots& slots);
/// The total, else the sum; phases told beside a total of a thousandth know the unit.
double whole_of(const PhaseSlots& slots);
/// Of the total, or of the oldest phase; empty where there is neither, or that is older than `oldest`.
std::optional<SteadyTime> told_since(const PhaseSlots& slots, SteadyTime oldest);

/// Any of it, be it one phase of several that come one by one.
bool is_told_at(const PhaseSlots& slots, SteadyTime time);

/// A phase that a telling does not mention is one that does not draw, unless the phases are told one by one, each in an
/// entry or a message of its own: those that come close together are one telling.
class PhasedReadings {
  public:
    void take(const PhaseSlots& told, SteadyTime at);
    /// While phases are still coming in, those of the telling before stand in.
    PhaseSlots at(SteadyTime now) const;
    void clear() { *this = {}; }

  private:
    PhaseSlots slots_, before_;
    bool one_by_one_ = false;
    SteadyTime last_piece_at_{};
};

}  // namespace gateway
