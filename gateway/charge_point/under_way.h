#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gateway/clock.h"
#include "gateway/transactions/register_reading.h"
#include "gateway/transactions/transaction_flags.h"
#include "ocpp/messages/core.h"
#include "storage/records.h"

/// What a ChargePoint has begun and not ended yet, as plain values of its own. Io thread.
namespace gateway {

/// A StartTransaction on its way to the disk.
struct StoredStart {
    storage::TransactionRecord row;
    std::string key;
    TransactionTime began;
    ocpp::IdTagInfo info;
    bool stands_beside = false;  ///< the connector is busy and stays with its session
    std::optional<std::int64_t> reservation_used{};
    RegisterBefore before{};
};

/// Open when the charger rebooted, and not heard of since (quirk 55).
struct DoubtfulTransaction {
    std::int64_t id = 0;
    std::optional<SteadyTime> lost_at;  ///< set while the connector says Preparing
};

/// A reader who waits for fresh values.
struct Refresh {
    int connector_id;
    SteadyTime until;
    std::function<void()> done;
};

/// Of a profile that was sent.
struct LimitContext {
    int doubts;                                  ///< when it was sent
    std::optional<std::int64_t> transaction_id;  ///< that it concerns alone
};
struct LimitAnswer {
    bool accepted, timed_out;
    std::string words;
};

}  // namespace gateway
