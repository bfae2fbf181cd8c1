#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "gateway/decision/connector_view.h"

namespace gateway {

/// Sessions of one charger of which nothing is heard any more: open when it rebooted, or told to be over by a status
/// alone (quirk 55). Owned by the ChargePoint; io thread.
class LostSessions {
  public:
    struct Ports {
        /// When the open transaction is over without a stop, if nothing flows until then.
        std::function<std::optional<SteadyTime>(int connector_id)> lost_at;
        std::function<void(int connector_id, ocpp::Reason)> give_up;
        std::function<void()> decide_soon;
    };
    LostSessions(Time& time, const std::map<int, ConnectorView*>& connectors, Ports ports);

    /// The charger rebooted: what was open then may be over.
    void mark_all_stale();
    /// Only its own meter values tell that a session survived: the status may be of the next one.
    void confirm(int connector_id, std::int64_t id);
    /// A status came: when to look again.
    void watch();

  private:
    struct Stale {
        std::int64_t id = 0;
        std::optional<SteadyTime> lost_at;  ///< set while the connector says Preparing
    };
    void close_lost();

    Time& time_;
    const std::map<int, ConnectorView*>& connectors_;
    Ports ports_;
    std::unique_ptr<Time::Timer> timer_;
    std::map<int, Stale> stale_;  ///< by connector
};

}  // namespace gateway
