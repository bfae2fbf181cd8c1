#pragma once

#include <functional>

#include "gateway/transactions/session_ledger.h"
#include "storage/storage.h"

namespace gateway {

/// The energy of sessions whose sum is not on disk: one that an older gateway began, or that was given up before a
/// restart and is not followed. Once its stop has come, or it was given up, all of it is read again. Owned by the
/// ChargePoint; io thread.
class EnergyFromDisk {
  public:
    struct Ports {
        /// Told only while the charger is known.
        std::function<void(std::int64_t id, std::function<void(const storage::TransactionDetails&)>)> find_transaction;
        std::function<void(const storage::SetEnergy&)> store;
        std::function<UtcTime()> utc;
    };
    EnergyFromDisk(const storage::ChargePointRecord& record, SessionLedger& ledger, Ports ports)
        : record_(record), ledger_(ledger), ports_(std::move(ports)) {}

    void complete(std::int64_t id);

  private:
    void found(std::int64_t id, const storage::TransactionDetails& details);

    const storage::ChargePointRecord& record_;
    SessionLedger& ledger_;
    Ports ports_;
};

}  // namespace gateway
