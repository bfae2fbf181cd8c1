#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gateway/translate/phase_count.h"
#include "gateway/translate/power_reading.h"
#include "gateway/translate/register_power.h"
#include "gateway/translate/sample_delay.h"
#include "gateway/translate/sampled_value.h"
#include "gateway/translate/source_watch.h"
#include "gateway/translate/voltage_level.h"
#include "gateway/translate/watts_per_ampere.h"
#include "ocpp/messages/core.h"

/// Power of one connector from MeterValues: power, currents and the register are judged together. Pure: receipt times
/// are told.
namespace gateway {

/// Of a meter that stands for several connectors: what they can draw by their limits.
struct MeterShare {
    double own_kw = 0, others_kw = 0;
};

class MeterReadings {
  public:
    /// Takes in all values of one message, the newest of them measured at `measured`. What is older than what was told
    /// before says nothing of the power now. `power_counts` is false for values of an ended transaction (quirk 53):
    /// they feed the energy register only.
    void ingest(const std::vector<ocpp::MeterValue>& values, SteadyTime measured, bool power_counts);

    /// The best source with fresh data, or nothing when all of it is older than `max_age`.
    std::optional<PowerReading> power(SteadyTime now, std::chrono::milliseconds max_age, double nominal_voltage,
                                      int max_phases) const;
    /// The same by evidence that lies wholly behind `since`; empty before there is any. An estimate then covers all
    /// that was told from `since` on.
    std::optional<PowerReading> power_since(SteadyTime since, SteadyTime now, std::chrono::milliseconds max_age,
                                            double nominal_voltage, int max_phases) const;

    /// The operator's word on what the connector can give, if there is one: it bounds what is believed.
    void rated(std::optional<double> kilowatts);
    /// It is known to be direct current, whatever the values look like.
    void configured_as_dc(bool is_dc);

    // Single sources, whether they are believed or not.

    std::optional<PowerReading> told_power(SteadyTime now, SteadyTime oldest) const;
    std::optional<PowerReading> from_currents(SteadyTime now, SteadyTime oldest, double nominal_voltage,
                                              int max_phases) const;

    /// There is no other connector whose energy it might count.
    void register_is_own(bool is_own) { register_is_own_ = is_own; }

    /// The power that is told is that of several connectors; the currents are its own.
    void share(std::optional<MeterShare> share) { share_ = share; }

    /// How many phases draw, once three samples of this session agreed on it; nothing before (quirk 77).
    std::optional<int> phases_drawing() const {
        return current_watch_.is_set_aside() ? std::nullopt : phases_.drawing();
    }
    std::optional<int> phases_seen() const { return phases_.newest(); }

    /// What a limit in A is converted with: volts a phase, smoothed, where they are plausible. Of direct current the
    /// highest seen.
    std::optional<double> voltage() const;
    /// On how many phases it stands: two where the voltage told lies across both and a half of it on each.
    int phases_of_voltage() const { return is_halved(phases_with_current_) ? 2 : 1; }
    /// What an ampere a phase is seen to come to, at the most.
    std::optional<double> watts_per_ampere() const { return is_dc_ ? std::nullopt : watts_per_ampere_.most(); }
    bool watts_per_ampere_is_proven() const { return watts_per_ampere_.is_proven(); }
    /// Direct current: voltage and current without any phase, and a state of charge.
    bool is_dc() const { return is_dc_; }

    /// Sources that were found wrong, and what is done about it; for the operator.
    struct Anomaly {
        const char* source;
        std::string words;
    };
    std::vector<Anomaly> anomalies() const;

    /// Import register in Wh, when the charger reports one.
    std::optional<double> energy_wh() const;

    /// A session begins or ends: what was learnt about phases is forgotten, powers too.
    void forget_session();
    /// A session resumes: more phases than before may draw (quirk 77).
    void forget_phases() { phases_.forget(); }

  private:
    struct Moment;

    SampleDelay::Verdict delay_of(const ocpp::MeterValue& newest, SteadyTime received);
    void take(const Moment& moment, SteadyTime at, SteadyTime received, bool power_counts);
    void take_voltage(const Moment& moment);
    void tell_dc(const Moment& moment);
    double volts_a_phase(int phases) const;
    bool is_halved(int phases) const;
    void fit_watts_per_ampere(SteadyTime now);
    void compare_sources(SteadyTime now);
    void compare_no_sources();
    void count_phases(SteadyTime now);
    std::optional<int> count_by_total(int drawing, double per_phase_kw, SteadyTime now) const;
    PhaseSlots fresh(Quantity quantity, SteadyTime now, SteadyTime oldest) const;
    double power_factor(double apparent_kva, SteadyTime now, SteadyTime oldest) const;
    bool exports(SteadyTime now, SteadyTime oldest) const;
    bool currents_are_unlikely(SteadyTime now, SteadyTime oldest) const;
    std::optional<PowerReading> best_measured(SteadyTime now, SteadyTime oldest, double nominal_voltage,
                                              int max_phases) const;

    std::array<PhasedReadings, kQuantities> told_;
    VoltageLevel volts_;
    double highest_volts_ = 0;
    bool between_lines_ = false;   ///< `volts_` are
    int phases_with_current_ = 0;  ///< as told last
    bool is_dc_ = false, phase_was_told_ = false, is_configured_as_dc_ = false;
    PhaseCount phases_;
    SourceWatch power_watch_, current_watch_;
    WattsPerAmpere watts_per_ampere_;
    double risen_at_comparison_wh_ = 0;  ///< of power and currents
    bool register_is_own_ = true;
    bool sign_is_wrong_ = false;  ///< power is negative while currents and register tell of import
    std::optional<double> rated_kw_;
    std::optional<MeterShare> share_;
    RegisterPower register_power_;
    SteadyTime newest_{};
    SampleDelay delay_;
};

}  // namespace gateway
