#pragma once

#include <deque>

#include "judge.h"

namespace days {

/// What an action says at its end was so, and no session is stopped that a zero limit holds.
class ActionJudge : public Judge {
  public:
    static constexpr seconds kSoon{30};       ///< after an end that rests on what was seen
    static constexpr seconds kPatience{180};  ///< stops wait that long while the delay is unknown
    static constexpr seconds kStandIn{75};    ///< but for a zero that stands for a low ceiling

    using Judge::Judge;
    void time_passed() override;
    void gateway_called(std::string_view frame) override;
    void charger_told(std::string_view frame) override;
    void pushed(int connector, canonical::Command command, const std::string& action);

  private:
    struct Pushed {
        int connector;
        canonical::Command command;
        std::string id;
        SteadyTime at;
        std::uint64_t values_before;
        std::optional<SteadyTime> claimed_rest;  ///< an idle has ended as completed
    };

    bool judge_end(Pushed& pushed);
    void judge_idle(Pushed& pushed, const canonical::Action& action);
    void judge_charge(const Pushed& pushed) const;
    void judge_stop(int connector);

    std::deque<Pushed> pushed_;
    std::uint64_t values_ = 0;  ///< MeterValues and transactionData that were told
};

}  // namespace days
