#pragma once

#include <map>

#include "judge.h"

namespace days {

/// An alarm about power is true when it is raised, and is raised in time.
class AlarmJudge : public Judge {
  public:
    static constexpr seconds kAlarmWithin{120};
    static constexpr seconds kLeastExcess{30};  ///< 45 s of proven excess; samples and effects are not exact
    static constexpr minutes kOld{5};           ///< an excess that ended longer ago explains no alarm

    using Judge::Judge;
    void time_passed() override;
    void caused(Cause) override { last_cause_ = world_.now(); }
    /// From then on a pause is wanted, or not; where the action fails it may be what was wanted before.
    void wants_pause(int connector, bool pause, const std::string& action) {
        Watched& watched = watched_[connector];
        watched.before = watched.pause;
        watched.pause = pause;
        watched.action = action;
    }

  private:
    struct Watched {
        bool pause = false, before = false, alarm = false, reported = false;
        std::string action;
        std::optional<SteadyTime> over_since, clearly_since;
        SteadyTime::duration longest{0};  ///< of the excesses that are not old
        SteadyTime ended{}, spell_began{};
    };

    void follow_ceiling(Watched& watched) const;
    void look_at(int connector, Watched& watched);
    SteadyTime spell_of(const Watched& watched) const;
    void follow_excess(Watched& watched, bool is_over);
    bool is_over(int connector, bool pause) const;
    void judge_alarm(int connector, Watched& watched, bool alarm);
    void judge_silence(int connector, Watched& watched);

    std::map<int, Watched> watched_;
    SteadyTime last_cause_{}, passed_until_{}, looked_at_{};
};

}  // namespace days
