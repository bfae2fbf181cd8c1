#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world.h"

namespace days {

/// Watches that the gateway keeps its word (issue "the ceiling holds on every charger", point 9): the ceiling holds, a
/// pause is not left by itself, no storm of calls, no clear in a session. Owned by the test that owns the World.
class Promises : public Onlooker {
  public:
    static constexpr seconds kReaction{90};
    static constexpr seconds kOnTop{15};  ///< of an effect's own delay
    static constexpr seconds kAlarmWithin{120};
    /// A session is stopped for leaving a pause, which is not the ceiling, after 180 s of proof, seen by one value
    /// more.
    static constexpr seconds kPauseOnTop{90 + 45};
    static constexpr double kCeilingShare = 1.05;  ///< meters and cars are not exact
    static constexpr double kCeilingAmperes = 1;   ///< per phase, on top of the ceiling where that is more
    static constexpr double kPausedWatts = 300;
    /// An hour without a cause needs four re-applications of two profiles and a handful of triggers.
    static constexpr int kCallsPerHour = 60;
    /// A cause needs up to two profiles, a start, a status and a key or two again; a boot's dialogue (at most 15)
    /// fits in the hour's own.
    static constexpr int kCallsPerCause = 6;
    static constexpr seconds kBetweenProfiles{1};
    static constexpr std::size_t kMostBroken = 5;

    /// `alarm_is_enough`: the charger leaves no lever, so an alarm is all that can be asked for.
    explicit Promises(World& world, bool alarm_is_enough = false);
    ~Promises() override;
    Promises(const Promises&) = delete;
    Promises& operator=(const Promises&) = delete;

    /// The action, if it is completed, begins a pause; `charge` ends it.
    void idle_pushed(int connector, std::string action);
    void charge_pushed(int connector);

    /// At the end, after a quiet time with a charger that cooperates.
    void expect_settled();
    /// The charger has acknowledged what is wanted, or an alarm or a refusal is to be seen.
    bool is_settled() const;

    const std::vector<std::string>& broken() const { return broken_; }
    /// Longest time over the ceiling since a cause, and whether an alarm ever stood.
    seconds worst_overshoot() const { return std::chrono::duration_cast<seconds>(worst_overshoot_); }
    bool saw_alarm() const { return saw_alarm_; }
    int most_calls_in_an_hour() const { return most_calls_; }

    void time_passed() override;
    void caused(Cause cause) override;
    void gateway_called(std::string_view frame) override;
    void charger_answered(std::string_view frame) override;

  private:
    /// One thing that must not last.
    struct Excess {
        std::optional<SteadyTime> since;
        std::optional<std::string> late;  ///< beyond the reaction time; an alarm may still come
        bool reported = false;
    };
    struct Watched {
        Excess over_ceiling, over_pause;
        std::string idle_action;
        bool paused = false;
    };
    struct SentProfile {
        std::string key, id;
        double limit = 0;
        SteadyTime at{};
        bool refused = false;
    };

    /// Longer where effects, answers or a register's steps take longer.
    seconds reaction(int connector) const;
    void look_at(int connector, Watched& watched);
    double allowed_w(int connector, double ceiling_kw) const;
    void judge(Excess& excess, bool is_over, bool alarm, int connector, const char* what, seconds on_top = seconds(0));
    void note_pause(Watched& watched);
    void count_call();
    void note_profile(std::string_view frame);
    void note_clear();
    bool is_settled(const gateway::ConnectorView& view) const;
    void expect_settled(int connector, const gateway::ConnectorView& view);
    void broke(const std::string& what);

    World& world_;
    bool alarm_is_enough_;
    std::map<int, Watched> watched_;
    SteadyTime last_cause_{}, passed_until_{};
    SteadyTime::duration worst_overshoot_{0};
    std::deque<SteadyTime> calls_, causes_;
    std::vector<SentProfile> profiles_;  ///< the last of each connector and purpose
    std::vector<std::string> broken_;
    int most_calls_ = 0;
    bool saw_alarm_ = false;
};

}  // namespace days
