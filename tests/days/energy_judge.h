#pragma once

#include <map>
#include <memory>

#include "judge.h"

namespace days {

/// Every session that has ended is stored with the energy that flowed.
class EnergyJudge : public Judge {
  public:
    static constexpr double kShare = 0.005;

    using Judge::Judge;
    void time_passed() override;
    void close() override;
    std::size_t judged() const { return judged_; }

  private:
    using Session = std::shared_ptr<const simulators::Transaction>;

    void judge(const Session& session);
    double tolerance_wh(const simulators::Transaction& session) const;

    std::map<int, Session> running_;
    std::vector<Session> ended_;
    std::size_t judged_ = 0;
};

}  // namespace days
