#pragma once

#include <algorithm>
#include <cstdint>

#include "gateway/clock.h"
#include "storage/limits.h"

namespace gateway {

/// Gives each transaction the next id: larger than the last, and never less than the seconds since 2020, so that a
/// gateway that lost its database does not give the ids again which chargers still report.
class OwnTransactionIds {
  public:
    explicit OwnTransactionIds(std::int64_t last) : last_(last) {}

    std::int64_t next(UtcTime now) {
        const std::int64_t after = last_ < storage::largest_transaction_id ? last_ + 1 : 1;
        last_ = std::max(after, by_clock(now));
        return last_;
    }

  private:
    /// The lower half of the ids lasts until 2054. A clock beyond it is wrong or has served its time: from there on ids
    /// are only counted, so no clock can use up what is left.
    static std::int64_t by_clock(UtcTime now) {
        constexpr std::chrono::seconds k2020{1577836800};
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()) - k2020;
        return seconds.count() <= storage::largest_id_by_clock ? seconds.count() : 0;
    }

    std::int64_t last_;
};

}  // namespace gateway
