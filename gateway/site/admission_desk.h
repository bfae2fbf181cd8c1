#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "gateway/access/attempt_limits.h"
#include "gateway/access/issued_certificates.h"
#include "gateway/access/reconnect_limits.h"
#include "gateway/site/charger_registry.h"

namespace gateway {

/// The site as the chargers' sockets see it: who may come in, and which of two sockets is the charger. Owned by the
/// Site; io thread.
class AdmissionDesk {
  public:
    AdmissionDesk(const SiteOptions& options, Time& time, storage::Storage& storage, ChargerRegistry& registry,
                  SecurityLog& security_log, const storage::Snapshot& snapshot);

    /// Decides on an upgrade request. `environment` belongs to the listener that the request came in on.
    Admission admit(const UpgradeRequest& request, canonical::Environment environment);
    void link_opened(std::shared_ptr<ChargerLink> link);
    void received(ChargerLink& link, std::string text);
    void link_closed(ChargerLink& link);
    /// Who is connected, or about to be, has to log in anew.
    void end_sessions(ChargePoint& charge_point, const std::string& reason);

    /// Verifies a password against salt and hash; set by main (HMAC under the pepper file).
    VerifyPassword verify_password;
    IssuedCertificates& certificates() { return certificates_; }
    AttemptLimits& attempts() { return attempts_; }
    const AttemptCounters& attempt_counters() const { return attempts_.counters(); }
    ReconnectLimits& reconnects() { return reconnects_; }
    const ReconnectLimits& reconnects() const { return reconnects_; }

  private:
    std::shared_ptr<ChargePoint> find_named(const UpgradeRequest& request) const;
    Admission judge(const std::shared_ptr<ChargePoint>& known, const UpgradeRequest& request,
                    canonical::Environment environment);
    Admission admit_unknown(const UpgradeRequest& request);
    Admission admit_known(ChargePoint& charge_point, const UpgradeRequest& request);
    AdmissionRules rules() const { return {verify_password, options_.cpo_name, certificates_.revoked()}; }
    bool is_throttled(ChargePoint& charge_point, const UpgradeRequest& request) const;
    void discover(const UpgradeRequest& request);
    void log_discovery(const UpgradeRequest& request);
    void warn_before_limit(const std::string& id);
    void take_over(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> link);
    void contend(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> newcomer);

    const SiteOptions& options_;
    Time& time_;
    storage::Storage& storage_;
    ChargerRegistry& registry_;
    SecurityLog& security_log_;
    IssuedCertificates certificates_;
    AttemptLimits attempts_;
    ReconnectLimits reconnects_;
    std::optional<SteadyTime> discovery_logged_;
    /// Sockets that wait for the verdict on an older one, by generation.
    std::map<std::uint64_t, std::shared_ptr<ChargerLink>> contenders_;
};

}  // namespace gateway
