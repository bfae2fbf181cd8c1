#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "simulators/charge_point_state.h"
#include "simulators/transaction_messages.h"

namespace simulators {

/// The meter values of one charge point: when they are due, and what it makes of them. Owned by the ChargePoint.
class Metering {
  public:
    Metering(ChargePointState& state, CsmsSession& csms, TransactionMessages& messages)
        : state_(state), csms_(csms), messages_(messages), last_aligned_(state.now.steady) {}

    std::optional<SteadyTime> next_sample(const Connector& connector) const;
    std::optional<SteadyTime> next_aligned() const;
    void take_samples();
    /// `key`: the configuration key that lists the measurands.
    void send_sample(Connector& connector, std::string_view key, ocpp::ReadingContext context);

  private:
    void send_readings(const Connector& connector, std::vector<ocpp::MeterValue> readings);
    Connector with_shared_meter(const Connector& connector) const;
    void freeze_if_due(Connector& connector) const;
    void tell_power(const Connector& connector);

    ChargePointState& state_;
    CsmsSession& csms_;
    TransactionMessages& messages_;
    std::int64_t sent_readings_ = 0;
    SteadyTime last_aligned_;
};

}  // namespace simulators
