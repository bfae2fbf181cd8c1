#pragma once

#include <algorithm>
#include <cstdint>

#include "gateway/clock.h"
#include "storage/transaction_ids.h"

namespace gateway {

/// Gives each transaction the next id: larger than the last, and never less than the seconds since 2020, so that a
/// gateway that lost its database does not give the ids again which chargers still report.
class OwnTransactionIds {
  public:
    explicit OwnTransactionIds(std::int64_t last) : last_(last) {}

    std::int64_t next(UtcTime now) {
        const std::int64_t after = last_ < storage::kLargestTransactionId ? last_ + 1 : 1;
        last_ = std::max(after, storage::transaction_id_by_clock(now));
        return last_;
    }

  private:
    std::int64_t last_;
};

}  // namespace gateway
