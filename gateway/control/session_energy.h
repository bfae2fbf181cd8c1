#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "gateway/clock.h"
#include "ocpp/messages/metering.h"

/// What one session took from the grid (field-quirks, item 59). Pure.
namespace gateway {

struct EnergyResult {
    std::int64_t wh = 0;  ///< never negative
    std::string source;   ///< "register", "meter_start_stop" or "power"
};

/// What an end tells beside the readings. `most_kw` bounds what can have flowed in `duration`.
struct SessionEnd {
    std::optional<std::int64_t> meter_stop_wh;  ///< empty: no StopTransaction came
    std::chrono::milliseconds duration{0};
    double most_kw = 0;
};

/// The readings of one session, as far as its energy needs them. Its own registers come first, lengthened by meterStart
/// and meterStop where those fit; then the difference of the two; then the power over time.
class SessionEnergy {
  public:
    explicit SessionEnergy(std::int64_t meter_start_wh = 0) : meter_start_wh_(meter_start_wh) {}

    /// In any order of their timestamps; a reading without one has the time of its receipt.
    void ingest(const std::vector<ocpp::MeterValue>& values, UtcTime received);
    std::optional<EnergyResult> result(const SessionEnd& end) const;
    /// A later reading of the register was less than an earlier one, so that it says nothing (BI-203).
    bool register_fell() const { return register_fell_; }

  private:
    struct Reading {
        UtcTime at{};
        double value = 0;
    };

    void take_register(Reading reading);
    void take_power(Reading reading);
    std::optional<double> from_register(const SessionEnd& end) const;
    std::optional<double> from_start_and_stop(const SessionEnd& end) const;

    std::int64_t meter_start_wh_;
    std::optional<Reading> first_, last_;  ///< of the register, in Wh
    int readings_ = 0;
    bool register_fell_ = false;
    std::optional<Reading> power_;  ///< the newest, in W
    std::optional<double> integrated_wh_;
};

}  // namespace gateway
