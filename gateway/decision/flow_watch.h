#pragma once

#include <cstdint>
#include <optional>

#include "gateway/clock.h"

namespace gateway {

/// Whether a meter shows that something flows where no open transaction says so, and whether it has frozen: a register
/// that rises, or power that varies, in two live samples at least ten seconds apart is flow; the same power over a
/// register that stands still is no proof of anything. Pure; owned by its Connector.
class FlowWatch {
  public:
    struct Sample {
        std::optional<double> kilowatts;  ///< measured
        std::optional<double> register_wh;
        SteadyTime at{};
    };

    void see(const Sample& sample);
    /// All but what was learnt of the register.
    void forget();
    /// Nobody sees what flows for a while: what stood still before counts, the time in between does not.
    void interrupt();

    /// Since when something has flowed, as far as the newest samples go.
    std::optional<SteadyTime> flows_since() const { return flows_since_; }
    /// The newest sample that proved it.
    SteadyTime last_flow() const { return last_flow_; }
    /// The sample before it: what flowed did so after that.
    SteadyTime last_flow_from() const { return last_flow_from_; }
    /// The register rises by no less at a time; 0: not seen yet.
    double step_wh() const;
    /// Power is told over a register that should have risen by it.
    bool is_frozen() const { return is_frozen_; }
    /// So far in two samples only: no reason to hide it, nor to conclude anything from it.
    bool may_be_frozen() const { return may_be_frozen_; }

  private:
    struct Register {
        std::int64_t step_mwh = 0;  ///< divides all rises so far
        int rises = 0;
        SteadyTime::duration longest_gap{};  ///< between rises, while power flowed
    };

    bool shows_flow(const Sample& sample) const;
    void look_for_ice(const Sample& sample);
    void learn_register(const Sample& sample);
    double granularity() const;

    std::optional<Sample> reference_;
    std::optional<SteadyTime> flows_since_;
    SteadyTime last_flow_{}, last_flow_from_{};
    std::optional<Sample> still_since_;
    int still_samples_ = 0;
    SteadyTime last_seen_{};
    bool is_interrupted_ = false, zero_was_told_ = false;
    Register register_;
    std::optional<SteadyTime> rose_at_;
    bool is_frozen_ = false, may_be_frozen_ = false;
};

}  // namespace gateway
