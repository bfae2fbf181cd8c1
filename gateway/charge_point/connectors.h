#pragma once

#include <functional>
#include <map>
#include <memory>

#include "gateway/charge_point/charger_context.h"
#include "gateway/charge_point/connector_map.h"
#include "gateway/most_connectors.h"

namespace gateway {

/// The connectors of one charger. Their numbers are stable keys and none ever goes, so references stay valid. Owned by
/// the ChargePoint; io thread.
class Connectors {
  public:
    static constexpr int kMost = kMostConnectors;
    using Map = ConnectorMap;

    struct Ports {
        std::function<void(Connector&)> appeared;  ///< for the first time: its device is new
        std::function<void()> changed;             ///< there is one more
    };
    Connectors(ChargerContext& charger, Ports ports) : charger_(charger), ports_(std::move(ports)) {}

    Connector* find(int connector_id) const;
    /// Creates it, with its canonical device, when it was never seen; nothing for ids beyond all reason.
    Connector* get(std::int64_t connector_id);
    void restore(storage::ConnectorRecord row);
    /// Connector 0 is the station's meter: the connector's own only where there is just one and it has none (quirk 69).
    Connector* of_meter(std::int64_t connector_id);
    /// Everything is told again, to each.
    void start_over();

    Map& all() { return all_; }
    const Map& all() const { return all_; }
    /// For what knows no more of a connector than its view; the same keys.
    const std::map<int, ConnectorView*>& views() const { return views_; }
    Map::const_iterator begin() const { return all_.begin(); }
    Map::const_iterator end() const { return all_.end(); }
    std::size_t size() const { return all_.size(); }

  private:
    ChargerContext& charger_;
    Ports ports_;
    Map all_;
    std::map<int, ConnectorView*> views_;
};

}  // namespace gateway
