#include "gateway/control/charge_point.h"

#include <algorithm>

#include "gateway/log.h"

namespace gateway {

namespace {

/// Charger clocks before this are not set yet: such a timestamp identifies nothing (quirks 46, 49).
constexpr UtcTime kPlausibleFrom = UtcTime(std::chrono::seconds(1577836800));  // 2020-01-01

std::string repeat_key(const ocpp::StartTransaction::Request& request) {
    if (!request.timestamp.time || *request.timestamp.time < kPlausibleFrom) return {};
    return std::to_string(request.connectorId.value) + "|" + request.idTag.value + "|" +
           std::to_string(request.meterStart) + "|" + ocpp::to_text(*request.timestamp.time);
}

std::string text_of(const ocpp::DateTime& date) { return date.time ? ocpp::to_text(*date.time) : date.text; }

constexpr std::int64_t kLargestTransactionId = 0x7fffffff;

bool is_sound_transaction_id(std::int64_t id) { return id > 0 && id <= kLargestTransactionId; }

}  // namespace

ChargePoint::ChargePoint(storage::ChargePointRecord record, Capabilities capabilities, SiteServices& services)
    : record_(std::move(record)),
      capabilities_(capabilities),
      services_(services),
      calls_({16, services.timings.call_timeout}, services.call_id_prefix,
             [this](const std::string& frame) {
                 if (link_) link_->send(frame);
             }),
      boot_gate_(services.timings),
      setup_(services.timings),
      alarm_(services.time.make_alarm([this] { decide(); })) {}

void ChargePoint::set_password(const std::string& salt, const std::string& hash) {
    record_.password_salt = salt;
    record_.password_hash = hash;
}

Connector* ChargePoint::find_connector(int connector_id) {
    const auto found = connectors_.find(connector_id);
    return found == connectors_.end() ? nullptr : found->second.get();
}

Connector* ChargePoint::connector(int connector_id) {
    if (Connector* known = find_connector(connector_id)) return known;
    if (connector_id < 1 || connectors_.size() >= kMostConnectors) return nullptr;
    storage::ConnectorRecord row;
    row.device_id = services_.new_device_id();
    row.charge_point_id = record_.id;
    row.connector_id = connector_id;
    restore_connector(row);
    Connector* created = find_connector(connector_id);
    if (is_connected()) created->on_connected(services_.time.now());
    store(*created);
    services_.connector_appeared(*created);
    return created;
}

void ChargePoint::restore_connector(storage::ConnectorRecord row) {
    const int id = row.connector_id;
    connectors_[id] = std::make_unique<Connector>(std::move(row), record_, services_.timings);
}

void ChargePoint::restore_transaction(const storage::TransactionRecord& transaction) {
    if (Connector* where = find_connector(transaction.connector_id)) {
        where->on_transaction_opened(transaction.transaction_id, services_.time.now());
    }
}

void ChargePoint::restore_ended_transactions(const std::vector<std::int64_t>& ids) {
    for (const auto id : ids) remember_ended(id);
}

// The link.

void ChargePoint::link_opened(std::shared_ptr<ChargerLink> link) {
    const SteadyTime now = services_.time.now();
    link_ = std::move(link);
    link_generation_ = link_->generation();
    answers_ = {};
    reading_paused_ = false;
    record_.last_seen = services_.time.utc();
    boot_gate_.link_opened(now, record_.boot_accepted);
    for (auto& [id, connector] : connectors_) connector->on_connected(now);
    log::info("charger.connected", record_.id + " from " + link_->remote_address());
    decide_soon();
}

void ChargePoint::link_closed() {
    link_.reset();
    boot_gate_.link_closed();
    status_asked_at_.clear();
    for (auto& [id, connector] : connectors_) connector->on_disconnected(services_.time.now());
    calls_.on_disconnected();
    log::info("charger.disconnected", record_.id);
    decide_soon();
}

void ChargePoint::received(std::string text) {
    const SteadyTime now = services_.time.now();
    const auto fingerprint = ocpp::AnswerCache::fingerprint(text);
    const ocpp::Frame frame = ocpp::read_frame(std::move(text), strictness(), quirks_);
    const auto& content = frame.content;
    if (const auto* call = std::get_if<ocpp::Call>(&content)) {
        answer(*call, fingerprint);
    } else if (const auto* result = std::get_if<ocpp::CallResult>(&content)) {
        calls_.on_result(frame, *result, now);
    } else if (const auto* error = std::get_if<ocpp::CallErrorFrame>(&content)) {
        calls_.on_error(*error, now);
    } else if (const auto* broken = std::get_if<ocpp::BrokenCall>(&content)) {
        link_->send(ocpp::write_call_error(broken->id, broken->id_is_number, ocpp::ErrorCode::FormationViolation, broken->reason));
    } else if (const auto* broken_answer = std::get_if<ocpp::BrokenAnswer>(&content)) {
        calls_.on_broken_answer(*broken_answer, now);
    } else {
        quirks_.raise(ocpp::Quirk::odd_envelope);
    }
    pause_reading_if_congested();
}

void ChargePoint::answer(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint) {
    const bool repeatable = !ocpp::AnswerCache::is_always_new(call.action);
    if (repeatable) {
        if (const auto before = answers_.find(fingerprint)) return link_->send(*before);
    }
    if (call.action != ocpp::BootNotification::action) boot_gate_.call_heard(services_.time.now());
    const ocpp::Reply reply(call, [weak = weak_from_this(), generation = link_generation_, fingerprint,
                                   repeatable](std::string text) {
        const auto alive = weak.lock();
        // The answer belongs to the socket that asked (quirk 11).
        if (!alive || !alive->link_ || alive->link_generation_ != generation) return;
        alive->link_->send(text);
        if (repeatable) alive->answers_.remember(fingerprint, std::move(text));
    });
    services_.incoming_calls.dispatch(*this, call, reply);
    decide_soon();
}

void ChargePoint::write(storage::Batch batch, std::function<void(const storage::Written&)> done) {
    services_.storage.write(std::move(batch), [weak = weak_from_this(), done = std::move(done)](const storage::Written& written) {
        const auto alive = weak.lock();
        if (!alive) return;
        if (!written.durable) log::error("storage.failed", written.error);
        if (done) done(written);
        alive->pause_reading_if_congested();
        alive->decide_soon();
    });
}

/// Back-pressure instead of an unbounded queue: a backlog after an outage is legitimate, but waits in TCP.
void ChargePoint::pause_reading_if_congested() {
    if (!link_) return;
    const bool congested = services_.storage.is_congested();
    if (congested == reading_paused_) return;
    reading_paused_ = congested;
    if (congested) link_->pause_reading();
    else link_->resume_reading();
}

void ChargePoint::store(const Connector& connector, std::function<void(bool)> done) {
    write({storage::PutConnector{connector.record}}, [done = std::move(done)](const storage::Written& written) {
        if (done) done(written.durable);
    });
}

void ChargePoint::store_action(const canonical::Action& action, std::function<void(bool)> done) {
    write({storage::PutAction{action}}, [done = std::move(done)](const storage::Written& written) {
        if (done) done(written.durable);
    });
}

// What the charger tells.

void ChargePoint::boot(const ocpp::BootNotification::Request& request) {
    const bool is_reboot = !boot_gate_.boot_was_requested();
    const bool same_firmware = record_.firmware_version == request.firmwareVersion.value_or(ocpp::Text<50>()).value;
    record_.vendor = request.chargePointVendor.value;
    record_.model = request.chargePointModel.value;
    record_.serial_number = request.chargePointSerialNumber.value_or(ocpp::Text<25>()).value;
    record_.firmware_version = request.firmwareVersion.value_or(ocpp::Text<50>()).value;
    record_.boot_accepted = true;
    record_.last_seen = services_.time.utc();
    if (!same_firmware) capabilities_ = Capabilities{};
    boot_gate_.boot_accepted(services_.time.now());
    if (is_reboot) {
        for (auto& [id, connector] : connectors_) connector->on_reboot();
        status_asked_at_.clear();
    }
    setup_.begin(services_.time.now());
    set_up_in_this_process_ = true;
    write({storage::PutChargePoint{record_}}, nullptr);
    log::info("charger.booted", record_.id + ": " + record_.vendor + " " + record_.model + " " + record_.firmware_version);
}

void ChargePoint::status(const ocpp::StatusNotification::Request& request) {
    if (request.connectorId < 1) return;
    Connector* where = connector(static_cast<int>(std::min<std::int64_t>(request.connectorId, 1 << 20)));
    if (where == nullptr) return;
    const bool desired_changed = where->on_status(request, services_.time.now());
    if (where->take_zero_ends_lesson()) {
        const Capabilities before = capabilities_;
        capabilities_.zero_ends_transaction = true;
        capabilities_changed(before);
    }
    if (desired_changed) store(*where);
    abandon_lost_transaction(*where);
    refreshed(where->view.connector_id);
}

void ChargePoint::abandon_lost_transaction(Connector& connector) {
    const auto lost = connector.lost_transaction(services_.time.now());
    if (!lost) return;
    write({storage::AbandonTransaction{record_.id, *lost, services_.time.utc()}}, nullptr);
    close_transaction(connector, ocpp::Reason::EVDisconnected);
}

void ChargePoint::start_transaction(const ocpp::StartTransaction::Request& request, ocpp::Reply reply) {
    Connector* where = connector(static_cast<int>(std::clamp<std::int64_t>(request.connectorId, 1, kMostConnectors)));
    storage::TransactionRecord row;
    row.transaction_id = services_.next_transaction_id();
    row.charge_point_id = record_.id;
    row.connector_id = where == nullptr ? 1 : where->view.connector_id;
    row.id_tag = request.idTag.value;
    row.meter_start_wh = request.meterStart;
    row.timestamp = text_of(request.timestamp);
    row.received_at = services_.time.utc();
    row.repeat_key = repeat_key(request);
    row.started_by_us = request.idTag.value == services_.remote_start_tag;
    const int connector_id = row.connector_id;
    const std::int64_t id = row.transaction_id;
    write({storage::OpenTransaction{std::move(row)}}, [this, connector_id, id, reply](const storage::Written& written) {
        transaction_stored(connector_id, id, written, reply);
    });
}

void ChargePoint::transaction_stored(int connector_id, std::int64_t id, const storage::Written& written,
                                     const ocpp::Reply& reply) {
    if (!written.durable) {
        return reply.refuse({ocpp::ErrorCode::InternalError, "the transaction could not be stored; please send it again"});
    }
    const auto opened = written.opened.value_or(storage::OpenedTransaction{id, false, false});
    ocpp::StartTransaction::Response response;
    response.transactionId = opened.transaction_id;
    response.idTagInfo.status = ocpp::AuthorizationStatus::Accepted;
    reply.with(response);
    Connector* where = find_connector(connector_id);
    if (where == nullptr || opened.already_ended) return;
    const bool known = where->view.observed.transaction && where->view.observed.transaction->id == opened.transaction_id;
    if (!known) where->on_transaction_opened(opened.transaction_id, services_.time.now());
}

void ChargePoint::stop_transaction(const ocpp::StopTransaction::Request& request, std::string payload, ocpp::Reply reply) {
    storage::TransactionEnd row;
    row.charge_point_id = record_.id;
    row.transaction_id = request.transactionId;
    row.meter_stop_wh = request.meterStop;
    row.timestamp = text_of(request.timestamp);
    row.reason = request.reason ? request.reason->text() : "Local";
    row.payload = std::move(payload);
    row.received_at = services_.time.utc();
    const std::int64_t id = request.transactionId;
    const auto reason = request.reason ? request.reason->value : std::optional<ocpp::Reason>(ocpp::Reason::Local);
    const bool with_tag = request.idTag.has_value();
    write({storage::CloseTransaction{std::move(row)}}, [this, id, reason, with_tag, reply](const storage::Written& written) {
        if (!written.durable) {
            return reply.refuse({ocpp::ErrorCode::InternalError, "the end could not be stored; please send it again"});
        }
        ocpp::StopTransaction::Response response;
        if (with_tag) {
            response.idTagInfo.emplace();
            response.idTagInfo->status = ocpp::AuthorizationStatus::Accepted;
        }
        reply.with(response);
        const bool ended_before = has_ended(id);
        remember_ended(id);
        Connector* where = connector_of_transaction(id);
        if (where == nullptr && !ended_before) where = only_connector_in_session();
        if (where != nullptr) close_transaction(*where, reason);
    });
}

void ChargePoint::close_transaction(Connector& connector, std::optional<ocpp::Reason> reason) {
    remember_ended(connector.view.observed.transaction->id);
    if (connector.on_transaction_closed(reason, services_.time.now())) store(connector);
}

void ChargePoint::meter_values(const ocpp::MeterValues::Request& request, std::string payload, ocpp::Reply reply) {
    const auto transaction = request.transactionId;
    const bool ended = transaction && has_ended(*transaction);
    // Connector 0 is the station's meter: the connector's own only where there is just one (quirk 69).
    const bool station_meter = request.connectorId < 1;
    Connector* where = nullptr;
    if (!station_meter) where = connector(static_cast<int>(std::min<std::int64_t>(request.connectorId, 1 << 20)));
    else if (connectors_.size() == 1) where = connectors_.begin()->second.get();
    if (where != nullptr) {
        if (transaction && !ended) adopt_transaction(*where, *transaction);
        where->on_meter_values(request, !ended, services_.time.now());
        refreshed(where->view.connector_id);
    }
    if (!transaction) return reply.with(ocpp::Empty{});
    storage::MeterValuesRecord row{record_.id, static_cast<int>(request.connectorId), transaction, std::move(payload),
                                   services_.time.utc()};
    write({storage::AppendMeterValues{std::move(row)}}, [reply](const storage::Written& written) {
        if (written.durable) return reply.with(ocpp::Empty{});
        reply.refuse({ocpp::ErrorCode::InternalError, "the values could not be stored; please send them again"});
    });
}

/// A session goes on that we do not know, or under another id than ours: the charger's word counts (quirks 52, 108).
void ChargePoint::adopt_transaction(Connector& connector, std::int64_t id) {
    using ocpp::ChargePointStatus;
    auto& open = connector.view.observed.transaction;
    if (!is_sound_transaction_id(id) || (open && open->id == id)) return;
    const auto status = connector.view.observed.status;
    const bool in_session = status == ChargePointStatus::Charging || status == ChargePointStatus::SuspendedEV ||
                            status == ChargePointStatus::SuspendedEVSE;
    if (open) {
        open->id = id;
    } else if (in_session) {
        connector.on_transaction_opened(id, services_.time.now());
    }
}

Connector* ChargePoint::connector_of_transaction(std::int64_t id) {
    for (auto& [number, connector] : connectors_) {
        if (connector->view.observed.transaction && connector->view.observed.transaction->id == id) return connector.get();
    }
    return nullptr;
}

/// An unknown id ends the session only where there is no doubt which one (quirk 54).
Connector* ChargePoint::only_connector_in_session() {
    if (connectors_.size() != 1) return nullptr;
    Connector* only = connectors_.begin()->second.get();
    return only->view.observed.transaction ? only : nullptr;
}

bool ChargePoint::has_ended(std::int64_t transaction_id) const {
    return std::find(ended_transactions_.begin(), ended_transactions_.end(), transaction_id) != ended_transactions_.end();
}

void ChargePoint::remember_ended(std::int64_t transaction_id) {
    if (has_ended(transaction_id)) return;
    if (ended_transactions_.size() == kEndedTransactionsKept) ended_transactions_.pop_front();
    ended_transactions_.push_back(transaction_id);
}

}  // namespace gateway
