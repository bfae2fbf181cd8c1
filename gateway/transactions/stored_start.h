#pragma once

#include <optional>
#include <string>

#include "gateway/transactions/register_reading.h"
#include "gateway/transactions/transaction_flags.h"
#include "storage/records.h"

namespace gateway {

/// A StartTransaction on its way to the disk. Plain; io thread.
struct StoredStart {
    storage::TransactionRecord row;
    std::string key;
    TransactionTime began;
    ocpp::IdTagInfo info;
    bool stands_beside = false;  ///< the connector is busy and stays with its session
    std::optional<std::int64_t> reservation_used{};
    RegisterBefore before{};
};

}  // namespace gateway
