#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "gateway/access/security_log.h"
#include "gateway/authorization/authorisation.h"
#include "gateway/decision/timings.h"
#include "gateway/decision/traits.h"
#include "gateway/inspection/frame_log.h"
#include "gateway/security/certificate_authority.h"
#include "ocpp/call_table.h"
#include "storage/storage.h"

namespace gateway {

class ChargePoint;
class Connector;
class LessonStore;

/// What all charge points share; owned by the Site, outlives them.
struct SiteServices {
    Time& time;
    storage::Storage& storage;
    ControlTimings timings;
    std::string remote_start_tag;  ///< at most 16 upper-case hex characters (quirk 57)
    std::string call_id_prefix;    ///< random per process: our message ids never repeat (catalogue, 1.2)
    const ocpp::CallTable<ChargePoint>& incoming_calls;
    std::function<std::int64_t()> next_transaction_id;
    std::function<std::string()> new_device_id;
    /// A connector appeared for the first time: its device is to be listed.
    std::function<void(Connector&)> connector_appeared;
    LessonStore& lessons;
    /// What is known beforehand of such a charger, and the operator's word for this one.
    std::function<Traits(const storage::ChargePointRecord&)> traits_of;
    Authorisation& authorisation;
    bool keeps_local_lists;
    bool strict;  ///< every charger's messages are held to the letter
    std::function<std::int64_t()> next_reservation_id;
    /// A session of that tag runs at another charger than `asker`.
    std::function<bool(const std::string& id_tag, const ChargePoint& asker)> is_charging_elsewhere;
    /// The other charger that has or had our transaction of that id; empty: none is known.
    std::function<std::string(std::int64_t transaction_id, const ChargePoint& asker)> owner_of_transaction;
    std::shared_ptr<FrameBudget> frame_budget{};
    SecurityLog* security_log = nullptr;  ///< never null in a Site
    /// A certificate request, for the charger whose certificates bear that name.
    std::function<Signing(const std::string& csr, const std::string& common_name)> sign_certificate{};
    std::function<void(const storage::IssuedCertificateRecord&)> certificate_issued{};
    std::function<void(ChargePoint&)> looked_at{};  ///< it has decided anew; never null in a Site
};

}  // namespace gateway
