#pragma once

#include <set>
#include <string>

#include "gateway/clock.h"
#include "gateway/decision/timings.h"
#include "ocpp/messages/core.h"
#include "ocpp/quirks.h"
#include "storage/records.h"

/// Whether a charger is taken into service, and what may be said on either side until then (OCPP 1.6, 4.2).
namespace gateway {

/// The answer to a BootNotification. `spread` is 0 to 1, random: chargers that are turned away together must not come
/// back together (J-errata 3.3), so their interval is 0.8 to 1.2 of the configured one.
ocpp::BootNotification::Response boot_answer(storage::Registration registration, const ControlTimings& timings,
                                             UtcTime now, double spread);

/// Why a CALL of that action may not go to a charger of that state, for the operator to read; empty: it may. A
/// BootNotification is asked for only until it was accepted (errata 3.40), unless `forced`.
std::string why_not_to_send(const storage::ChargePointRecord& charge_point, const std::string& action);
std::string why_not_to_trigger(const storage::ChargePointRecord& charge_point, const std::string& message, bool forced);

/// What a charger may send before it is accepted: anything where it is read leniently; else its BootNotification and,
/// while Pending, what it was asked for by a TriggerMessage (CF-058, CF-059). One per charger, io thread.
class UnacceptedCalls {
  public:
    void link_opened() { triggered_.clear(); }
    /// A TriggerMessage or ExtendedTriggerMessage for that message was accepted: one is answered.
    void asked_for(const std::string& message);
    /// False: the answer is SecurityError. Uses up what was asked for.
    bool admit(const std::string& action, const storage::ChargePointRecord& charge_point, ocpp::Strictness strictness);

  private:
    std::set<std::string> triggered_;  ///< bounded by the names of messages that can be asked for
};

}  // namespace gateway
