#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/clock.h"
#include "storage/records.h"

namespace gateway {

/// What the operator asks a charger to keep free (OCPP 1.6, 5.13). Connector 0: any of them.
struct ReservationWish {
    int connector_id = 0;
    std::string id_tag, parent_id_tag;
    UtcTime expires_at{};
};

struct ReservationResult {
    std::string error;  ///< empty: done; else in the charger's words where it has any
    std::int64_t reservation_id = 0;
};

/// The reservations of one charger that are open: used by a start, cancelled, or expired by the clock. Durable by the
/// function it is given, in order; what cannot be stored counts in memory and is open again after a restart until it expires.
/// Owned by the ChargePoint, io thread.
class Reservations {
  public:
    static constexpr std::size_t kMostOpen = 128;  ///< two per connector
    using Store = std::function<void(const storage::ReservationRecord&)>;

    Reservations(Time& time, Store store);

    void restore(const storage::ReservationRecord& record);
    bool is_full() const { return open_.size() >= kMostOpen; }
    /// The charger agreed. Nothing where it is full, which is counted.
    void opened(const storage::ReservationRecord& record);
    /// False: no such one is open.
    bool close(std::int64_t id, storage::ReservationState state);
    /// The one that a start uses up: by its number, or as the charger left that out, by tag and connector.
    const storage::ReservationRecord* used_by(std::optional<std::int64_t> id, const std::string& id_tag,
                                              int connector_id) const;
    std::vector<storage::ReservationRecord> open() const;
    std::uint64_t left_out() const { return left_out_; }

  private:
    void expire();
    void watch();

    Time& time_;
    Store store_;
    std::unique_ptr<Time::Alarm> alarm_;
    std::map<std::int64_t, storage::ReservationRecord> open_;
    std::uint64_t left_out_ = 0;
};

}  // namespace gateway
