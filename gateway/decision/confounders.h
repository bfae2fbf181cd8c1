#pragma once

#include <map>

#include "gateway/clock.h"

namespace gateway {

/// What else may be why something was seen, of one charger: an observation in whose window any of this falls teaches
/// nothing. Pure; owned by its ChargerLessons.
class Confounders {
  public:
    enum class Cause { link_lost, socket_replaced, boot, operators_call, tag_at_stop };

    void note(Cause cause, SteadyTime now) { seen_[cause] = now; }
    /// An order to boot, the operator's or ours: what follows is no fault of the charger.
    void reset_ordered(SteadyTime now) {
        reset_at_ = now;
        note(Cause::operators_call, now);
    }
    /// We ended the connection ourselves.
    void closed_by_us(SteadyTime now) { closed_by_us_at_ = now; }

    bool any_since(SteadyTime since) const {
        for (const auto& [cause, at] : seen_) {
            if (at >= since) return true;
        }
        return false;
    }
    /// The link or the charger went for a reason of ours.
    bool ended_by_order_since(SteadyTime since) const {
        return (reset_at_ && *reset_at_ >= since) || (closed_by_us_at_ && *closed_by_us_at_ >= since);
    }

  private:
    std::map<Cause, SteadyTime> seen_;  ///< when last
    std::optional<SteadyTime> reset_at_, closed_by_us_at_;
};

}  // namespace gateway
