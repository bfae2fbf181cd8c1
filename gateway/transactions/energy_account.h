#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "gateway/transactions/register_series.h"
#include "gateway/transactions/unit_label.h"
#include "ocpp/messages/metering.h"

namespace gateway {

/// A register with what was found out about its unit.
class EnergyRegister {
  public:
    EnergyRegister() = default;
    explicit EnergyRegister(std::optional<SessionStart> start, double unit_factor = 1)
        : start_(start), series_(fresh()), label_(unit_factor) {}

    void take(const RegisterReading& told, const RegisterSeries::Telling& telling, double most_kw);
    const RegisterSeries& series() const { return series_; }
    const UnitLabel& label() const { return label_; }

    void put(NumberRow& row) const;
    static EnergyRegister taken(NumberRow& row, std::optional<SessionStart> start);

  private:
    RegisterSeries fresh() const { return start_ ? RegisterSeries::of_session(*start_) : RegisterSeries(); }
    void take_corrected(RegisterReading reading, const RegisterSeries::Telling& telling, double most_kw);

    std::optional<SessionStart> start_;
    RegisterSeries series_;
    UnitLabel label_;
};

/// The energy of intervals, where no register is told: each counts once.
class IntervalSum {
  public:
    void take(const RegisterReading& interval, const RegisterReading& start, double most_kw);
    double sum() const { return wh_; }

    void put(NumberRow& row) const;
    static IntervalSum taken(NumberRow& row);

  private:
    std::optional<RegisterReading> first_, last_;
    double wh_ = 0;
};

/// Power over time; what is told again or late adds nothing.
class PowerOverTime {
  public:
    void take(double watts, UtcTime told, UtcTime received);
    /// Empty: there were never two values near each other.
    std::optional<double> wh() const { return wh_; }
    /// Of now, for a reading received at `received`; 0: not known.
    double watts_at(UtcTime received) const;
    /// As told last; 0: never.
    double last_watts() const { return newest_ ? newest_->watts : 0; }

    void put(NumberRow& row) const;
    static PowerOverTime taken(NumberRow& row);

  private:
    struct Power {
        double watts = 0;
        UtcTime told{}, received{};
    };
    std::optional<Power> newest_;
    UtcTime first_told_{};
    std::optional<double> wh_;
};

/// What the readings of one session tell of its energy, kept apart by where and how they were measured: one family
/// counts. Pure.
class EnergyAccount {
  public:
    EnergyAccount() = default;
    explicit EnergyAccount(const SessionStart& start) : start_(start) {}

    void take(const ocpp::MeterValue& moment, UtcTime received, double most_kw, bool names_session);

    /// What the family that counts tells.
    struct Tally {
        double wh = 0;              ///< with what start and stop add where they fit
        double read_wh = 0;         ///< without
        bool has_register = false;  ///< else intervals
        bool stop_fits = false;
        double read_kw = 0;   ///< by the register, from its first reading to its last; 0: too near each other
        double drawn_kw = 0;  ///< as far as is known
        double first_wh = 0;  ///< what was told first
        std::chrono::milliseconds unread{0};  ///< before the first reading and after the last one
    };
    std::optional<Tally> tally(const SessionStop& stop, double most_kw) const;
    const SessionStart& start() const { return start_; }
    double last_kw() const { return power_.last_watts() / 1000; }
    /// As the registers that count told last.
    std::optional<double> register_wh() const;
    std::optional<double> power_wh() const { return power_.wh(); }
    bool has_register() const { return !registers_.empty(); }
    /// A register was told, and something else than zero.
    bool has_live_register() const;
    bool is_empty() const { return registers_.empty() && intervals_.empty() && !power_.wh(); }
    bool fell() const;
    bool clock_stepped() const;
    bool unit_was_corrected() const;
    /// What its registers are to be multiplied by, as this session has shown; empty: it has not.
    std::optional<double> unit_factor() const;

    void put(NumberRow& row) const;
    void take_state(NumberRow& row);

  private:
    /// By location, best first (of intervals: for each, those of samples, then those of the clock), then total, L1, L2,
    /// L3.
    using Slot = std::pair<int, std::size_t>;

    void take_register(Slot slot, RegisterReading reading, double most_kw, bool names_session);
    std::optional<SessionStart> start_of(Slot slot) const;
    const EnergyRegister* find(Slot slot) const;
    std::vector<const RegisterSeries*> family(int location, bool phases) const;
    std::vector<const RegisterSeries*> best_family(int least_readings) const;
    Tally tally_of(const std::vector<const RegisterSeries*>& family, const SessionStop& stop, double most_kw) const;
    std::optional<double> interval_wh() const;
    std::optional<double> interval_wh(int family) const;
    template <class Question>
    bool any(Question question) const;

    SessionStart start_;
    std::map<Slot, EnergyRegister> registers_;
    std::map<Slot, IntervalSum> intervals_;
    PowerOverTime power_;
};

}  // namespace gateway
