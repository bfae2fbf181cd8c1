#include "gateway/decision/trigger_policy.h"

#include <algorithm>

namespace gateway {

using ocpp::MessageTrigger;

bool TriggerPolicy::is_of_use(MessageTrigger message, const SetupLessons& lessons) {
    return message == MessageTrigger::MeterValues ? !lessons.meter_triggers_useless : !lessons.status_triggers_useless;
}

std::optional<SteadyTime> TriggerPolicy::status_at(int connector, SteadyTime due) const {
    const auto found = attempts_.find({MessageTrigger::StatusNotification, connector});
    if (found == attempts_.end()) return due;
    if (found->second.is_pending() || found->second.tries >= kMostTriesForStatus) return std::nullopt;
    return std::max(due, found->second.sent_at);
}

std::optional<SteadyTime> TriggerPolicy::meter_values_at(int connector, SteadyTime since,
                                                         std::chrono::seconds interval) const {
    const auto heard = meter_heard_at_.find(connector);
    if (heard != meter_heard_at_.end()) since = std::max(since, heard->second);
    const auto pace = unasked_values_.find(connector);
    if (pace != unasked_values_.end()) interval = std::max(interval, pace->second.interval);
    const SteadyTime due = since + std::max(2 * interval, kBetweenMeterTriggers);
    const auto found = attempts_.find({MessageTrigger::MeterValues, connector});
    if (found == attempts_.end()) return due;
    if (found->second.is_pending()) return std::nullopt;
    return std::max(due, found->second.sent_at + std::max(kBetweenQuietMeterTriggers, interval));
}

std::optional<SteadyTime> TriggerPolicy::evidence_at(int connector, SteadyTime due) const {
    const auto open = attempts_.find({MessageTrigger::MeterValues, connector});
    if (open != attempts_.end() && open->second.is_pending()) return std::nullopt;
    const auto asked = meter_asked_at_.find(connector);
    if (asked == meter_asked_at_.end()) return due;
    const auto& times = asked->second;
    const auto is_for_this = [due](SteadyTime at) { return at >= due; };
    const auto doublings = std::max<std::ptrdiff_t>(std::count_if(times.begin(), times.end(), is_for_this) - 1, 0);
    return std::max(due, times.back() + kBetweenEvidenceTriggers * (1 << doublings));
}

std::optional<SteadyTime> TriggerPolicy::first_values_at(int connector, SteadyTime since) const {
    const auto found = attempts_.find({MessageTrigger::MeterValues, connector});
    const bool has_asked = found != attempts_.end() && (found->second.is_pending() || found->second.sent_at >= since);
    return has_asked ? std::nullopt : std::optional(since + kFirstValuesAfter);
}

bool TriggerPolicy::sent(MessageTrigger message, int connector, SteadyTime now, const SetupLessons& lessons) {
    Attempt& attempt = attempts_[{message, connector}];
    attempt.names_connector = !lessons.triggers_without_connector && attempt.tries % 2 == 0;
    ++attempt.tries;
    attempt.sent_at = now;
    attempt.is_open = true;
    attempt.silent_at.reset();
    if (message == MessageTrigger::MeterValues) {
        auto& times = meter_asked_at_[connector];
        times.push_back(now);
        if (times.size() > kMostDoublings) times.pop_front();
    }
    return attempt.names_connector;
}

void TriggerPolicy::accepted(MessageTrigger message, int connector, bool must_come, SteadyTime now) {
    const auto found = attempts_.find({message, connector});
    if (found == attempts_.end() || !found->second.is_open) return;  // it came before the answer
    found->second.is_open = false;
    if (must_come) found->second.silent_at = now + kShowsWithin;
    else found->second.tries = 0;
}

void TriggerPolicy::refused(MessageTrigger message, int connector, SetupLessons& lessons) {
    const auto found = attempts_.find({message, connector});
    if (found != attempts_.end()) found->second.is_open = false;
    count_failure(message, lessons);
}

void TriggerPolicy::heard(MessageTrigger message, int connector, SteadyTime now, SetupLessons& lessons) {
    if (message == MessageTrigger::MeterValues) meter_heard_at_[connector] = now;
    held_up_.erase(connector);
    const auto found = attempts_.find({message, connector});
    const bool was_asked = found != attempts_.end() && found->second.is_pending();
    if (message == MessageTrigger::MeterValues && !was_asked) note_unasked_values(connector, now);
    if (found == attempts_.end()) return;
    Attempt& attempt = found->second;
    if (attempt.is_pending()) {
        failures_[message] = 0;
        const bool naming_failed = !attempt.names_connector && attempt.tries > 1;
        if (naming_failed) lessons.triggers_without_connector = true;
    }
    // The time of the last one still counts: too many triggers block some chargers.
    attempt = {0, attempt.sent_at, true, false, std::nullopt};
}

void TriggerPolicy::note_unasked_values(int connector, SteadyTime now) {
    Pace& pace = unasked_values_[connector];
    const auto interval = pace.heard_at ? now - *pace.heard_at : SteadyTime::duration{0};
    if (interval <= kLongestInterval) pace.interval = std::chrono::duration_cast<std::chrono::seconds>(interval);
    pace.heard_at = now;
}

bool TriggerPolicy::is_held_up(int connector, SteadyTime now) const {
    const auto pace = unasked_values_.find(connector);
    if (pace == unasked_values_.end() || pace->second.interval.count() == 0) return false;
    return now - *pace->second.heard_at > pace->second.interval + kLateBy;
}

void TriggerPolicy::count_failure(MessageTrigger message, SetupLessons& lessons) {
    if (++failures_[message] < kMostFailures) return;
    failures_[message] = 0;
    if (message == MessageTrigger::MeterValues) lessons.meter_triggers_useless = true;
    if (message == MessageTrigger::StatusNotification) lessons.status_triggers_useless = true;
}

std::optional<SteadyTime> TriggerPolicy::on_time(SteadyTime now, SetupLessons& lessons) {
    std::optional<SteadyTime> nearest;
    for (auto& [subject, attempt] : attempts_) {
        if (!attempt.silent_at) continue;
        if (now < *attempt.silent_at) {
            nearest = nearest ? std::min(*nearest, *attempt.silent_at) : *attempt.silent_at;
            continue;
        }
        attempt.silent_at.reset();
        // A charger that does not tell its usual values either is held up by something else.
        if (!is_held_up(subject.second, now) || ++held_up_[subject.second] > kMostHeldUp)
            count_failure(subject.first, lessons);
    }
    return nearest;
}

}  // namespace gateway
