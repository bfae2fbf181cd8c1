#pragma once

#include <optional>

#include "gateway/clock.h"

namespace gateway {

/// How long a sample waited at the charger before it came, by the charger's clock: what is told later than the least
/// delayed of before was held back by as much. Where the clock itself was set, three samples in a row say so. Pure.
class SampleDelay {
  public:
    using Span = SteadyTime::duration;
    /// Less than that is the usual unrest of clocks and networks.
    static constexpr std::chrono::seconds kUnrest{10};

    struct Verdict {
        Span waited{0};
        /// It is told that earlier samples waited longer than was believed, or the clock was set: what was concluded
        /// from their times is void.
        bool others_waited = false;
        /// The same again: another answer to it was lost, or nothing has changed.
        bool is_repeat = false;
    };
    /// `content`: any number that another sample has not.
    Verdict judge(UtcTime told, SteadyTime received, double content);

  private:
    struct Last {
        UtcTime told;
        SteadyTime received;
        double content = 0;
    };
    struct Candidate {
        Span offset;
        SteadyTime at;
        int witnesses = 1;
    };

    bool stands_still(const Last& now) const;
    bool is_new_clock(Span offset, SteadyTime received);

    std::optional<Last> last_;
    Span last_waited_{0};
    std::optional<Span> least_;  ///< receipt less the charger's time
    std::optional<Candidate> candidate_;
    bool clock_stands_ = false;
};

}  // namespace gateway
