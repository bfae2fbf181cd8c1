#pragma once

#include <array>
#include <optional>

#include "gateway/translate/power_reading.h"
#include "gateway/translate/register_power.h"
#include "ocpp/messages/core.h"

/// Power of one connector from MeterValues (field-quirks, algorithm (c)). Pure: receipt times are told.
namespace gateway {

class MeterReadings {
  public:
    /// Takes in all values of one message. `power_counts` is false for values of an ended transaction (quirk
    /// 53): they feed the energy register only.
    void ingest(const std::vector<ocpp::MeterValue>& values, SteadyTime received, bool power_counts);

    /// The best source with fresh data, or nothing when all of it is older than `max_age`.
    std::optional<PowerReading> power(SteadyTime now, std::chrono::milliseconds max_age,
                                      double nominal_voltage, int max_phases) const;
    /// The same by evidence that lies wholly behind `since`; empty before there is any. An estimate then covers all that
    /// was told from `since` on.
    std::optional<PowerReading> power_since(SteadyTime since, SteadyTime now, std::chrono::milliseconds max_age,
                                            double nominal_voltage, int max_phases) const;

    /// The operator's word on what the connector can give, if there is one: it bounds what is believed.
    void rated(std::optional<double> kilowatts) { register_power_.rated(kilowatts); }

    /// How many phases draw, once three samples of this session agreed on it; nothing before (quirk 77).
    std::optional<int> phases_drawing() const;

    /// Line-to-neutral voltage, smoothed, when plausible (90..290 V).
    std::optional<double> voltage() const { return voltage_; }

    /// Import register in Wh, when the charger reports one.
    std::optional<double> energy_wh() const;

    /// A session begins or ends: what was learnt about phases is forgotten, powers too.
    void forget_session();
    /// A session resumes: more phases than before may draw (quirk 77).
    void forget_phases();

  private:
    struct Reading {
        double value = 0;
        SteadyTime at{};
    };
    /// Total, L1, L2, L3, N.
    using Slots = std::array<std::optional<Reading>, 5>;
    struct Moment;

    void take(const Moment& moment, SteadyTime received, bool power_counts);
    void take_voltage(const Moment& moment);
    void check_power_label(const Moment& moment);
    std::optional<int> phases_in(const Moment& moment) const;
    void count_phases(const Moment& moment);
    std::optional<PowerReading> from_measured_power(SteadyTime oldest) const;
    std::optional<PowerReading> from_currents(SteadyTime oldest, double nominal_voltage,
                                              int max_phases) const;

    Slots power_w_, current_a_, energy_wh_;
    std::optional<double> voltage_;
    int phases_in_last_sample_ = 0;
    int samples_in_agreement_ = 0;
    double power_factor_ = 1;  ///< 1000 or 0.001 for a charger that labels kW as W or W as kW (quirk 61)
    double suspected_factor_ = 1;
    int samples_of_suspicion_ = 0;
    RegisterPower register_power_;
};

}  // namespace gateway
