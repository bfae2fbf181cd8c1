#pragma once

#include <array>
#include <optional>

#include "gateway/translate/charging_limit.h"

namespace gateway {

/// The limits that one connector was seen to take and to refuse because of their height, as they were told: a charger
/// knows amperes or watts, and not what they come to. A refused one is not told again, nor anything above it: the
/// highest that was taken is; where none was, half of it and so on down to the least, and then twice the middle between
/// what is taken and what is refused; in amperes the usual rating below that. A plain value.
class LimitBounds {
  public:
    void accepted(const ChargingLimit& limit);
    /// `least`: the smallest that is not zero; once that is refused nothing is left to tell.
    void refused(const ChargingLimit& limit, const ChargingLimit& least);
    /// The operator or a boot may have changed what it takes.
    void forget() { *this = {}; }

    /// What to tell for `wanted`: less where that much was refused.
    ChargingLimit within(const ChargingLimit& wanted) const;
    bool is_exhausted() const { return is_exhausted_; }
    /// In that unit.
    std::optional<ChargingLimit> most_accepted(RateUnit unit) const;

  private:
    static constexpr int kMostRaises = 2;

    struct Bounds {
        std::optional<std::int64_t> most_accepted, least_refused;  ///< in tenths
        bool is_lowering = false;
        int raises_left = 0;
    };

    Bounds& of(RateUnit unit) { return bounds_[unit == RateUnit::W ? 1 : 0]; }
    const Bounds& of(RateUnit unit) const { return bounds_[unit == RateUnit::W ? 1 : 0]; }

    std::array<Bounds, 2> bounds_;
    bool is_exhausted_ = false;
};

}  // namespace gateway
