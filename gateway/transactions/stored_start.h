#pragma once

#include <optional>
#include <string>

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
    std::optional<double> register_before{};  ///< what the connector's register stood at last
};

}  // namespace gateway
