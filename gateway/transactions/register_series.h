#pragma once

#include <optional>
#include <vector>

#include "gateway/transactions/register_reading.h"

namespace gateway {

/// What one register of energy tells over one session (docs/operating.md, "Energy of a session"). A register rises;
/// where it does not, a new run begins beside the old one, which may go on: of a glitch nothing remains. The rises of
/// all runs add. Pure, and small whatever the session brings.
class RegisterSeries {
  public:
    RegisterSeries() = default;
    /// What the session is said to have begun at: the first run goes on from it if it fits.
    explicit RegisterSeries(const RegisterReading& start);
    static RegisterSeries of_session(const SessionStart& start);

    /// How a reading was told.
    struct Telling {
        bool names_session = true;  ///< else it may be of the time after it
        double drawn_kw = 0;        ///< the power of now; 0: nobody knows it
    };
    void take(const RegisterReading& reading, double most_kw, const Telling& telling);
    void take(const RegisterReading& reading, double most_kw) { take(reading, most_kw, Telling()); }
    /// Without what was told of later than the stop and above its meter, and did not name the session.
    RegisterSeries until(const SessionStop& stop, double most_kw, double drawn_kw) const;
    double sum() const;
    /// By how much the last word of the session lengthens a run that has been read; empty where it fits none.
    std::optional<double> rise_to(const RegisterReading& stop, double most_kw) const;

    int readings() const { return readings_; }
    /// The first and the newest by receipt.
    const RegisterReading& first() const { return first_; }
    const RegisterReading& last() const { return last_; }
    bool began_with_start() const;
    bool is_always_zero() const { return !was_above_zero_; }
    bool fell() const { return fell_; }
    bool clock_stepped() const { return clock_stepped_; }

    void put(NumberRow& row) const;
    static RegisterSeries taken(NumberRow& row);

  private:
    struct Run {
        RegisterReading first, last;
        bool has_risen = false;               ///< else it may be a glitch
        bool is_start = false;                ///< nothing but the start so far
        std::optional<RegisterReading> sure;  ///< the last one that named the session, or its start
    };
    enum class Fit { none, later, earlier, after_a_step };

    bool is_known(const RegisterReading& reading) const;
    void confirm(const RegisterReading& reading);
    static bool is_cut(Run& run, const SessionStop& stop);
    bool began_too_low(const Run& run, const SessionStop& stop, double most_kw, double drawn_kw) const;
    std::optional<double> begins_at(const Run& run, const RegisterReading& reading, double most_kw,
                                    double drawn_kw) const;
    Fit fit_of(const Run& run, const RegisterReading& reading, double most_kw, double drawn_kw) const;
    bool changes_count(const Run& run, const RegisterReading& reading, const Telling& telling) const;
    std::optional<std::size_t> best_run(const RegisterReading& reading, double most_kw, double drawn_kw) const;
    void extend(Run& run, Fit fit, const RegisterReading& reading, bool names_session);
    void went_on(const RegisterReading& from, const RegisterReading& to);
    bool counts_session(const RegisterReading& reading, const Telling& telling) const;
    bool is_told_twice(const Run& run) const;
    void make_room();

    std::vector<Run> runs_;
    std::optional<SessionStart> start_;
    RegisterReading first_, last_;
    int readings_ = 0;
    double settled_wh_ = 0;  ///< of runs that were let go
    bool fell_ = false, clock_stepped_ = false, was_above_zero_ = false;
};

}  // namespace gateway
