#include <algorithm>

#include "gateway/control/charge_point.h"

/// Transactions of a charger: what is stored before it is answered, and which session an odd id belongs to.
namespace gateway {

namespace {

/// Charger clocks before this are not set yet: such a timestamp identifies nothing for ever (quirks 46, 49).
constexpr UtcTime kPlausibleFrom = UtcTime(std::chrono::seconds(1577836800));  // 2020-01-01
constexpr std::int64_t kLargestTransactionId = 0x7fffffff;

/// More is no reading but a fault of the meter or its driver (quirk 59).
constexpr std::int64_t kMostWh = 1'000'000'000;
/// Beyond what a slow link delays: such a start waited in the charger's memory (quirk 48).
constexpr std::chrono::minutes kLateStart{5};

bool is_sound_transaction_id(std::int64_t id) { return id > 0 && id <= kLargestTransactionId; }

std::string text_of(const ocpp::DateTime& date) { return date.time ? ocpp::to_text(*date.time) : date.text; }

/// Equal for repeats of one StartTransaction.
std::string start_key(const storage::TransactionRecord& row) {
    return std::to_string(row.connector_id) + "|" + row.id_tag + "|" + std::to_string(row.meter_start_wh) +
           "|" + row.timestamp;
}

bool identifies_for_ever(const ocpp::DateTime& timestamp) {
    return timestamp.time && *timestamp.time >= kPlausibleFrom;
}

std::optional<UtcTime> plausible_time(const ocpp::DateTime& timestamp) {
    return identifies_for_ever(timestamp) ? timestamp.time : std::nullopt;
}

bool is_plausible_register(std::int64_t wh) { return wh > 0 && wh <= kMostWh; }

/// Some chargers give our tag back with bytes of their memory behind it (quirk 57).
bool is_our_tag(const std::string& told, const std::string& ours) {
    return !ours.empty() && told.compare(0, ours.size(), ours) == 0;
}

ocpp::StartTransaction::Response accepted(std::int64_t id) {
    ocpp::StartTransaction::Response response;
    response.transactionId = id;
    response.idTagInfo.status = ocpp::AuthorizationStatus::Accepted;
    return response;
}

}  // namespace

void ChargePoint::restore_transaction(const storage::TransactionRecord& row) {
    Connector* where = find_connector(row.connector_id);
    if (where == nullptr) return;
    const TransactionTime began{plausible_time(ocpp::parse_date_time(row.timestamp)), row.meter_start_wh};
    if (is_older_than_session(*where, began)) return remember_ended(row.transaction_id);
    session_starts_[row.connector_id] = began;
    where->on_transaction_opened(
        {row.transaction_id, services_.time.now(), row.transaction_id, start_key(row)});
    where->view.tx_profile_may_be_installed = where->view.profile_may_be_installed;
}

void ChargePoint::restore_ended_transactions(const std::vector<std::int64_t>& ids) {
    for (const auto id : ids) remember_ended(id);
}

void ChargePoint::start_transaction(const ocpp::StartTransaction::Request& request, ocpp::Reply reply) {
    Connector* where = connector(request.connectorId);
    storage::TransactionRecord row;
    row.charge_point_id = record_.id;
    row.connector_id = where == nullptr ? 0 : where->view.connector_id;
    row.id_tag = request.idTag.value;
    row.meter_start_wh = request.meterStart;
    row.timestamp = text_of(request.timestamp);
    row.received_at = services_.time.utc();
    row.started_by_us = is_our_tag(request.idTag.value, remote_start_tag());
    const std::string key = start_key(row);
    if (identifies_for_ever(request.timestamp)) row.repeat_key = key;
    const auto& open = where == nullptr ? std::nullopt : where->view.observed.transaction;
    if (open && open->start_key == key && open->stored_id != 0) return reply.with(accepted(open->stored_id));

    auto& waiting = starts_being_stored_[key];
    waiting.push_back(reply);
    if (waiting.size() > 1) return;
    row.transaction_id = services_.next_transaction_id();
    if (where != nullptr) ++where->view.observed.starts_being_stored;
    const StoredStart start{row.connector_id, row.transaction_id, key,
                            {plausible_time(request.timestamp), request.meterStart}, row.received_at};
    write({storage::OpenTransaction{std::move(row)}},
          [this, start](const storage::Written& written) { transaction_stored(start, written); });
}

void ChargePoint::transaction_stored(const StoredStart& start, const storage::Written& written) {
    Connector* where = find_connector(start.connector_id);
    if (where != nullptr) --where->view.observed.starts_being_stored;
    const auto waiting = std::move(starts_being_stored_.extract(start.key).mapped());
    if (!written.durable) {
        for (const auto& reply : waiting) {
            reply.refuse({ocpp::ErrorCode::InternalError, "the transaction could not be stored; please send it again"});
        }
        return;
    }
    const auto opened = written.opened.value_or(storage::OpenedTransaction{start.id, false, false});
    for (const auto& reply : waiting) reply.with(accepted(opened.transaction_id));
    if (where == nullptr || opened.already_ended || has_ended(opened.transaction_id)) return;
    open_transaction(*where, start, opened.transaction_id);
}

void ChargePoint::open_transaction(Connector& connector, const StoredStart& start, std::int64_t id) {
    const auto& before = connector.view.observed.transaction;
    if (before && before->stored_id == id) return;
    const bool is_late = start.began.at && start.received_at - *start.began.at > kLateStart + clock_lag_.behind();
    // History out of the charger's memory: its stop will follow, and the session of now goes on (quirk 48).
    if (is_late && is_older_than_session(connector, start.began)) return remember_ended(id);
    if (before) close_transaction(connector, std::nullopt, std::nullopt);
    session_starts_[connector.view.connector_id] = start.began;
    connector.on_transaction_opened({id, services_.time.now(), id, start.key});
}

bool ChargePoint::is_older_than_session(const Connector& connector, const TransactionTime& other) const {
    const auto session = session_starts_.find(connector.view.connector_id);
    if (!connector.view.observed.transaction || session == session_starts_.end()) return false;
    const TransactionTime& began = session->second;
    if (began.at && other.at) return *other.at < *began.at;
    return is_plausible_register(began.meter_wh) && is_plausible_register(other.meter_wh) &&
           other.meter_wh < began.meter_wh;
}

void ChargePoint::stop_transaction(const ocpp::StopTransaction::Request& request, std::string payload,
                                   ocpp::Reply reply) {
    storage::TransactionEnd row;
    row.charge_point_id = record_.id;
    row.transaction_id = request.transactionId;
    row.meter_stop_wh = request.meterStop;
    row.timestamp = text_of(request.timestamp);
    // The specification's own default (section 7.36).
    const ocpp::Token<ocpp::Reason> reason = request.reason.value_or(ocpp::Reason::Local);
    row.reason = reason.text();
    row.payload = std::move(payload);
    row.received_at = services_.time.utc();
    ocpp::StopTransaction::Response response;
    if (request.idTag) response.idTagInfo.emplace().status = ocpp::AuthorizationStatus::Accepted;
    const std::int64_t id = request.transactionId;
    const TransactionTime ended{plausible_time(request.timestamp), request.meterStop};
    write({storage::CloseTransaction{std::move(row)}},
          [this, id, ended, reason = reason.value, response, reply](const storage::Written& written) {
              if (!written.durable) {
                  return reply.refuse(
                      {ocpp::ErrorCode::InternalError, "the end could not be stored; please send it again"});
              }
              reply.with(response);
              transaction_ended(id, ended, reason);
          });
}

void ChargePoint::transaction_ended(std::int64_t id, const TransactionTime& ended,
                                    std::optional<ocpp::Reason> reason) {
    const bool ended_before = has_ended(id);
    Connector* where = connector_of_transaction(id);
    if (is_sound_transaction_id(id)) {
        if (where == nullptr && !ended_before) where = only_connector_in_session(ended);
        remember_ended(id);
    }
    if (where != nullptr) close_transaction(*where, reason, id);
}

void ChargePoint::close_transaction(Connector& connector, std::optional<ocpp::Reason> reason,
                                    std::optional<std::int64_t> stop_id) {
    const ObservedTransaction closed = *connector.view.observed.transaction;
    remember_ended(closed.id);
    session_starts_.erase(connector.view.connector_id);
    if (closed.stored_id != 0 && closed.stored_id != stop_id) abandon(closed.stored_id);
    if (connector.on_transaction_closed(reason, services_.time.now())) store(connector);
    triggers_.forget(ocpp::MessageTrigger::StatusNotification, connector.view.connector_id);
}

/// Its row would come back as an open session after a restart.
void ChargePoint::abandon(std::int64_t stored_id) {
    remember_ended(stored_id);
    write({storage::AbandonTransaction{record_.id, stored_id, services_.time.utc()}}, nullptr);
}

void ChargePoint::meter_values(const ocpp::MeterValues::Request& request, std::string payload,
                               ocpp::Reply reply) {
    const auto transaction = request.transactionId;
    const bool ended = transaction && has_ended(*transaction);
    if (Connector* where = connector_of_meter(request.connectorId)) {
        if (transaction && !ended) {
            adopt_transaction(*where, *transaction);
            confirm_transaction(where->view.connector_id, *transaction);
        }
        if (!ended && !request.meterValue.empty()) note_clock(request.meterValue.back().timestamp);
        where->on_meter_values(request, !ended && !is_history(request), services_.time.now());
        heard(ocpp::MessageTrigger::MeterValues, where->view.connector_id);
        refreshed(where->view.connector_id);
    }
    if (!transaction) return reply.with(ocpp::Empty{});
    storage::MeterValuesRecord row{
        record_.id, static_cast<int>(std::min<std::int64_t>(request.connectorId, kMostConnectors + 1)),
        transaction, std::move(payload), services_.time.utc()};
    write({storage::AppendMeterValues{std::move(row)}}, [reply](const storage::Written& written) {
        if (written.durable) return reply.with(ocpp::Empty{});
        reply.refuse(
            {ocpp::ErrorCode::InternalError, "the values could not be stored; please send them again"});
    });
}

/// Connector 0 is the station's meter: the connector's own only where there is just one and it has none
/// (quirk 69).
Connector* ChargePoint::connector_of_meter(std::int64_t connector_id) {
    if (connector_id >= 1) return connector(connector_id);
    if (connectors_.size() != 1) return nullptr;
    Connector* only = connectors_.begin()->second.get();
    return only->accepts_station_meter(services_.time.now()) ? only : nullptr;
}

/// A session goes on that we do not know, or under another id than ours: the charger's word counts (quirks
/// 52, 108).
void ChargePoint::adopt_transaction(Connector& connector, std::int64_t id) {
    using ocpp::ChargePointStatus;
    auto& open = connector.view.observed.transaction;
    if (!is_sound_transaction_id(id) || (open && open->id == id)) return;
    const auto status = connector.view.observed.status;
    const bool in_session = status == ChargePointStatus::Charging ||
                            status == ChargePointStatus::SuspendedEV ||
                            status == ChargePointStatus::SuspendedEVSE;
    if (open) {
        open->id = id;
        connector.view.remote_stop = {};  // one with the other id could not succeed
    } else if (in_session) {
        connector.on_transaction_opened({id, services_.time.now(), 0, {}});
        connector.view.tx_profile_may_be_installed = connector.view.profile_may_be_installed;
    }
}

Connector* ChargePoint::connector_of_transaction(std::int64_t id) {
    for (auto& [number, connector] : connectors_) {
        const auto& open = connector->view.observed.transaction;
        if (open && (open->id == id || (open->stored_id == id && id != 0))) return connector.get();
    }
    return nullptr;
}

/// An unknown id ends the session only where there is no doubt which one: not on a unit with two connectors, and not
/// when the stop is of before the session (quirks 48, 54).
Connector* ChargePoint::only_connector_in_session(const TransactionTime& ended) {
    if (connectors_.size() != 1) return nullptr;
    Connector* only = connectors_.begin()->second.get();
    return only->view.observed.transaction && !is_older_than_session(*only, ended) ? only : nullptr;
}

bool ChargePoint::has_ended(std::int64_t transaction_id) const {
    return std::find(ended_transactions_.begin(), ended_transactions_.end(), transaction_id) !=
           ended_transactions_.end();
}

void ChargePoint::remember_ended(std::int64_t transaction_id) {
    if (has_ended(transaction_id)) return;
    if (ended_transactions_.size() == kEndedTransactionsKept) ended_transactions_.pop_front();
    ended_transactions_.push_back(transaction_id);
}

}  // namespace gateway
