#pragma once

#include <map>
#include <optional>
#include <string>

#include "gateway/clock.h"
#include "storage/records.h"

namespace gateway {

/// What a charger reported of itself that steers nothing but is shown to the operator. In memory, bounded: one row per kind
/// of message. Owned by the ChargePoint, io thread.
class ChargerReports {
  public:
    static constexpr std::chrono::minutes kBetweenNotes{1};
    static constexpr std::size_t kLongestStationValues = 64 << 10;

    /// What it said last of a firmware, diagnostics or log job (OCPP 1.6, 4.4 and 4.5; security white paper, 5.13 and 5.19).
    struct Job {
        std::string status;
        std::optional<std::int64_t> request_id;
        UtcTime at{};
    };
    /// By the action that told it.
    const std::map<std::string, Job, std::less<>>& jobs() const { return jobs_; }
    void job(std::string_view action, Job told) { jobs_.insert_or_assign(std::string(action), std::move(told)); }

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
    std::map<std::string, Job, std::less<>> jobs_;
    std::optional<storage::MeterValuesRecord> station_values_;
    std::optional<SteadyTime> noted_at_;
    std::uint64_t notes_left_out_ = 0;
};

}  // namespace gateway
