#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "canonical/device.h"
#include "gateway/site/charger_registry.h"

namespace gateway {

class Schedules;

/// A canonical device: one connector of one charger.
struct DeviceRef {
    std::shared_ptr<ChargePoint> charge_point;
    Connector* connector = nullptr;
    explicit operator bool() const { return connector != nullptr; }
};

inline bool is_live(const DeviceRef& device) {
    return device.charge_point->record().environment == canonical::Environment::live;
}

/// The canonical devices of the site, and what is told of them. Owned by the Site; io thread.
class DeviceDirectory {
  public:
    DeviceDirectory(const SiteOptions& options, Time& time, const ChargerRegistry& registry)
        : options_(options), time_(time), registry_(registry) {}

    void list(const storage::ConnectorRecord& connector);
    void strike(const std::string& device_id);
    DeviceRef find(const std::string& device_id, canonical::Environment environment) const;
    /// Ids in the order the devices were first seen; with `owner`, of the charge points that belong to it alone.
    std::vector<std::string> ids(canonical::Environment environment,
                                 const std::optional<std::string>& owner = std::nullopt) const;

    canonical::Device describe(const DeviceRef& device, bool expedite = false) const;
    /// As `describe`, but an old value of a connected live charger is asked for anew first, for at most 5 s (O-14).
    void read_fresh(const DeviceRef& device, bool expedite, std::function<void(canonical::Device)> answer);
    canonical::SettingsBounds bounds(const DeviceRef& device) const;
    /// Of the wall clock at the charger.
    const std::string& time_zone(const DeviceRef& device) const;
    /// Those whose next turn is told of a device; set by the Site.
    const Schedules* schedules = nullptr;

  private:
    canonical::Source source_of(const DeviceRef& device, bool expedite) const;

    const SiteOptions& options_;
    Time& time_;
    const ChargerRegistry& registry_;
    struct Listed {
        std::string charge_point_id;
        int connector_id = 0;
    };
    std::map<std::string, Listed> devices_;
    std::vector<std::string> order_;
};

}  // namespace gateway
