#pragma once

#include <functional>
#include <optional>

#include "canonical/event.h"
#include "gateway/charge_point/connector.h"

namespace gateway {

/// What webhooks are told of a charger's devices beside their actions: link and ceiling. Each is told once, whatever
/// becomes of the gateway: that it was told is stored with it. Owned by the ChargePoint; io thread.
class DeviceEvents {
  public:
    /// Stores whole or not at all; `failed` where it was not.
    using Store = std::function<void(storage::Batch, std::function<void()> failed)>;
    DeviceEvents(Time& time, const storage::ChargePointRecord& record, Store store)
        : time_(time), record_(record), store_(std::move(store)) {}

    /// device.connected, device.disconnected and setting.applied, where they are due.
    void look_at(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake);
    void tell_of_drift(const Connector& connector);

    static constexpr std::size_t kMostUntold = 64;  ///< a drift is told at most once a minute

  private:
    canonical::EventContext context(const Connector& connector) const;
    void tell_of_link(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake);
    void tell_of_ceiling(Connector& connector);
    void tell(std::vector<canonical::Event> events);

    Time& time_;
    const storage::ChargePointRecord& record_;
    Store store_;
    std::vector<canonical::Event> untold_;  ///< drifts whose commit failed
};

}  // namespace gateway
