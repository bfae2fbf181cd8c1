#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "gateway/clock.h"

namespace gateway {

/// Whether something flows through a connector, from live samples alone: its register rises, or its power varies, between two that are
/// at least ten seconds apart. The same power again over a register that stands still is a frozen meter: it proves nothing.
class FlowWitness {
  public:
    static constexpr std::chrono::seconds kApart{10};

    struct Sample {
        std::optional<double> wh, watts;
    };
    void take(const Sample& sample, SteadyTime received);
    /// A session began or ended: what was before is no evidence for what comes.
    void forget() { *this = {}; }

    /// When flow was last proven.
    std::optional<SteadyTime> flowed_at() const { return flowed_at_; }
    /// Power is told, and neither it nor the register has moved for a minute.
    bool is_frozen(SteadyTime now) const;

  private:
    struct At {
        Sample sample;
        SteadyTime received{};
    };
    static bool shows_flow(const Sample& before, const Sample& after);

    std::deque<At> samples_;  ///< the newest that is old enough to compare with, and those behind it
    std::optional<SteadyTime> flowed_at_;
    std::optional<SteadyTime> still_since_;
};

}  // namespace gateway
