#include <algorithm>

#include "gateway/charge_point/charge_point.h"

/// Transactions of a charger: what is stored before it is answered, and which session an odd id belongs to.
namespace gateway {

namespace {

/// Beyond what a slow link delays: such a start waited in the charger's memory (quirk 48).
constexpr std::chrono::minutes kLateStart{5};

/// With its milliseconds: two sessions may begin within one second.
std::string text_of(const ocpp::DateTime& date) {
    if (!date.time) return date.text;
    std::string text = ocpp::to_text(*date.time);
    const auto milliseconds = (*date.time - std::chrono::floor<std::chrono::seconds>(*date.time)).count();
    if (milliseconds == 0) return text;
    std::string fraction = std::to_string(1000 + milliseconds);
    fraction[0] = '.';
    return text.insert(text.size() - 1, fraction);
}

/// Equal for repeats of one StartTransaction.
std::string start_key(const storage::TransactionRecord& row) {
    return std::to_string(row.connector_id) + "|" + row.id_tag + "|" + std::to_string(row.meter_start_wh) +
           "|" + row.timestamp;
}

/// A timestamp of a clock that is not set identifies nothing for ever (quirk 49).
bool identifies_for_ever(const ocpp::DateTime& timestamp) {
    return timestamp.time && *timestamp.time >= kPlausibleFrom;
}

std::optional<UtcTime> plausible_time(const ocpp::DateTime& timestamp) {
    return identifies_for_ever(timestamp) ? timestamp.time : std::nullopt;
}

bool is_plausible_register(std::int64_t wh) { return wh > 0 && wh <= kMostRegisterWh; }

ocpp::StartTransaction::Response response_of(std::int64_t id, ocpp::IdTagInfo info) {
    ocpp::StartTransaction::Response response;
    response.transactionId = id;
    response.idTagInfo = std::move(info);
    return response;
}

/// It was a session before this message came again, so it does not concur with itself.
ocpp::IdTagInfo for_repeat(ocpp::IdTagInfo info) {
    if (info.status == ocpp::AuthorizationStatus::ConcurrentTx) info.status = ocpp::AuthorizationStatus::Accepted;
    return info;
}

storage::TransactionRecord row_of(const ocpp::StartTransaction::Request& request, const ChargePoint& from,
                                  const Connector* where, UtcTime received) {
    storage::TransactionRecord row;
    row.charge_point_id = from.record().id;
    row.connector_id = where == nullptr ? 0 : where->view.connector_id;
    row.id_tag = request.idTag.value;
    row.meter_start_wh = request.meterStart;
    row.timestamp = text_of(request.timestamp);
    row.received_at = received;
    row.started_by_us = from.is_ours(request.idTag.value);
    row.reservation_id = request.reservationId;
    if (identifies_for_ever(request.timestamp)) row.repeat_key = start_key(row);
    return row;
}

storage::TransactionEnd row_of(const ocpp::StopTransaction::Request& request, const ChargePoint& from,
                               std::string payload, UtcTime received) {
    storage::TransactionEnd row;
    row.charge_point_id = from.record().id;
    row.transaction_id = request.transactionId;
    row.meter_stop_wh = request.meterStop;
    row.timestamp = text_of(request.timestamp);
    // The specification's own default (section 7.36).
    row.reason = request.reason.value_or(ocpp::Reason::Local).text();
    row.payload = std::move(payload);
    row.received_at = received;
    if (request.idTag) row.id_tag = request.idTag->value;
    return row;
}

}  // namespace

void ChargePoint::restore_transaction(const storage::TransactionRecord& row) {
    Connector* where = find_connector(row.connector_id);
    if (where == nullptr) return;
    const TransactionTime began{plausible_time(ocpp::parse_date_time(row.timestamp)), row.meter_start_wh};
    auto& session = ledger_.begin(row.transaction_id, row, began);
    session.is_whole = session.energy.restore(row.energy_state);
    const bool stood_beside = where->view.observed.transaction && row.id_tag_status == "ConcurrentTx";
    if (stood_beside || is_older_than_session(*where, began)) return remember_ended(row.transaction_id);
    session_starts_[row.connector_id] = began;
    session.is_running = true;
    where->on_transaction_opened(
        {row.transaction_id, services_.time.now(), row.transaction_id, start_key(row)});
    where->view.tx_profile_may_be_installed = where->view.profile_may_be_installed;
}

void ChargePoint::restore_ended_transactions(const std::vector<std::int64_t>& ids) {
    for (const auto id : ids) remember_ended(id);
}

void ChargePoint::restore_lost_transaction(const storage::TransactionRecord& row) {
    ledger_.restore_lost(row, {plausible_time(ocpp::parse_date_time(row.timestamp)), row.meter_start_wh});
}

void ChargePoint::start_transaction(const ocpp::StartTransaction::Request& request, ocpp::Reply reply) {
    Connector* where = connector(request.connectorId);
    StoredStart start{row_of(request, *this, where, services_.time.utc()), {}, {plausible_time(request.timestamp), request.meterStart}, {}, false, {}};
    start.key = start_key(start.row);
    constexpr std::chrono::minutes kOperatorsStartCounts{10};
    const auto& asked = journal_.operators_start;
    const bool is_operators = asked && Authorisation::same(asked->id_tag, start.row.id_tag) &&
                              services_.time.now() - asked->at < kOperatorsStartCounts;
    start.row.started_by_us = start.row.started_by_us || is_operators;
    const auto& open = where == nullptr ? std::nullopt : where->view.observed.transaction;
    if (open && open->start_key == start.key && open->stored_id != 0) {
        where->start_repeated();
        return reply.with(response_of(open->stored_id, authorise(start.row.id_tag)));
    }

    auto& waiting = starts_being_stored_[start.key];
    waiting.push_back(reply);
    if (waiting.size() > 1) return;
    judge_start(request, where, start);
    start.row.transaction_id = services_.next_transaction_id();
    start.before = ledger_.registers().begin(start.row.connector_id, static_cast<double>(request.meterStart));
    start.row.energy_state = SessionEnergy({start.row.meter_start_wh, start.began.at, start.row.received_at, start.before}).state();
    if (where != nullptr) ++where->view.observed.starts_being_stored;
    const bool is_known_tag = services_.authorisation.find(start.row.id_tag) != nullptr;
    if (const auto* reserved = reservations_.used_by(start.row, is_known_tag)) start.reservation_used = reserved->reservation_id;
    write({storage::OpenTransaction{start.row}}, [this, start](const storage::Written& written) { transaction_stored(start, written); });
}

void ChargePoint::transaction_stored(const StoredStart& start, const storage::Written& written) {
    Connector* where = find_connector(start.row.connector_id);
    if (where != nullptr) --where->view.observed.starts_being_stored;
    const auto waiting = std::move(starts_being_stored_.extract(start.key).mapped());
    if (!written.durable) {
        for (const auto& reply : waiting) {
            reply.refuse({ocpp::ErrorCode::InternalError, "the transaction could not be stored; please send it again"});
        }
        return;
    }
    if (start.reservation_used) reservations_.close(*start.reservation_used, storage::ReservationState::used);
    const auto opened = written.opened.value_or(storage::OpenedTransaction{start.row.transaction_id, false, false});
    const auto response = response_of(opened.transaction_id, opened.repeated ? for_repeat(start.info) : start.info);
    for (const auto& reply : waiting) reply.with(response);
    if (opened.already_ended || has_ended(opened.transaction_id)) return;
    ledger_.begin(opened.transaction_id, start.row, start.began, start.before).is_whole = !opened.repeated;
    if (where != nullptr) open_transaction(*where, start, opened.transaction_id);
}

bool ChargePoint::is_late(const TransactionTime& began, UtcTime received) const {
    return began.at && received - *began.at > kLateStart + clock_lag_.behind();
}

void ChargePoint::open_transaction(Connector& connector, const StoredStart& start, std::int64_t id) {
    const auto& before = connector.view.observed.transaction;
    if (before && before->stored_id == id) return connector.start_repeated();
    // History out of the charger's memory: its stop will follow, and the session of now goes on (quirk 48).
    const bool is_history = is_late(start.began, start.row.received_at) && is_older_than_session(connector, start.began);
    if (is_history || start.stands_beside) return remember_ended(id);
    if (before) close_transaction(connector, std::nullopt, std::nullopt);
    session_starts_[connector.view.connector_id] = start.began;
    if (auto* session = ledger_.find(id)) session->is_running = true;
    journal_.last_starts[connector.view.connector_id] = {id, services_.time.now()};
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
    storage::TransactionEnd row = row_of(request, *this, std::move(payload), services_.time.utc());
    const TransactionTime ended{plausible_time(request.timestamp), request.meterStop};
    const bool is_foreign = note_if_foreign(request.transactionId, "StopTransaction");
    const Claim claim{request.idTag ? std::optional(request.idTag->value) : std::nullopt,
                      {request.meterStop, ended.at, row.received_at},
                      most_possible_kw(record_.rated_kw)};
    const std::int64_t id = is_foreign ? request.transactionId : session_meant(request.transactionId, claim);
    row.transaction_id = id;
    Connector* where = is_foreign ? nullptr : connector_of_transaction(id);
    if (where != nullptr) where->view.observed.stop_told_at = services_.time.now();
    judge_end(request, ended, is_foreign, row);
    ocpp::StopTransaction::Response response;
    if (request.idTag) response.idTagInfo = authorise(request.idTag->value);
    const auto reason = request.reason.value_or(ocpp::Reason::Local).value;
    if (request.idTag && reason == ocpp::Reason::Local)
        lessons_.confounders.note(Confounders::Cause::tag_at_stop, services_.time.now());
    write({storage::CloseTransaction{std::move(row)}},
          [this, id, ended, reason, response, reply, is_foreign](const storage::Written& written) {
              if (!written.durable) {
                  return reply.refuse(
                      {ocpp::ErrorCode::InternalError, "the end could not be stored; please send it again"});
              }
              reply.with(response);
              if (is_foreign) return;
              end_followed(id, ended);
              transaction_ended(id, ended, reason);
          });
}

void ChargePoint::transaction_ended(std::int64_t id, const TransactionTime& ended,
                                    std::optional<ocpp::Reason> reason) {
    const bool ended_before = has_ended(id);
    Connector* where = connector_of_transaction(id);
    if (is_sound_transaction_id(id)) {
        // One that was adopted has no record by which the stop could be judged: only where there is no doubt, and not when the
        // stop is of before the session (quirks 48, 54).
        Connector* only = connectors_.size() == 1 ? connectors_.begin()->second.get() : nullptr;
        const bool fits = only != nullptr && only->view.observed.transaction && !is_older_than_session(*only, ended);
        if (where == nullptr && !ended_before && fits) where = only;
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
    storage::Batch batch{storage::AbandonTransaction{record_.id, stored_id, services_.time.utc()}};
    ledger_.lost(stored_id, services_.time.utc(), most_possible_kw(record_.rated_kw), batch);
    write(std::move(batch), [this, stored_id](const storage::Written& written) {
        if (written.durable) complete_energy(stored_id);
    });
}

Connector* ChargePoint::connector_of_transaction(std::int64_t id) {
    for (auto& [number, connector] : connectors_) {
        const auto& open = connector->view.observed.transaction;
        if (open && (open->id == id || (open->stored_id == id && id != 0))) return connector.get();
    }
    return nullptr;
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
