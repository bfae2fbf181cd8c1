#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gateway/authorization/authorisation.h"
#include "gateway/clock.h"
#include "storage/records.h"

namespace gateway {

/// Who may charge at one charger, the gateway itself included (OCPP 1.6, 4.1). Owned by the ChargePoint; io thread.
class ChargerTags {
  public:
    /// `site_tag`: of the site's own remote starts. `charger_tag`: the one that this charger wants to be started with,
    /// if any (quirk 57).
    ChargerTags(const storage::ChargePointRecord& record, Authorisation& authorisation, Time& time,
                const std::string& site_tag, std::function<const std::optional<std::string>&()> charger_tag)
        : record_(record),
          authorisation_(authorisation),
          time_(time),
          site_tag_(site_tag),
          charger_tag_(std::move(charger_tag)) {}

    /// The tag of our remote starts at this charger.
    const std::string& own() const;
    /// Some chargers give our tag back with bytes of their memory behind it (quirk 57).
    bool is_own(const std::string& id_tag) const;
    /// A charger that is not accepted authorises nobody.
    ocpp::IdTagInfo authorise(const std::string& id_tag) const;
    bool is_known(const std::string& id_tag) const { return authorisation_.find(id_tag) != nullptr; }
    const Authorisation& of_site() const { return authorisation_; }

  private:
    const storage::ChargePointRecord& record_;
    Authorisation& authorisation_;
    Time& time_;
    const std::string& site_tag_;
    std::function<const std::optional<std::string>&()> charger_tag_;
};

}  // namespace gateway
