#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/charge_point/connector_map.h"
#include "storage/storage.h"

namespace gateway {

/// What of one charger goes to the disk, and goes on being tried where nobody else would ask for it again. Owned by the
/// ChargePoint; io thread.
class ChargerWrites {
  public:
    using Done = std::function<void(const storage::Written&)>;

    struct Parts {
        const storage::ChargePointRecord& record;
        storage::Storage& storage;
        Time& time;
        const ControlTimings& timings;
        const ConnectorMap& connectors;
    };
    struct Ports {
        std::function<std::weak_ptr<void>()> still_here;  ///< who is gone is told nothing
        std::function<void()> answered;                   ///< it may take more now, and something may be due
    };
    ChargerWrites(Parts parts, Ports ports) : parts_(parts), ports_(std::move(ports)) {}

    void write(storage::Batch batch, Done done);
    /// The charger's own row: tried until it is durable.
    void store_record(Done done = nullptr);
    /// Stores the connector's row; `done` is told whether it is durable. Without `done` it is tried until it is.
    void store(const Connector& connector, std::function<void(bool)> done = nullptr, storage::Batch alongside = {});
    /// Stores an action that has ended and its connector, and tries again until both are durable.
    void store_ended(const Connector& connector, const canonical::Action& action);
    void try_again_later();
    void try_what_failed(SteadyTime now);
    /// Something waits for its next try; empty: nothing does.
    std::optional<SteadyTime> next_try() const { return next_try_; }
    bool may_store(SteadyTime now) const { return !next_try_ || now >= *next_try_; }

  private:
    Parts parts_;
    Ports ports_;
    std::vector<canonical::Action> unstored_actions_;
    std::optional<SteadyTime> next_try_;
};

}  // namespace gateway
