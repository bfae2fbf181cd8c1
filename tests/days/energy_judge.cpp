#include "energy_judge.h"

#include <algorithm>
#include <cmath>

namespace days {

void EnergyJudge::time_passed() {
    for (int number = 1; number <= world_.connectors(); ++number) {
        const Session now = world_.connector(number).transaction;
        Session& before = running_[number];
        if (before == now) continue;
        if (before) ended_.push_back(before);
        before = now;
    }
}

void EnergyJudge::close() {
    time_passed();
    const auto& charger = world_.charger();
    // A message that was given up leaves the gateway without what it would have told.
    if (charger.transaction_messages_waiting() > 0 || charger.transaction_messages_dropped() > 0) return;
    for (const Session& session : ended_) judge(session);
}

void EnergyJudge::judge(const Session& session) {
    if (!session->id || behaviour().keeps_own_transaction_ids) return;
    // A start of 0 that no register contradicts is taken at its word.
    if (behaviour().meter_start_zero && behaviour().meters_current_only) return;
    const auto& stored = world_.storage().rows().transactions();
    const std::string name = "session " + std::to_string(*session->id);
    const auto found = stored.find(*session->id);
    if (found == stored.end()) return broke(name + " is not stored");
    ++judged_;
    const double truth_wh = session->ended_wh - session->began_wh;
    const double tolerance = tolerance_wh(*session);
    if (!found->second.ended_at) return broke(name + " has ended and is open");
    const auto energy = found->second.energy_wh;
    if (!energy && truth_wh > tolerance) return broke(name + " of " + fixed(truth_wh, "Wh") + " has no energy");
    if (!energy || std::abs(static_cast<double>(*energy) - truth_wh) <= tolerance) return;
    broke(name + " has " + std::to_string(*energy) + " Wh from " + found->second.energy_source + ", true are " +
          fixed(truth_wh, "Wh") + ", tolerated " + fixed(tolerance, "Wh"));
}

/// A step at each end of each count; a whole number stored; and what could flow where nothing was told.
double EnergyJudge::tolerance_wh(const simulators::Transaction& session) const {
    const double step = static_cast<double>(std::max<std::int64_t>(1, behaviour().register_step_wh));
    const double truth = session.ended_wh - session.began_wh;
    const double untold = std::max(0.0, truth - session.told.covered_wh);
    return std::max(step + 1, truth * kShare) + (untold > 1 ? untold + step : 0);
}

}  // namespace days
