#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "gateway/transactions/energy_account.h"

/// What one session took from the grid (docs/operating.md, "Energy of a session"). Pure.
namespace gateway {

/// What the rating of a charger lets through: a quarter more, since meters and clocks are not exact; else what the
/// largest there is gives.
double most_possible_kw(std::optional<double> rated_kw);

struct EnergyResult {
    std::int64_t wh = 0;  ///< never negative
    std::string source;   ///< "register", "interval", "meter_start_stop" or "power"
};

/// What a start or a stop tells: what the meter stood at, by the charger's time if that is known, and ours.
struct SessionMoment {
    std::optional<std::int64_t> meter_wh;
    std::optional<UtcTime> told;
    UtcTime received{};
    RegisterBefore before{};  ///< of a start
};

/// The readings of one session, as far as its energy needs them, in bounded room. What came with the stop is summed
/// apart from what was told while the session ran, and the larger of the two counts: both are parts of one truth.
class SessionEnergy {
  public:
    SessionEnergy() = default;
    explicit SessionEnergy(const SessionMoment& start);

    /// Values that do not name the session may be of the time after it, as long as its stop has not come.
    void ingest(const std::vector<ocpp::MeterValue>& values, UtcTime received, double most_kw,
                bool names_session = true);
    void ingest_transaction_data(const std::vector<ocpp::MeterValue>& values, UtcTime received, double most_kw);
    /// Without a meter in `end` no stop came: then it is what the session took so far.
    std::optional<EnergyResult> result(const SessionMoment& end, double most_kw) const;
    /// Words for the transaction's flags (docs/operating.md).
    std::vector<const char*> flags() const;
    bool is_empty() const { return is_empty_; }
    /// What its register stood at when it was told last.
    std::optional<double> register_wh() const { return live_.register_wh(); }
    std::optional<double> unit_factor() const { return live_.unit_factor(); }

    /// What was told while the session ran, for the disk; without what came with its stop.
    std::string state() const;
    /// False where the text is none of ours.
    bool restore(const std::string& state);

  private:
    struct Bounds;
    std::optional<EnergyResult> result_of(const EnergyAccount& account, const Bounds& bounds) const;
    std::optional<EnergyResult> by_registers(const EnergyAccount& account, const Bounds& bounds) const;

    SessionStart start_;
    EnergyAccount live_, with_stop_;
    bool is_empty_ = true;
};

}  // namespace gateway
