#pragma once

#include <map>
#include <optional>
#include <utility>

#include "gateway/clock.h"
#include "gateway/decision/setup_lessons.h"
#include "ocpp/enums.h"
#include "ocpp/lazy_deque.h"

namespace gateway {

/// When a charger is asked to tell something by TriggerMessage, and what its answers teach (quirks 73, 112, 121): with
/// the connector's number first, then without; three refusals or silences in a row end it. Pure; owned by its
/// ChargePoint.
class TriggerPolicy {
  public:
    static constexpr std::chrono::seconds kShowsWithin{20};  ///< what was accepted has come by then
    static constexpr std::chrono::seconds kBetweenMeterTriggers{30};
    static constexpr std::chrono::seconds kBetweenEvidenceTriggers{15};
    static constexpr std::size_t kMostDoublings = 7;
    /// Where nothing waits for them: just before the last values count as stale.
    static constexpr std::chrono::seconds kBetweenQuietMeterTriggers{55};
    static constexpr std::chrono::seconds kFirstValuesAfter{5};
    static constexpr int kMostTriesForStatus = 2;  ///< for each time that it is missing
    static constexpr int kMostFailures = 3;        ///< in a row

    static bool is_of_use(ocpp::MessageTrigger message, const SetupLessons& lessons);
    /// When to ask for a status that may be asked for from `due` on; nothing: not at all, or an answer is open.
    std::optional<SteadyTime> status_at(int connector, SteadyTime due) const;
    /// The same for values that have been missing since `since` at the latest.
    std::optional<SteadyTime> meter_values_at(int connector, SteadyTime since, std::chrono::seconds interval) const;

    /// When to ask for values that are wanted from `due` on, as evidence: each time twice as long after the last, since
    /// a meter that proved nothing by then may never do so.
    std::optional<SteadyTime> evidence_at(int connector, SteadyTime due) const;

    /// When to ask, once, for the first values of what is Charging since `since`.
    std::optional<SteadyTime> first_values_at(int connector, SteadyTime since) const;

    /// True: the connector is to be named.
    bool sent(ocpp::MessageTrigger message, int connector, SteadyTime now, const SetupLessons& lessons);
    /// `must_come`: silence now counts as a failure.
    void accepted(ocpp::MessageTrigger message, int connector, bool must_come, SteadyTime now);
    /// Refused, or not even answered.
    void refused(ocpp::MessageTrigger message, int connector, SetupLessons& lessons);
    void heard(ocpp::MessageTrigger message, int connector, SteadyTime now, SetupLessons& lessons);
    /// It is missing anew: the tries count from the start.
    void forget(ocpp::MessageTrigger message, int connector) { attempts_.erase({message, connector}); }
    /// The link went, or the charger booted: what is open will not come, and that is nobody's fault.
    void forget_all() { attempts_.clear(); }
    /// Counts what was accepted and did not come; tells when to look again.
    std::optional<SteadyTime> on_time(SteadyTime now, SetupLessons& lessons);

  private:
    using Subject = std::pair<ocpp::MessageTrigger, int>;
    struct Attempt {
        int tries = 0;  ///< since something came
        SteadyTime sent_at{};
        bool names_connector = true;
        bool is_open = false;  ///< not answered yet
        std::optional<SteadyTime> silent_at;
        bool is_pending() const { return is_open || silent_at; }
    };

    static constexpr std::chrono::minutes kLongestInterval{15};
    static constexpr std::chrono::seconds kLateBy{5};  ///< of values that come by themselves
    static constexpr int kMostHeldUp = 4;

    void note_unasked_values(int connector, SteadyTime now);
    bool is_held_up(int connector, SteadyTime now) const;
    void count_failure(ocpp::MessageTrigger message, SetupLessons& lessons);

    std::map<Subject, Attempt> attempts_;
    std::map<ocpp::MessageTrigger, int> failures_;
    std::map<int, SteadyTime> meter_heard_at_;
    std::map<int, ocpp::LazyDeque<SteadyTime>> meter_asked_at_;  ///< the last of them
    struct Pace {
        std::optional<SteadyTime> heard_at;
        std::chrono::seconds interval{0};
    };
    std::map<int, int> held_up_;          ///< silences in a row that were not counted, since nothing else came either
    std::map<int, Pace> unasked_values_;  ///< a charger may keep another interval than the one it was told
};

}  // namespace gateway
