#pragma once

#include <string_view>

#include "action_judge.h"
#include "alarm_judge.h"
#include "day_plan.h"
#include "energy_judge.h"
#include "lesson_judge.h"
#include "power_judge.h"
#include "promises.h"

namespace days {

/// All that is asked of the gateway, on one day or in one scenario. Owned by the test that owns the World.
class Court {
  public:
    Court(World& world, bool alarm_is_enough);

    void pushed(int connector, canonical::Command command, const std::string& action);
    void close();
    /// Of the rules in use (OCPP_RULES: "energy,power,alarm,action,lesson", "all" or "none").
    std::vector<std::string> broken() const;
    /// Of all rules.
    std::vector<std::string> every_broken() const;

    Promises promises;
    EnergyJudge energy;
    PowerJudge power;
    AlarmJudge alarm;
    ActionJudge action;
    LessonJudge lesson;

  private:
    std::vector<std::string> broken_by(bool (*counts)(std::string_view rule)) const;
};

}  // namespace days
