#pragma once

#include <memory>
#include <string>

#include "canonical/sandbox_controls.h"
#include "gateway/charge_point/charger_parts.h"

namespace gateway {

/// One charger over all its connections: what happens to its link, and its parts, each with a job of its own. Shared
/// between the Site and who waits for its answers; io thread.
class ChargePoint : public std::enable_shared_from_this<ChargePoint> {
  public:
    ChargePoint(storage::ChargePointRecord record, SiteServices& services)
        : parts_(*this, std::move(record), services) {}

    const storage::ChargePointRecord& record() const { return parts_.context.record; }
    SiteServices& services() { return parts_.context.services; }
    ocpp::Strictness strictness() const { return parts_.context.strictness(); }
    ocpp::QuirkCounters& quirks() { return parts_.context.quirks; }

    Connectors& connectors() { return parts_.connectors; }
    /// What is known of it: traits, capabilities, lessons.
    ChargerFacts& facts() { return parts_.facts; }
    const ChargerFacts& facts() const { return parts_.facts; }
    /// The dialogue after its boot, and what failed in it.
    const Setup& setup() const { return parts_.setup; }
    ChargerJournal& journal() { return parts_.journal; }
    ChargerReports& reports() { return parts_.reports; }
    ChargerSecurity& security() { return parts_.security; }
    ChargerRegistration& registration() { return parts_.registration; }
    IdentityWatch& identity() { return parts_.registration.identity(); }
    const ChargerTags& tags() const { return parts_.tags; }
    Reservations& reservations() { return parts_.reservations; }
    LocalList& local_list() { return parts_.local_list; }
    const SessionLedger& ledger() const { return parts_.sessions.ledger(); }
    Transactions& transactions() { return parts_.transactions; }
    MeterValuesIntake& meter_values() { return parts_.meter_values; }
    OperatorChanges& operator_changes() { return parts_.operator_changes; }
    ChargerWrites& writes() { return parts_.writes; }
    /// Who waits for fresh values.
    StateRequests& requests() { return parts_.requests; }
    ControlLoop& loop() { return parts_.loop; }

    const std::shared_ptr<ChargerLink>& link() const { return parts_.conversation.link(); }
    bool is_connected() const { return parts_.conversation.is_open(); }
    /// Since when it has been connected, or not; empty while this process has not seen a change.
    std::optional<UtcTime> link_changed_at() const { return parts_.conversation.changed_at(); }
    /// CALLs may go out.
    bool may_be_called() const { return parts_.may_be_called(); }

    // The link's events.
    void link_opened(std::shared_ptr<ChargerLink> link);
    void received(std::string text) { parts_.conversation.received(std::move(text)); }
    void link_closed();

    /// A StatusNotification.
    void status(const ocpp::StatusNotification::Request& request);
    /// What the gateway itself noticed about this charger, as a security event.
    void note_security(const std::string& type, const std::string& text) { parts_.note_security(type, text); }
    /// Sends the operator's call when its turn comes: behind every limit that is due, before the dialogue of Setup.
    /// What it may have changed is stale then.
    void call_raw(RawCall raw);
    /// Of the sandbox: tells the simulated charger what to make of commands from now on; goes before the next of them.
    void order_outcome(const std::string& vendor, const canonical::SandboxControls& controls);
    bool follows_order() const { return follows_order_; }

  private:
    ChargerParts parts_;
    bool follows_order_ = false;  ///< one that is not plain
};

}  // namespace gateway
