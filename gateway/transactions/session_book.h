#pragma once

#include <functional>
#include <map>

#include "gateway/decision/connector_view.h"
#include "gateway/transactions/session_ledger.h"
#include "ocpp/lazy_deque.h"
#include "ocpp/quirks.h"

namespace gateway {

/// Which session of one charger is which: what runs on its connectors, what has ended, and whose a message is that
/// names the wrong connector, or a transaction that is nobody's (quirks 50, 54, 69). Owned by the ChargePoint; io
/// thread.
class SessionBook {
  public:
    static constexpr std::size_t kEndedKept = 16;

    struct Ports {
        std::function<ocpp::Strictness()> strictness;
        std::function<UtcTime()> utc;
    };
    SessionBook(const storage::ChargePointRecord& record, const std::map<int, ConnectorView*>& connectors,
                ocpp::QuirkCounters& quirks, Ports ports)
        : record_(record), connectors_(connectors), quirks_(quirks), ports_(std::move(ports)) {}

    SessionLedger& ledger() { return ledger_; }
    const SessionLedger& ledger() const { return ledger_; }

    /// Where it runs, by the charger's id or ours; null: nowhere.
    ConnectorView* connector_of(std::int64_t id) const;
    bool has_ended(std::int64_t id) const;
    void remember_ended(std::int64_t id);
    void forget_ended(std::int64_t id);
    /// Also under the id that the charger made up itself (quirk 108).
    SessionLedger::Session* followed(std::int64_t id);
    bool knows(std::int64_t id) { return followed(id) != nullptr || connector_of(id) != nullptr || has_ended(id); }

    void runs(int connector_id, const TransactionTime& began) { starts_[connector_id] = began; }
    void runs_no_more(int connector_id) { starts_.erase(connector_id); }
    bool is_older_than_session(const ConnectorView& connector, const TransactionTime& other) const;
    /// Beyond what a slow link delays: such a start waited in the charger's memory (quirk 48).
    static bool is_late(const TransactionTime& began, UtcTime received, std::chrono::milliseconds clock_is_behind);

    /// As the charger called it, or the one of ours that it can only mean.
    std::int64_t session_meant(std::int64_t told, const Claim& claim);
    /// The number of the connector that values are of: their transaction outranks the connector that they name.
    std::int64_t connector_meant(const ocpp::MeterValues::Request& request);
    /// Values without a transaction, or with one that is nobody's, are of the session of their connector, if there is
    /// one.
    std::int64_t session_of_values(const ocpp::MeterValues::Request& request, const ConnectorView* where);

  private:
    const storage::ChargePointRecord& record_;
    const std::map<int, ConnectorView*>& connectors_;
    ocpp::QuirkCounters& quirks_;
    Ports ports_;
    SessionLedger ledger_;
    ConnectorLabels labels_;
    std::map<int, TransactionTime> starts_;  ///< by connector, of the open session
    ocpp::LazyDeque<std::int64_t> ended_;
};

}  // namespace gateway
