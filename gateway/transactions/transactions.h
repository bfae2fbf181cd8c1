#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/authorization/charger_tags.h"
#include "gateway/authorization/reservations.h"
#include "gateway/decision/clock_lag.h"
#include "gateway/decision/confounders.h"
#include "gateway/transactions/energy_from_disk.h"
#include "gateway/transactions/session_book.h"
#include "gateway/transactions/stored_start.h"
#include "ocpp/call_table.h"

namespace gateway {

/// The transactions of one charger (OCPP 1.6, 4.8 and 4.10): what is stored before it is answered, what a start and a
/// stop do to the connector, and what was odd about them. Owned by the ChargePoint; io thread.
class Transactions {
  public:
    /// The parts of the charger that it works with.
    struct Parts {
        const storage::ChargePointRecord& record;
        Time& time;
        const std::map<int, ConnectorView*>& connectors;
        SessionBook& book;
        const ChargerTags& tags;
        Reservations& reservations;
        const ClockLag& clock_lag;
        Confounders& confounders;
    };
    /// How it reaches the connectors, the disk and the other chargers of the site.
    struct Ports {
        std::function<ocpp::Strictness()> strictness;
        std::function<ConnectorView*(std::int64_t id)> connector;  ///< null for ids beyond all reason
        std::function<void(int connector_id, ObservedTransaction)> opened;
        std::function<void(int connector_id, std::optional<ocpp::Reason>)> closed;
        std::function<void(int connector_id)> start_repeated;
        std::function<void(int connector_id, std::int64_t id)> note_start;  ///< of a session of now
        std::function<bool(const std::string& id_tag)>
            is_operators_start;  ///< they asked for it by a call of their own
        std::function<void(storage::Batch, std::function<void(const storage::Written&)>)> write;
        std::function<void(std::int64_t id, std::function<void(const storage::TransactionDetails&)>)> find_transaction;
        std::function<std::int64_t()> next_id;
        std::function<bool(const std::string& id_tag)> charges_elsewhere;  ///< at another charger
        std::function<std::string(std::int64_t id)> other_owner;  ///< the other charger that has that id; empty: none
        std::function<void(const std::string& type, const std::string& text)> note_security;
    };
    Transactions(Parts parts, Ports ports);

    void start(const ocpp::StartTransaction::Request& request, ocpp::Reply reply);
    void stop(const ocpp::StopTransaction::Request& request, std::string payload, ocpp::Reply reply);
    void restore(const storage::TransactionRecord& row);
    /// One that ended without a stop, which may still come.
    void restore_lost(const storage::TransactionRecord& row);
    void restore_ended(const std::vector<std::int64_t>& ids);

    /// An id of another charger, which is noted. Such a message is stored and changes nothing.
    bool note_if_foreign(std::int64_t id, const std::string& action);
    /// A session goes on that we do not know, or under another id than ours: the charger's word counts (quirks 52,
    /// 108).
    void adopt(ConnectorView& connector, std::int64_t id);
    /// One that was given up goes on: its own values show that power flows (quirk 55).
    void resume(ConnectorView& connector, std::int64_t id);
    /// It is over, and no stop told so.
    void give_up(ConnectorView& connector, ocpp::Reason reason) { close(connector, reason, std::nullopt); }

  private:
    // transactions_without_stop.cpp has `resume`, `adopt`, `close` and `abandon`.
    // start_judgement.cpp has `judge`, `authorise` and `is_concurrent`.
    StoredStart read(const ocpp::StartTransaction::Request& request, const ConnectorView* where) const;
    void judge(const ocpp::StartTransaction::Request& request, const ConnectorView* where, StoredStart& start) const;
    ocpp::IdTagInfo authorise(const StoredStart& start, const ConnectorView* where, bool is_late) const;
    bool is_concurrent(const StoredStart& start, const ConnectorView& where) const;
    void start_stored(const StoredStart& start, const storage::Written& written);
    void open(ConnectorView& connector, const StoredStart& start, std::int64_t id);
    void judge_end(const ocpp::StopTransaction::Request& request, const TransactionTime& ended, bool is_foreign,
                   storage::TransactionEnd& row);
    void end_followed(std::int64_t id, const TransactionTime& ended);
    void end_session(std::int64_t id, const TransactionTime& ended, std::optional<ocpp::Reason> reason);
    /// `stop_id` is the one under which its end was stored, if it was.
    void close(ConnectorView& connector, std::optional<ocpp::Reason> reason, std::optional<std::int64_t> stop_id);
    void abandon(std::int64_t stored_id);
    bool is_late(const TransactionTime& began, UtcTime received) const {
        return SessionBook::is_late(began, received, parts_.clock_lag.behind());
    }

    Parts parts_;
    Ports ports_;
    EnergyFromDisk energy_from_disk_;
    std::map<std::string, std::vector<ocpp::Reply>> starts_being_stored_;  ///< by start key: all who wait for the id
};

}  // namespace gateway
