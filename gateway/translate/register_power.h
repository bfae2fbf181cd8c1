#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "gateway/translate/power_reading.h"
#include "ocpp/lazy_deque.h"

/// Power of one connector from nothing but its register of energy. Pure: receipt times are told.
namespace gateway {

/// A register rises in steps, of 1 Wh or of 1 kWh, and what is known is when a sample first showed a step, not when it
/// was made. Between two steps exactly so much flowed as lies between their values, in a time that both samples'
/// spacing and delay leave uncertain: that gives the bounds. Where no step comes, less flows than one step in that
/// time.
class RegisterPower {
  public:
    /// The operator's word; without it, what no charger exceeds bounds a rise.
    void rated(std::optional<double> kilowatts) { rated_kw_ = kilowatts; }

    /// A value that does not fit the series waits for a second one that does fit it; alone it is a glitch. One that
    /// waited at the charger was measured up to so long before it came.
    void ingest(double wh, SteadyTime received, SteadyTime::duration waited = {});
    /// What was known of when values were measured is wrong.
    void forget_times();
    /// By all steps so far that fitted.
    double risen_wh() const { return risen_wh_; }
    /// No more than this is hidden behind a value.
    double step_wh() const { return static_cast<double>(step_mwh_) / 1000; }

    /// By steps that were made behind `since` alone; empty before a step was seen, or with no sample since `oldest`.
    /// The longest time back that shows one and the same power counts, up to where it is known well.
    std::optional<PowerReading> power_since(SteadyTime since, SteadyTime oldest) const;

    /// The same of any time in this session, where it is known well enough to be shown.
    std::optional<PowerReading> power(SteadyTime oldest) const;

    /// What flowed in an earlier session says nothing of this one; what was learnt of the register stays.
    void forget_session();

  private:
    struct Sample {
        double wh = 0;
        SteadyTime at{};
        SteadyTime earliest{};  ///< it was measured between these two
    };
    struct Step {
        double wh = 0;            ///< the register crossed this value
        SteadyTime before, seen;  ///< between the measuring of these two samples
    };

    bool can_follow(const Sample& before, const Sample& next, double most_kw) const;
    double most_kw() const;
    void accept(const Sample& sample);
    void start_series(const Sample& sample);
    void learn_step(double rise_wh);
    void add_step(const Step& step);
    std::chrono::duration<double> usual_gap() const;
    PowerReading between(const Step& first, const Step& last) const;
    std::optional<PowerReading> between_steps(SteadyTime since) const;
    std::optional<PowerReading> without_step(SteadyTime since) const;

    std::optional<double> rated_kw_;
    std::optional<Sample> last_, waiting_;
    double risen_wh_ = 0;
    SteadyTime series_since_{};                   ///< of this session
    std::optional<Step> last_step_;               ///< of this series, of whatever session
    ocpp::LazyDeque<Step> steps_;                 ///< of this series and session
    ocpp::LazyDeque<SteadyTime::duration> gaps_;  ///< between steps that followed each other
    std::int64_t step_mwh_ = 0;  ///< divides all rises so far, so the true step is at most this; 0: none seen
};

}  // namespace gateway
