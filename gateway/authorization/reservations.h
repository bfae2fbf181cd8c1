#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/clock.h"
#include "gateway/most_connectors.h"
#include "ocpp/call_queue.h"
#include "ocpp/messages/reservation.h"
#include "storage/records.h"

namespace gateway {

/// What the operator asks a charger to keep free (OCPP 1.6, 5.13). Connector 0: any of them.
struct ReservationRequest {
    int connector_id = 0;
    std::string id_tag, parent_id_tag;
    UtcTime expires_at{};
};

struct ReservationResult {
    std::string error;                  ///< empty: done; else in the charger's words where it has any
    storage::ReservationRecord record;  ///< as it is now
    bool is_not_stored = false;
};

/// The reservations of one charger that are open: used by a start, cancelled, or expired by the clock. What cannot be
/// stored counts in memory, and is open again after a restart until it expires. Owned by the ChargePoint, io thread.
class Reservations {
  public:
    static constexpr std::size_t kMostOpen = 128;  ///< two per connector

    /// How it reaches the charger and the disk.
    struct Ports {
        std::function<std::string()> why_not_now;  ///< empty: calls may go out
        std::function<std::int64_t()> next_id;
        std::function<void(const storage::ReservationRecord&, std::function<void(bool durable)>)> store;
        std::function<void(const ocpp::ReserveNow::Request&,
                           std::function<void(const ocpp::Outcome<ocpp::ReserveNow>&)>)>
            reserve;
        std::function<void(std::int64_t id, std::function<void(const ocpp::Outcome<ocpp::CancelReservation>&)>)> cancel;
    };
    using Done = std::function<void(const ReservationResult&)>;

    Reservations(Time& time, std::string charge_point_id, Ports ports);

    void restore(const storage::ReservationRecord& record);
    void reserve(const ReservationRequest& request, Done done);
    void cancel(std::int64_t id, Done done);
    /// The charger agreed to a ReserveNow of the operator's own. Nothing where there are too many, which is counted.
    void was_reserved(const ocpp::ReserveNow::Request& request);
    /// False: no such one is open.
    bool close(std::int64_t id, storage::ReservationState state);
    /// The one that a start uses up: by its number where it may be this tag's, else by tag or group, and connector.
    /// `is_known_tag`: what `start` says of the tag's group is all that there is.
    const storage::ReservationRecord* used_by(const storage::TransactionRecord& start, bool is_known_tag) const;
    std::vector<storage::ReservationRecord> open() const;
    bool is_open(std::int64_t id) const { return open_.count(id) != 0; }
    /// Of the connector, or of the whole station.
    bool is_open_for(int connector_id) const;
    std::uint64_t left_out() const { return left_out_; }

  private:
    bool is_full() const { return open_.size() >= kMostOpen; }
    std::string why_not(const ReservationRequest& request) const;
    void send(const storage::ReservationRecord& record, Done done);
    void expire();
    void watch();

    Time& time_;
    std::string charge_point_id_;
    Ports ports_;
    std::unique_ptr<Time::Timer> timer_;
    std::map<std::int64_t, storage::ReservationRecord> open_;
    std::uint64_t left_out_ = 0;
};

}  // namespace gateway
