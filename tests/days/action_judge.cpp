#include "action_judge.h"

#include <algorithm>
#include <cstdlib>

#include "promises.h"
#include "truth.h"

namespace days {

void ActionJudge::pushed(int connector, canonical::Command command, const std::string& action) {
    // The one before it has been replaced, or its claim of rest is over.
    pushed_.erase(
        std::remove_if(pushed_.begin(), pushed_.end(), [&](const auto& each) { return each.connector == connector; }),
        pushed_.end());
    if (!action.empty()) pushed_.push_back({connector, command, action, world_.now(), values_, {}});
}

void ActionJudge::charger_told(std::string_view frame) {
    if (frame.find("\"MeterValues\"") != std::string_view::npos) ++values_;
}

void ActionJudge::time_passed() {
    pushed_.erase(std::remove_if(pushed_.begin(), pushed_.end(), [this](auto& each) { return judge_end(each); }),
                  pushed_.end());
}

/// True: nothing more is to be said of it.
bool ActionJudge::judge_end(Pushed& pushed) {
    const canonical::Action* action = world_.action(pushed.id);
    if (!action || !canonical::is_terminal(action->state)) return false;
    if (action->state != canonical::ActionState::completed) return true;
    if (pushed.command == canonical::Command::charge) {
        judge_charge(pushed);
        return true;
    }
    if (!pushed.claimed_rest) {
        pushed.claimed_rest = world_.now();
        judge_idle(pushed, *action);
    }
    const auto evidence = action->result ? action->result->evidence : std::nullopt;
    if (evidence == canonical::Evidence::acknowledged) return true;
    const bool flows = world_.power_w(pushed.connector) > Promises::kPausedWatts;
    if (world_.now() - *pushed.claimed_rest < kSoon) return !flows;
    if (flows && world_.is_linked()) {
        broke("connector " + std::to_string(pushed.connector) + ": idle was completed by " +
              std::string(evidence ? canonical::to_text(*evidence) : "nothing") + ", and " +
              fixed(world_.power_w(pushed.connector) / 1000, "kW") + " flow");
    }
    return true;
}

void ActionJudge::judge_idle(Pushed& pushed, const canonical::Action& action) {
    const auto evidence = action.result ? action.result->evidence : std::nullopt;
    if (evidence == canonical::Evidence::meter && values_ == pushed.values_before)
        broke("idle was completed by meter, and no meter told anything since");
    if (behaviour().feeds_back_kw > 0 && world_.connector(pushed.connector).transaction &&
        evidence == canonical::Evidence::meter)
        broke("idle was completed by meter while the vehicle feeds back");
}

void ActionJudge::judge_charge(const Pushed& pushed) const {
    const auto& connector = world_.connector(pushed.connector);
    const bool just_ended = connector.last_stop && world_.now() - *connector.last_stop < seconds(90);
    if (connector.transaction || just_ended) return;
    const_cast<ActionJudge*>(this)->broke("connector " + std::to_string(pushed.connector) +
                                          ": charge was completed, and no session runs");
}

void ActionJudge::gateway_called(std::string_view frame) {
    if (frame.find("\"RemoteStopTransaction\"") == std::string_view::npos) return;
    const auto at = frame.find("\"transactionId\":");
    if (at == std::string_view::npos) return;
    const std::int64_t id = std::atoll(std::string(frame.substr(at + 16, 12)).c_str());
    for (int number = 1; number <= world_.connectors(); ++number) {
        const auto& transaction = world_.connector(number).transaction;
        if (transaction && transaction->id == id) judge_stop(number);
    }
}

void ActionJudge::judge_stop(int number) {
    const auto& connector = world_.connector(number);
    const bool slow = seconds(static_cast<long>(behaviour().pause_takes_s)) > kPatience;
    if (slow || !follows_zero(behaviour())) return;
    const auto ceiling = world_.ceiling_kw(number);
    // How many of its phases the vehicle uses is not known where the meter does not tell.
    const int station_phases = world_.options().charger.phases;
    const bool stands_in =
        ceiling && *ceiling * 1000 < connector.least_current_a() * connector.volts * station_phases * 1.3;
    if (stands_in && connector.power_w() > std::max(*ceiling * 1000, Promises::kPausedWatts)) return;
    broke("connector " + std::to_string(number) + ": a session that follows zero is stopped");
}

}  // namespace days
