#pragma once

#include <chrono>

#include "gateway/clock.h"
#include "gateway/control/number_row.h"

namespace gateway {

/// Charger clocks before this are not set yet (quirks 46, 49).
inline constexpr UtcTime kPlausibleFrom = UtcTime(std::chrono::seconds(1577836800));  // 2020-01-01

/// What a register of energy stood at, by the charger's clock and by ours. Either clock may step.
struct RegisterReading {
    double wh = 0;
    UtcTime told{}, received{};

    void put(NumberRow& row) const { row.put(wh).put(told).put(received); }
    static RegisterReading taken(NumberRow& row);
};

/// By whichever clock says more: what waited in a charger's memory is received in a moment. A charger's clock that was
/// set in between, or runs ahead of ours, makes no time.
std::chrono::milliseconds longest_between(const RegisterReading& before, const RegisterReading& after);

/// That much energy fits into that time, with a minute for what clocks and samples do not tell.
bool can_flow(double wh, std::chrono::milliseconds time, double most_kw);

}  // namespace gateway
