#pragma once

#include <optional>

#include "gateway/clock.h"
#include "storage/records.h"

namespace gateway {

/// What a charger reported of itself that steers nothing but is shown to the operator. In memory,
/// bounded. Owned by the ChargePoint, io thread.
class ChargerReports {
  public:
    static constexpr std::chrono::minutes kBetweenNotes{1};
    static constexpr std::size_t kLongestStationValues = 64 << 10;

    /// The newest values of the station's own meter (connector 0), as received; empty: none came, or more than is kept.
    const std::optional<storage::MeterValuesRecord>& station_values() const { return station_values_; }
    void station_values(storage::MeterValuesRecord values) {
        if (values.payload.size() <= kLongestStationValues) station_values_ = std::move(values);
    }

    /// Our own security notes about it must not drive what others reported out of the log: one a minute.
    bool may_note(SteadyTime now) {
        const bool may = !noted_at_ || now - *noted_at_ >= kBetweenNotes;
        if (may) noted_at_ = now;
        else ++notes_left_out_;
        return may;
    }
    std::uint64_t notes_left_out() const { return notes_left_out_; }

  private:
    std::optional<storage::MeterValuesRecord> station_values_;
    std::optional<SteadyTime> noted_at_;
    std::uint64_t notes_left_out_ = 0;
};

}  // namespace gateway
