#pragma once

#include <string>
#include <variant>

#include "canonical/action.h"
#include "gateway/decision/connector_view.h"

/// When an action has ended: only on observed effect, judged by evidence newer than the acknowledgement.
/// Pure.
namespace gateway {

struct CommandInFlight {
    canonical::Command command = canonical::Command::charge;
    SteadyTime since{};                          ///< for a window, when the vehicle came into it
    bool began_by_clock = false;                 ///< it had a start: the charger may be away for longer
    std::optional<SteadyTime> window_ends_at{};  ///< a vehicle may come until then
};

/// An event may end the action earlier; the time is always in the future.
struct StillPending {
    SteadyTime judge_again_at{};
};
struct Succeeded {
    canonical::Evidence evidence = canonical::Evidence::status;
    std::string message;
};
struct Failed {
    std::string code;
    std::string message;
};

using Verdict = std::variant<StillPending, Succeeded, Failed>;

Verdict judge(const ConnectorView& view, const CommandInFlight& command, SteadyTime now);

}  // namespace gateway
