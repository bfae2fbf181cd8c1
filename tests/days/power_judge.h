#pragma once

#include <deque>
#include <map>

#include "judge.h"

namespace days {

/// What is shown of the power is true within its own bounds; where meters tell the truth it is true.
class PowerJudge : public Judge {
  public:
    static constexpr seconds kEvery{30};
    static constexpr minutes kCalm{5};  ///< since a cause: replays and late answers are over, and liars found out
    static constexpr double kShare = 0.05;
    static constexpr double kSlackKw = 0.12;

    using Judge::Judge;
    void time_passed() override;
    void caused(Cause) override { last_cause_ = world_.now(); }
    std::size_t judged() const { return judged_; }

  private:
    /// What flowed from the point before it on.
    struct Point {
        SteadyTime at;
        double kilowatts;
    };
    struct Range {
        double least_kw, most_kw;
    };

    void remember(int connector);
    void look_at(int connector);
    void judge_bounds(int connector, const gateway::PowerReading& reading);
    void judge_read(int connector, const gateway::PowerReading& reading);
    /// Of the true power at any moment within.
    Range true_range(int connector, SteadyTime from, SteadyTime to) const;
    double true_kwh(int connector, SteadyTime from, SteadyTime to) const;
    /// What a window of that length may say of the power in it, given that its ends are not exact.
    Range allowed(int connector, const gateway::PowerReading& reading) const;

    std::map<int, std::deque<Point>> history_;
    SteadyTime last_cause_{}, looked_at_{};
    std::size_t judged_ = 0;
};

}  // namespace days
