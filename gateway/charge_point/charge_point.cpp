#include "gateway/charge_point/charge_point.h"

#include "gateway/log.h"

namespace gateway {

namespace {

/// Only a connector can be in a session, and no charger has connectors beyond the last one that is kept.
void count_odd_status(const ocpp::StatusNotification::Request& request, ocpp::QuirkCounters& quirks) {
    using ocpp::ChargePointStatus;
    const auto& status = request.status;
    const bool fits_station = status == ChargePointStatus::Available || status == ChargePointStatus::Unavailable ||
                              status == ChargePointStatus::Faulted;
    if (request.connectorId == 0 && !fits_station) quirks.raise(ocpp::Quirk::unusable_value);
    if (request.connectorId != 0) quirks.raise(ocpp::Quirk::number_out_of_range);
}

}  // namespace

void ChargePoint::link_opened(std::shared_ptr<ChargerLink> link) {
    const SteadyTime now = parts_.context.now();
    auto& row = parts_.context.record;
    parts_.conversation.opened(std::move(link));
    ++parts_.journal.link.connections;
    row.last_seen = parts_.context.utc();
    const std::string address = this->link()->remote_address();
    parts_.registration.link_opened(address, this->link()->security_profile(), now);
    parts_.clock.link_opened();
    parts_.local_list.charger_is_back();
    if (!parts_.setup.has_begun()) {
        parts_.facts.tell_setup();
        parts_.setup.begin(now);
    }
    for (auto& [id, connector] : parts_.connectors) connector->on_connected(now);
    log::info("charger.connected", row.id + " from " + address);
    parts_.loop.decide_soon();
}

void ChargePoint::link_closed() {
    const SteadyTime now = parts_.context.now();
    const std::string address = link() ? link()->remote_address() : std::string();
    parts_.conversation.closed();
    parts_.registration.link_closed(address, now);
    parts_.facts.confounders().note(Confounders::Cause::link_lost, now);
    parts_.facts.charger_fell_over(now);
    parts_.requests.forget_all();
    for (auto& [id, connector] : parts_.connectors) connector->on_disconnected(now);
    ++parts_.journal.link.disconnections;
    parts_.calls.queue().on_disconnected();
    parts_.raw_calls.link_lost();
    parts_.facts.note_setup_lessons();
    for (auto& [id, connector] : parts_.connectors) parts_.requests.refreshed(id);
    log::info("charger.disconnected", parts_.context.record.id);
    parts_.loop.decide_soon();
}

void ChargePoint::status(const ocpp::StatusNotification::Request& request) {
    Connector* where = parts_.connectors.get(request.connectorId);
    // Connector 0 is the station: it says nothing about a connector of its own (quirk 112).
    if (where == nullptr) return count_odd_status(request, quirks());
    if (request.timestamp) parts_.clock.heard(*request.timestamp);
    if (where->on_status(request, parts_.context.now())) parts_.writes.store(*where);
    if (request.status == ocpp::ChargePointStatus::Preparing) parts_.facts.note_preparing();
    parts_.requests.heard(ocpp::MessageTrigger::StatusNotification, where->view.connector_id);
    parts_.lost_sessions.watch();
    parts_.requests.refreshed(where->view.connector_id);
}

void ChargePoint::call_raw(RawCall raw) {
    if (!is_connected()) return raw.done({RawOutcome::Status::disconnected, {}, {}, {}, {}});
    parts_.raw_calls.ask(std::move(raw), record().id);
}

void ChargePoint::order_outcome(const std::string& vendor, const canonical::SandboxControls& controls) {
    if (!is_connected()) return;
    follows_order_ = !controls.is_plain();
    ocpp::DataTransfer::Request request;
    request.vendorId = vendor;
    request.data = canonical::to_text(controls);
    parts_.calls.call<ocpp::DataTransfer>(request, [](const auto&) {});
}

}  // namespace gateway
