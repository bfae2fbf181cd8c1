#pragma once

#include <chrono>
#include <optional>

#include "gateway/clock.h"
#include "gateway/transactions/number_row.h"

namespace gateway {

/// Charger clocks before this are not set yet (quirks 46, 49).
inline constexpr UtcTime kPlausibleFrom = UtcTime(std::chrono::seconds(1577836800));  // 2020-01-01

/// What a register of energy stood at, by the charger's clock and by ours. Either clock may step.
struct RegisterReading {
    double wh = 0;
    UtcTime told{}, received{};

    void put(NumberRow& row) const { row.put(wh).put(told).put(received); }
    static RegisterReading taken(NumberRow& row);
};

/// Of samples with two decimals of a kWh beside a stop in Wh.
inline constexpr double kRounding_wh = 10;

/// By whichever clock says more: what waited in a charger's memory is received in a moment. A charger's clock that was
/// set in between, or runs ahead of ours, makes no time.
std::chrono::milliseconds longest_between(const RegisterReading& before, const RegisterReading& after);

/// That much energy fits into that time, with a minute for what clocks and samples do not tell.
bool can_flow(double wh, std::chrono::milliseconds time, double most_kw);

/// What is known of a connector's register when a session begins.
struct RegisterBefore {
    std::optional<double> wh;         ///< what it was told to stand at last
    bool may_have_restarted = false;  ///< the charger has booted since
    bool starts_are_told = false;     ///< a start of the charger has told more than 0: it does read its meter there
    double most_kw = 0;               ///< the fastest that it was seen to rise; 0: it was not
    double unit_factor = 1;           ///< by which samples of earlier sessions had to be multiplied (UnitLabel)

    bool goes_on_to(double told_wh, std::chrono::milliseconds time, double drawn_kw) const;
    void put(NumberRow& row) const;
    static RegisterBefore taken(NumberRow& row);
};

/// What a session is said to have begun at.
struct SessionStart {
    RegisterReading reading;
    bool is_sound = false;  ///< a meter can stand there
    RegisterBefore before;

    /// What a register stood at when the session began, if it rose from there to what is told. A start of 0 is often no
    /// meter's word: it counts where nothing shows that the register stood higher before, and where what is drawn makes
    /// the rise likely; else the register goes on from what it stood at before.
    std::optional<double> began_at(const RegisterReading& told, double most_kw, double drawn_kw) const;
    void put(NumberRow& row) const;
    static SessionStart taken(NumberRow& row);

  private:
    bool stood_higher(double told_wh, std::chrono::milliseconds time, double drawn_kw) const;
};

/// What ended it: its meter where one can stand there, and when, where the charger said so.
struct SessionStop {
    std::optional<RegisterReading> meter;
    std::optional<UtcTime> told;
};

}  // namespace gateway
