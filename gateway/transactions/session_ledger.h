#pragma once

#include <map>
#include <optional>
#include <string>

#include "gateway/transactions/register_memory.h"
#include "gateway/transactions/session_energy.h"
#include "gateway/transactions/transaction_flags.h"
#include "gateway/transactions/whose_session.h"
#include "ocpp/lazy_deque.h"
#include "ocpp/messages/core.h"
#include "storage/records.h"

namespace gateway {

/// The sessions of one charger that are being followed for their energy: the open ones, those that came out of its
/// memory, and the last that ended, since readings may come late (quirk 53). By our transaction id, bounded: the oldest
/// is let go. Owned by the ChargePoint, io thread.
class SessionLedger {
  public:
    static constexpr std::size_t kMostFollowed = 128;  ///< two per connector

    struct Session {
        std::int64_t id = 0;
        int connector_id = 0;
        std::string id_tag;
        TransactionTime began;
        UtcTime received_at{};
        SessionEnergy energy;
        bool is_running = false;           ///< the connector is in it now; else it is history or has ended
        bool is_whole = true;              ///< false: its first part is on disk as the charger told it, not summed up
        std::optional<SessionMoment> end;  ///< once it has ended
    };

    Session& begin(std::int64_t id, const storage::TransactionRecord& start, const TransactionTime& began,
                   const RegisterBefore& before = {});
    bool knows(std::int64_t id) const { return sessions_.count(id) > 0; }
    /// An id that a stop named and that was never ours: the next stop may name it again.
    void note_strange(std::int64_t id);
    bool is_strange(std::int64_t id) const;
    /// Null: not followed.
    Session* find(std::int64_t id);
    /// What storage is to be told of it now: with all that is needed to go on after a restart while it runs.
    static storage::SetEnergy energy_row(const Session& session, UtcTime now, double most_kw);
    /// Values of a session; those that come after its end still count for its energy, and for nothing else (quirk 53).
    struct Telling {
        UtcTime received{};
        double most_kw = 0;
        bool names_session = true;
    };
    void ingest(Session& session, const std::vector<ocpp::MeterValue>& values, const Telling& telling,
                storage::Batch& batch);
    RegisterMemory& registers() { return registers_; }
    /// Given up before this process began: its stop may still come. What it took is on disk.
    void restore_lost(const storage::TransactionRecord& row, const TransactionTime& began);
    /// One that was given up goes on. Null: it was not, its stop has come, or another has begun on its connector since.
    Session* resume(std::int64_t id, int connector_id);
    /// Its stop told `meter_wh`: what its register stands at, unless another session has begun on its connector since.
    void stopped(Session& session, std::int64_t meter_wh);
    /// It ended without a stop: what it took goes into the batch.
    void lost(std::int64_t id, UtcTime now, double most_kw, storage::Batch& batch);
    std::optional<std::int64_t> energy_so_far(std::int64_t id, UtcTime now, std::optional<double> rated_kw) const;
    /// Those that run now.
    std::vector<RunningSession> running() const;
    /// Those that are over, and whose stop has not come.
    std::vector<RunningSession> without_stop() const;
    bool runs_on(int connector_id, const std::string& id_tag) const;
    /// On any connector but that one; on any at all without it.
    bool runs_elsewhere(const std::string& id_tag, std::optional<int> besides_connector) const;

  private:
    void make_room(std::int64_t newest);
    std::optional<UtcTime> next_began_at(const Session& session) const;
    std::vector<RunningSession> those_that(bool (*count)(const Session& session)) const;

    std::map<std::int64_t, Session> sessions_;
    ocpp::LazyDeque<std::int64_t> strange_ids_;  ///< the newest
    RegisterMemory registers_;
};

}  // namespace gateway
