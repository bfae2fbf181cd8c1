#include "gateway/transactions/transactions.h"

#include <utility>

namespace gateway {

namespace {

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
    return std::to_string(row.connector_id) + "|" + row.id_tag + "|" + std::to_string(row.meter_start_wh) + "|" +
           row.timestamp;
}

/// A timestamp of a clock that is not set identifies nothing for ever (quirk 49).
bool identifies_for_ever(const ocpp::DateTime& timestamp) {
    return timestamp.time && *timestamp.time >= kPlausibleFrom;
}

std::optional<UtcTime> plausible_time(const ocpp::DateTime& timestamp) {
    return identifies_for_ever(timestamp) ? timestamp.time : std::nullopt;
}

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

storage::TransactionEnd row_of(const ocpp::StopTransaction::Request& request, const std::string& charge_point,
                               std::string payload, UtcTime received) {
    storage::TransactionEnd row;
    row.charge_point_id = charge_point;
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

Transactions::Transactions(Parts parts, Ports ports)
    : parts_(parts),
      ports_(std::move(ports)),
      energy_from_disk_(parts_.record, parts_.book.ledger(),
                        {ports_.find_transaction, [this](const auto& energy) { ports_.write({energy}, nullptr); },
                         [this] { return parts_.time.utc(); }}) {}

void Transactions::restore(const storage::TransactionRecord& row) {
    const auto found = parts_.connectors.find(row.connector_id);
    if (found == parts_.connectors.end()) return;
    ConnectorView& where = *found->second;
    const TransactionTime began{plausible_time(ocpp::parse_date_time(row.timestamp)), row.meter_start_wh};
    auto& session = parts_.book.ledger().begin(row.transaction_id, row, began);
    session.is_whole = session.energy.restore(row.energy_state);
    parts_.book.ledger().registers().restored(row.connector_id, static_cast<double>(row.meter_start_wh));
    const bool stood_beside = where.observed.transaction && row.id_tag_status == "ConcurrentTx";
    if (stood_beside || parts_.book.is_older_than_session(where, began))
        return parts_.book.remember_ended(row.transaction_id);
    parts_.book.runs(row.connector_id, began);
    session.is_running = true;
    ports_.opened(row.connector_id, {row.transaction_id, parts_.time.now(), row.transaction_id, start_key(row)});
    where.tx_profile_may_be_installed = where.profile_may_be_installed;
}

void Transactions::restore_ended(const std::vector<std::int64_t>& ids) {
    for (const auto id : ids) parts_.book.remember_ended(id);
}

void Transactions::restore_lost(const storage::TransactionRecord& row) {
    parts_.book.ledger().restore_lost(row, {plausible_time(ocpp::parse_date_time(row.timestamp)), row.meter_start_wh});
}

StoredStart Transactions::read(const ocpp::StartTransaction::Request& request, const ConnectorView* where) const {
    StoredStart start;
    storage::TransactionRecord& row = start.row;
    row.charge_point_id = parts_.record.id;
    row.connector_id = where == nullptr ? 0 : where->connector_id;
    row.id_tag = request.idTag.value;
    row.meter_start_wh = request.meterStart;
    row.timestamp = text_of(request.timestamp);
    row.received_at = parts_.time.utc();
    row.started_by_us = parts_.tags.is_own(row.id_tag) || ports_.is_operators_start(row.id_tag);
    row.reservation_id = request.reservationId;
    start.key = start_key(row);
    if (identifies_for_ever(request.timestamp)) row.repeat_key = start.key;
    start.began = {plausible_time(request.timestamp), request.meterStart};
    return start;
}

void Transactions::start(const ocpp::StartTransaction::Request& request, ocpp::Reply reply) {
    ConnectorView* where = ports_.connector(request.connectorId);
    StoredStart start = read(request, where);
    if (where != nullptr && where->observed.transaction) {
        const ObservedTransaction& open = *where->observed.transaction;
        const bool is_repeat = open.start_key == start.key && open.stored_id != 0;
        if (is_repeat) ports_.start_repeated(where->connector_id);
        if (is_repeat) return reply.with(response_of(open.stored_id, parts_.tags.authorise(start.row.id_tag)));
    }

    auto& waiting = starts_being_stored_[start.key];
    waiting.push_back(reply);
    if (waiting.size() > 1) return;
    judge(request, where, start);
    start.row.transaction_id = ports_.next_id();
    start.before = parts_.book.ledger().registers().before(start.row.connector_id);
    start.row.energy_state =
        SessionEnergy({start.row.meter_start_wh, start.began.at, start.row.received_at, start.before}).state();
    if (where != nullptr) ++where->observed.starts_being_stored;
    const bool is_known_tag = parts_.tags.is_known(start.row.id_tag);
    if (const auto* reserved = parts_.reservations.used_by(start.row, is_known_tag))
        start.reservation_used = reserved->reservation_id;
    ports_.write({storage::OpenTransaction{start.row}},
                 [this, start](const storage::Written& written) { start_stored(start, written); });
}

void Transactions::start_stored(const StoredStart& start, const storage::Written& written) {
    const auto found = parts_.connectors.find(start.row.connector_id);
    ConnectorView* where = found == parts_.connectors.end() ? nullptr : found->second;
    if (where != nullptr) --where->observed.starts_being_stored;
    const auto waiting = std::move(starts_being_stored_.extract(start.key).mapped());
    if (!written.durable) {
        for (const auto& reply : waiting) {
            reply.refuse({ocpp::ErrorCode::InternalError, "the transaction could not be stored; please send it again"});
        }
        return;
    }
    parts_.book.ledger().registers().began(start.row.connector_id, static_cast<double>(start.row.meter_start_wh));
    if (start.reservation_used) parts_.reservations.close(*start.reservation_used, storage::ReservationState::used);
    const auto opened = written.opened.value_or(storage::OpenedTransaction{start.row.transaction_id, false, false});
    const auto response = response_of(opened.transaction_id, opened.repeated ? for_repeat(start.info) : start.info);
    for (const auto& reply : waiting) reply.with(response);
    if (opened.already_ended || parts_.book.has_ended(opened.transaction_id)) return;
    parts_.book.ledger().begin(opened.transaction_id, start.row, start.began, start.before).is_whole = !opened.repeated;
    if (where != nullptr) open(*where, start, opened.transaction_id);
}

void Transactions::open(ConnectorView& connector, const StoredStart& start, std::int64_t id) {
    const auto& before = connector.observed.transaction;
    if (before && before->stored_id == id) return ports_.start_repeated(connector.connector_id);
    // History out of the charger's memory: its stop will follow, and the session of now goes on (quirk 48).
    const bool is_history =
        is_late(start.began, start.row.received_at) && parts_.book.is_older_than_session(connector, start.began);
    if (is_history || start.stands_beside) return parts_.book.remember_ended(id);
    if (before) close(connector, std::nullopt, std::nullopt);
    parts_.book.runs(connector.connector_id, start.began);
    if (auto* session = parts_.book.ledger().find(id)) session->is_running = true;
    ports_.note_start(connector.connector_id, id);
    ports_.opened(connector.connector_id, {id, parts_.time.now(), id, start.key});
}

void Transactions::stop(const ocpp::StopTransaction::Request& request, std::string payload, ocpp::Reply reply) {
    storage::TransactionEnd row = row_of(request, parts_.record.id, std::move(payload), parts_.time.utc());
    const TransactionTime when{plausible_time(request.timestamp), request.meterStop};
    const bool is_foreign = note_if_foreign(request.transactionId, "StopTransaction");
    const Claim claim{request.idTag ? std::optional(request.idTag->value) : std::nullopt,
                      {request.meterStop, when.at, row.received_at},
                      most_possible_kw(parts_.record.rated_kw)};
    const std::int64_t id =
        is_foreign ? request.transactionId : parts_.book.session_meant(request.transactionId, claim);
    row.transaction_id = id;
    ConnectorView* where = is_foreign ? nullptr : parts_.book.connector_of(id);
    if (where != nullptr) where->observed.stop_told_at = parts_.time.now();
    judge_end(request, when, is_foreign, row);
    ocpp::StopTransaction::Response response;
    if (request.idTag) response.idTagInfo = parts_.tags.authorise(request.idTag->value);
    const auto reason = request.reason.value_or(ocpp::Reason::Local).value;
    if (request.idTag && reason == ocpp::Reason::Local)
        parts_.confounders.note(Confounders::Cause::tag_at_stop, parts_.time.now());
    ports_.write({storage::CloseTransaction{std::move(row)}}, [this, id, when, reason, response, reply,
                                                               is_foreign](const storage::Written& written) {
        if (!written.durable) {
            return reply.refuse({ocpp::ErrorCode::InternalError, "the end could not be stored; please send it again"});
        }
        reply.with(response);
        if (is_foreign) return;
        end_followed(id, when);
        end_session(id, when, reason);
    });
}

bool Transactions::note_if_foreign(std::int64_t id, const std::string& action) {
    if (parts_.book.knows(id)) return false;
    const std::string owner = ports_.other_owner(id);
    if (owner.empty()) return false;
    ports_.note_security("ForeignTransactionId", action + " names transaction " + std::to_string(id) + " of " + owner);
    return true;
}

void Transactions::judge_end(const ocpp::StopTransaction::Request& request, const TransactionTime& ended,
                             bool is_foreign, storage::TransactionEnd& row) {
    auto* session = is_foreign ? nullptr : parts_.book.followed(row.transaction_id);
    const bool was_meant = row.transaction_id != request.transactionId;
    const bool is_unknown =
        was_meant || (session == nullptr && !is_foreign && !parts_.book.has_ended(request.transactionId));
    Flags flags = stop_flags(request, session ? std::optional(session->began) : std::nullopt, row.received_at);
    flags.add_if(is_foreign, "foreign_id").add_if(is_unknown, "unknown_id");
    if (session != nullptr) {
        const double most_kw = most_possible_kw(parts_.record.rated_kw);
        if (request.transactionData)
            session->energy.ingest_transaction_data(*request.transactionData, row.received_at, most_kw);
        for (const char* word : session->energy.flags()) flags.add_if(true, word);
        if (const auto result = session->energy.result({request.meterStop, ended.at, row.received_at}, most_kw)) {
            row.energy_wh = result->wh;
            row.energy_source = result->source;
        }
    }
    row.flags = flags.text();
}

/// Its stop is on disk, with the energy as far as this process knows it.
void Transactions::end_followed(std::int64_t id, const TransactionTime& ended) {
    auto* session = parts_.book.followed(id);
    if (session == nullptr) return energy_from_disk_.complete(id);
    if (session->end && (session->end->meter_wh || session->end->told)) return;
    parts_.book.ledger().stopped(*session, ended.meter_wh);
    session->end = SessionMoment{ended.meter_wh, ended.at, parts_.time.utc()};
    energy_from_disk_.complete(session->id);
}

void Transactions::end_session(std::int64_t id, const TransactionTime& ended, std::optional<ocpp::Reason> reason) {
    const bool ended_before = parts_.book.has_ended(id);
    ConnectorView* where = parts_.book.connector_of(id);
    if (is_sound_transaction_id(id)) {
        // One that was adopted has no record by which the stop could be judged: only where there is no doubt, and not
        // when the stop is of before the session (quirks 48, 54).
        ConnectorView* only = parts_.connectors.size() == 1 ? parts_.connectors.begin()->second : nullptr;
        const bool fits =
            only != nullptr && only->observed.transaction && !parts_.book.is_older_than_session(*only, ended);
        if (where == nullptr && !ended_before && fits) where = only;
        parts_.book.remember_ended(id);
    }
    if (where != nullptr) close(*where, reason, id);
}

}  // namespace gateway
