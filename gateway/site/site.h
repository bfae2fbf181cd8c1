#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateway/charge_point/lesson_store.h"
#include "gateway/site/admission_desk.h"
#include "gateway/site/charger_desk.h"
#include "gateway/site/device_commands.h"
#include "gateway/site/device_directory.h"
#include "gateway/site/tag_desk.h"

namespace gateway {

class Schedules;

/// All charge points and their canonical devices: what sockets, REST and the operator work with, each by a part of its
/// own. It restores the live state at start. Io thread; owned by main.
class Site {
  public:
    Site(SiteOptions options, Time& time, storage::Storage& storage, const storage::Snapshot& snapshot);
    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    // The charger side.
    AdmissionDesk& admission() { return admission_; }
    const AdmissionDesk& admission() const { return admission_; }

    // The REST side.
    DeviceDirectory& devices() { return devices_; }
    const DeviceDirectory& devices() const { return devices_; }
    DeviceCommands& commands() { return commands_; }
    Schedules& schedules() { return *schedules_; }

    // The operator's side.
    const ChargerRegistry& registry() const { return registry_; }
    const ChargerRegistry::Map& charge_points() const { return registry_.all(); }
    /// Nothing while no such charger is known.
    std::shared_ptr<ChargePoint> charge_point(const std::string& id) const { return registry_.find(id); }
    ChargerDesk& chargers() { return chargers_; }
    TagDesk& tags() { return tags_; }
    /// The tags and the policy.
    const Authorisation& authorisation() const { return authorisation_; }
    const FrameBudget& frame_budget() const { return *services_.frame_budget; }
    const SecurityLog& security_log() const { return security_log_; }

    /// Signs a charger's certificate request (A02); set by main where there is an authority.
    std::function<Signing(const std::string& csr, const std::string& common_name)> sign_certificate;
    /// Called where a charge point has decided anew, for who wants to see what changed; set by the EventHub.
    std::function<void(ChargePoint&)> looked_at;

  private:
    SiteServices make_services(const storage::Snapshot& snapshot);
    void restore(const storage::Snapshot& snapshot);
    void restore_sessions(const storage::Snapshot& snapshot);
    void restore_actions(const storage::Snapshot& snapshot);

    SiteOptions options_;
    Time& time_;
    storage::Storage& storage_;
    ocpp::CallTable<ChargePoint> incoming_calls_;
    LessonStore lessons_;
    SecurityLog security_log_;
    Authorisation authorisation_;
    SiteServices services_;
    ChargerRegistry registry_;
    DeviceDirectory devices_;
    AdmissionDesk admission_;
    ChargerDesk chargers_;
    TagDesk tags_;
    DeviceCommands commands_;
    std::unique_ptr<Schedules> schedules_;
};

}  // namespace gateway
