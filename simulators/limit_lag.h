#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "simulators/charging_schedule.h"
#include "simulators/simulated_time.h"

namespace simulators {

/// A limit that counts some time after it was told. Pure; one per connector.
class LimitLag {
  public:
    struct Times {
        double change_s = 0, pause_s = 0, resume_s = 0;
    };

    /// `told` from now on; returns what counts now. Below `least_a` nothing can flow.
    CurrentLimit follow(const CurrentLimit& told, double least_a, const Times& times, SteadyTime now);
    /// What is told counts at once, e.g. for a transaction that begins.
    void catch_up() { waiting_.clear(), in_force_.reset(); }
    std::optional<SteadyTime> next() const;

  private:
    struct Waiting {
        SteadyTime due;
        CurrentLimit limit;
    };
    static double delay_s(double from_a, double to_a, double least_a, const Times& times);

    std::optional<CurrentLimit> in_force_;
    std::deque<Waiting> waiting_;  ///< in the order of their times
};

}  // namespace simulators
