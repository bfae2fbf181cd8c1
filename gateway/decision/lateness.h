#pragma once

#include <chrono>
#include <optional>

#include "gateway/clock.h"

namespace gateway {

/// How much later than usual a charger's message comes, by the lags of its own times: what is told again because its
/// answer was lost, or waited for the link, was measured before it came. Pure; owned by its ClockLag.
class Lateness {
  public:
    using Lag = std::chrono::milliseconds;
    /// Times are told in whole seconds, and the way is not always equally long.
    static constexpr std::chrono::seconds kUnrest{3};
    /// The usual lag is another one when so many messages, each so much after the one before, show the same.
    static constexpr int kWitnesses = 3;
    static constexpr std::chrono::seconds kApart{5}, kSame{5};
    /// A clock that differs by less is right, as far as anybody can know.
    static constexpr std::chrono::seconds kSameClock{60};
    /// What a value is taken for of which nobody knows when it was measured.
    static constexpr std::chrono::minutes kMayBeAsOld{10};
    /// A clock that so many messages find at one and the same time stands still, and tells nothing.
    static constexpr int kStandsStill = 4;

    void heard(Lag lag, SteadyTime now);
    /// Our own clock was set.
    void shift(Lag step);
    /// What waited through the outage comes now: it is not judged together with what came before.
    void link_opened() { another_.reset(); }

    Lag of(Lag lag) const;

  private:
    struct Word {
        Lag lag;
        SteadyTime at;
        int witnesses = 1;
    };

    bool stands_still() const { return still_ && still_->witnesses >= kStandsStill; }
    void watch_the_hands(Lag lag, SteadyTime now);

    bool is_of_a_burst(Lag lag, SteadyTime now) const;

    std::optional<Lag> usual_;
    bool is_confirmed_ = false;  ///< it has shown again, not in one go with the first
    std::optional<Word> another_, still_, newest_;
};

}  // namespace gateway
