#pragma once

#include <chrono>

#include "storage/limits.h"
#include "storage/rows_kept.h"

namespace storage {

/// The least id that a gateway gives at that time: the seconds since 2020. The lower half of the ids lasts until 2054;
/// a clock beyond it is wrong or has served its time, and lifts nothing.
inline std::int64_t transaction_id_by_clock(UtcTime now) {
    constexpr std::chrono::seconds kFirst{1577836800};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()) - kFirst;
    return seconds.count() >= 0 && seconds.count() <= kLargestIdByClock ? seconds.count() : 0;
}

}  // namespace storage
