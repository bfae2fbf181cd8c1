#pragma once

#include <map>

#include "gateway/transactions/register_reading.h"
#include "ocpp/messages/metering.h"

namespace gateway {

/// What the registers of one charger were told to stand at last, by samples, stops and starts, for the session that
/// begins next. Of the time before this process only the starts are known that it restores. Pure; owned by the
/// SessionLedger.
class RegisterMemory {
  public:
    void told(int connector, double wh);
    void told(int connector, const std::vector<ocpp::MeterValue>& values);
    void told(int connector, double wh, std::optional<UtcTime> at);
    void booted();
    /// A session has shown by what its samples are to be multiplied, and that the register stands at `wh` then.
    void unit_shown(int connector, double factor, std::optional<double> wh);
    double unit_factor() const { return unit_factor_; }
    /// What is known at a start.
    RegisterBefore before(int connector) const;
    /// A session that told `wh` began.
    void began(int connector, double wh);
    /// The same, before this process began.
    void restored(int connector, double wh);

  private:
    struct Known {
        std::optional<double> wh;
        std::optional<UtcTime> at{};  ///< by the charger's clock; empty: not known, or of a stop
        double most_kw = 0;
        bool zero_was_told = false;  ///< once: a glitch as often as a meter's word
        bool has_booted = false;     ///< since its last session began
    };
    std::map<int, Known> known_;
    bool starts_are_told_ = false;
    double unit_factor_ = 1;  ///< of the whole charger
};

}  // namespace gateway
