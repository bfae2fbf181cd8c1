#include "alarm_judge.h"

#include <algorithm>

#include "alarms.h"
#include "promises.h"
#include "truth.h"

namespace days {

void AlarmJudge::time_passed() {
    if (!world_.charger_is_heard() || !world_.gateway_is_up()) last_cause_ = world_.now();
    for (int number = 1; number <= world_.connectors(); ++number) look_at(number, watched_[number]);
    passed_until_ = world_.now();
}

bool AlarmJudge::is_over(int number, bool pause) const {
    const auto ceiling = world_.ceiling_kw(number);
    const double watts = world_.power_w(number);
    if (pause && watts > Promises::kPausedWatts) return true;
    return ceiling && watts > *ceiling * 1000 * 1.02 + 50;
}

/// A refused action leaves the wish that it replaced.
void AlarmJudge::follow_ceiling(Watched& watched) const {
    const canonical::Action* action = watched.action.empty() ? nullptr : world_.action(watched.action);
    if (!action || !canonical::is_terminal(action->state)) return;
    if (action->state == canonical::ActionState::failed) watched.pause |= watched.before;
    watched.action.clear();
}

void AlarmJudge::look_at(int number, Watched& watched) {
    follow_ceiling(watched);
    follow_excess(watched, is_over(number, watched.pause));
    const gateway::ConnectorView* view = world_.view(number);
    if (!view) {
        watched.alarm = false;
        return;
    }
    const bool alarm = alarm_stands(*view, world_.now());
    if (alarm && !watched.alarm) judge_alarm(number, watched, alarm);
    watched.alarm = alarm;
    if (!alarm) judge_silence(number, watched);
}

/// Spikes after two writes that lie nearer than two samples are one excess to whoever reads samples.
SteadyTime AlarmJudge::spell_of(const Watched& watched) const {
    const seconds interval(world_.charger().configuration().integer("MeterValueSampleInterval"));
    const bool goes_on = behaviour().spikes_after_write_s > 0 && watched.ended != SteadyTime{} &&
                         passed_until_ - watched.ended < interval;
    return goes_on ? watched.spell_began : passed_until_;
}

void AlarmJudge::follow_excess(Watched& watched, bool over) {
    if (over) {
        if (!watched.over_since) watched.spell_began = spell_of(watched);
        if (!watched.over_since) watched.over_since = passed_until_;
        return;
    }
    if (watched.over_since) {
        watched.longest = std::max(watched.longest, passed_until_ - watched.spell_began);
        watched.ended = passed_until_;
        watched.over_since.reset();
        watched.reported = false;
    }
    if (world_.now() - watched.ended > kOld) watched.longest = {};
}

void AlarmJudge::judge_alarm(int number, Watched& watched, bool) {
    auto longest = watched.longest;
    if (watched.over_since) longest = std::max(longest, world_.now() - watched.spell_began);
    if (longest >= kLeastExcess) return;
    broke("connector " + std::to_string(number) + ": an alarm after an excess of " + fixed(in_seconds(longest), "s") +
          ", " + fixed(world_.power_w(number) / 1000, "kW") + " flow, ceiling " +
          fixed(world_.ceiling_kw(number).value_or(-1), "kW"));
}

void AlarmJudge::judge_silence(int number, Watched& watched) {
    const auto ceiling = world_.ceiling_kw(number);
    const double watts = world_.power_w(number);
    const bool clearly = ceiling && watts > *ceiling * 1000 * Promises::kCeilingShare + 700;
    if (!clearly) watched.clearly_since.reset();
    else if (!watched.clearly_since) watched.clearly_since = passed_until_;
    if (!watched.over_since || watched.reported || !clearly || !flow_can_be_seen(behaviour())) return;
    const auto lasted = world_.now() - std::max(*watched.clearly_since, last_cause_);
    const seconds interval(world_.charger().configuration().integer("MeterValueSampleInterval"));
    // A liar is set aside by its third value.
    const bool is_liar = behaviour().power_told_zero || behaviour().power_in_kw_without_unit;
    // No value is asked for while a call waits for its answer.
    const seconds patience = kAlarmWithin + blind_time(behaviour(), watts, interval) + slowest_answer(behaviour());
    if (lasted <= patience + (is_liar ? 2 * interval : seconds(0))) return;
    watched.reported = true;
    broke("connector " + std::to_string(number) + ": no alarm after " + fixed(in_seconds(lasted), "s") + " of " +
          fixed(watts / 1000, "kW") + " over a ceiling of " + fixed(*ceiling, "kW"));
}

}  // namespace days
