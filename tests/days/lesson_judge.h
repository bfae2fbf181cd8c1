#pragma once

#include "judge.h"

namespace days {

/// What is known of a charger as learnt is true of it.
class LessonJudge : public Judge {
  public:
    static constexpr minutes kEvery{1};

    using Judge::Judge;
    void time_passed() override;

  private:
    void look_at(const gateway::Capabilities& learnt);
    void expect(bool lesson, bool truth, const char* name);

    SteadyTime looked_at_{};
    std::vector<std::string> told_;
};

}  // namespace days
