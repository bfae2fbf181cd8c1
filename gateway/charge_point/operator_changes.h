#pragma once

#include <functional>

#include "gateway/access/charger_registration.h"
#include "gateway/access/stored_password.h"
#include "gateway/charge_point/charger_facts.h"
#include "gateway/charge_point/charger_writes.h"
#include "gateway/charge_point/operator_settings.h"
#include "gateway/decision/provisional.h"

namespace gateway {

/// What the operator says of one charger, and its password. It counts at once and goes back where it cannot be made
/// durable. Owned by the ChargePoint; io thread.
class OperatorChanges {
  public:
    /// The parts that it works with, all of the same ChargePoint.
    struct Parts {
        ChargerContext& charger;
        Connectors& connectors;
        ChargerWrites& writes;
        ChargerFacts& facts;
        ChargerRegistration& registration;
        std::function<bool()> is_connected;
    };
    explicit OperatorChanges(Parts parts);

    /// `done(false)`: it could not be made durable, and all is as before.
    void change(const OperatorSettings& settings, std::function<void(bool)> done);
    void change_password(const StoredPassword& password, std::function<void(bool)> done);
    /// For this process, whatever becomes of it on disk.
    void set_password(const StoredPassword& password);
    /// The charger used a new key: it stands in the record, and counts.
    void password_was_used() { password_ = Provisional(password_of(parts_.charger.record)); }

  private:
    void adopt(const OperatorSettings& settings);

    Parts parts_;
    Provisional<OperatorSettings> settings_;
    Provisional<StoredPassword> password_;
};

}  // namespace gateway
