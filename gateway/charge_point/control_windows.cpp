#include <algorithm>

#include "gateway/charge_point/control_loop.h"
#include "gateway/log.h"

/// ControlLoop: what the wall clock brings: starts of scheduled commands, and the ends of windows.
namespace gateway {

namespace {

/// Late by more than is allowed, and no window is left to run in.
bool is_missed(const canonical::Action& action, UtcTime utc, const ClockSteps& steps,
               std::chrono::milliseconds allowed) {
    if (action.end) return utc >= *action.end;
    return steps.lateness(*action.start, utc) >= allowed;
}

}  // namespace

void ControlLoop::watch_wall_clock(SteadyTime now, std::optional<SteadyTime>& wake) {
    const UtcTime utc = parts_.time.utc();
    clock_steps_.look(utc, parts_.time.since_boot());
    // What could not be stored waits for its next try.
    const bool may_store = parts_.writes.may_store(now);
    for (auto& [id, connector] : parts_.connectors) {
        if (connector->desired_state.is_in_window())
            connector->desired_state.command->window_ends_at = now + (*connector->desired_state.open_action->end - utc);
        if (may_store && connector->desired_state.is_scheduled() && *connector->desired_state.open_action->start <= utc)
            begin_due(*connector);
        const auto turn = connector->desired_state.next_turn();
        if (!turn) continue;
        if (*turn <= utc) end_window(*connector, now);
        const auto next = connector->desired_state.next_turn();
        if (!next || *next <= utc) continue;  // what is due and not stored is tried again
        keep_earlier(wake,
                     now + std::min<std::chrono::milliseconds>(*next - utc, parts_.timings.wall_clock_looked_at_every));
    }
}

void ControlLoop::end_missed(Connector& connector) {
    const auto& action = *connector.desired_state.open_action;
    end_action(connector, Failed{"MISSED", clock_steps_.why_missed(action.start.value_or(action.created_at))});
}

void ControlLoop::begin_due(Connector& connector) {
    const UtcTime utc = parts_.time.utc();
    if (is_missed(*connector.desired_state.open_action, utc, clock_steps_, parts_.timings.late_start_allowed))
        return end_missed(connector);
    connector.desired_state.start_due(utc, parts_.time.now());
    const canonical::Action action = *connector.desired_state.open_action;
    parts_.writes.write({storage::PutAction{action}, storage::PutConnector{connector.record}},
                        [this, &connector, id = action.id](const storage::Written& written) {
                            const bool is_still_open =
                                connector.desired_state.open_action && connector.desired_state.open_action->id == id;
                            if (!written.durable) parts_.writes.try_again_later();
                            if (!is_still_open) return;
                            if (written.durable) connector.desired_state.begin(parts_.time.now());
                            else connector.desired_state.start_put_off();
                            decide_soon();
                        });
}

/// A charge that is still not seen to take effect has failed; what it did begin is paused all the same.
void ControlLoop::end_window(Connector& connector, SteadyTime now) {
    const bool is_due = connector.record.desired.pause_at && *connector.record.desired.pause_at <= parts_.time.utc();
    // What was asked for may begin a moment after the end.
    const bool may_have_begun = connector.view.observed.transaction || connector.view.remote_start.sent_at;
    const bool was_in_window =
        connector.desired_state.is_in_window() && *connector.desired_state.open_action->end <= parts_.time.utc();
    if (was_in_window) {
        const Verdict verdict = judge(connector.view, *connector.desired_state.command, now);
        const bool has_ended = !std::holds_alternative<StillPending>(verdict);
        end_action(connector,
                   has_ended ? verdict
                             : Failed{"EFFECT_NOT_OBSERVED", "the window ended before the charge was seen to begin"});
    }
    if (!is_due || (was_in_window && !may_have_begun)) return;
    connector.desired_state.end_window();
    log::info("window.ended", connector.record.device_id);
    parts_.writes.store(connector);
}

}  // namespace gateway
