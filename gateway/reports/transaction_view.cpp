#include "gateway/reports/transaction_view.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "gateway/inspection/secrets.h"
#include "json/parse.h"

namespace gateway {

namespace {

/// Each once.
void write_words(json::Writer& out, const std::string& words) {
    std::set<std::string_view> written;
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        const auto word = std::string_view(words).substr(at, end - at);
        if (!word.empty() && written.insert(word).second) out.string(word);
        at = end + 1;
    }
}

void write_start(json::Writer& out, const storage::StoredTransaction& transaction) {
    const auto& start = transaction.start;
    out.member("chargePointId", start.charge_point_id).member("connectorId", start.connector_id);
    out.member("idTag", start.id_tag).member("idTagStatus", start.id_tag_status);
    if (!start.parent_id_tag.empty()) out.member("parentIdTag", start.parent_id_tag);
    if (start.reservation_id) out.member("reservationId", *start.reservation_id);
    out.member("startedByUs", start.started_by_us);
    out.key("start").begin_object().member("timestamp", start.timestamp).member("meterWh", start.meter_start_wh);
    out.member("receivedAt", canonical::to_text(start.received_at))
        .member("repeats", transaction.start_repeats)
        .end_object();
}

void write_stop(json::Writer& out, const storage::StoredTransaction& transaction) {
    out.key("stop");
    if (!transaction.end) {
        out.null();
        return;
    }
    const auto& end = *transaction.end;
    out.begin_object().member("timestamp", end.timestamp).member("meterWh", end.meter_stop_wh);
    out.member("reason", end.reason).member("idTag", end.id_tag);
    out.member("receivedAt", canonical::to_text(end.received_at))
        .member("repeats", transaction.stop_repeats)
        .end_object();
}

void write_members(json::Writer& out, const storage::StoredTransaction& transaction) {
    out.member("id", transaction.start.transaction_id);
    out.member("state", !transaction.ended_at ? "open" : transaction.lost ? "lost" : "ended");
    write_start(out, transaction);
    write_stop(out, transaction);
    if (transaction.ended_at) out.member("endedAt", canonical::to_text(*transaction.ended_at));
    out.key("energyWh");
    if (transaction.energy_wh) out.integer(*transaction.energy_wh);
    else out.null();
    out.member("energySource", transaction.energy_source);
    out.key("flags").begin_array();
    const std::string of_end = transaction.end ? transaction.end->flags : "";
    write_words(out, transaction.start.flags + " " + of_end + " " + transaction.energy_flags);
    out.end_array();
}

/// As stored; what was cut or damaged is left out.
void write_stored_json(json::Writer& out, const std::string& text) {
    constexpr std::size_t kLooksThrough = 1 << 20;  // samples hold no secrets, and a long message is nothing else
    if (text.size() > kLooksThrough) return out.raw(text), void();
    json::Limits limits;
    limits.values = text.size();
    try {
        out.raw(without_secrets(json::parse(text, json::Reading::strict, limits).root()));
    } catch (const json::ParseError&) {
        out.null();
    }
}

}  // namespace

void write_transaction(json::Writer& out, const storage::StoredTransaction& transaction) {
    out.begin_object();
    write_members(out, transaction);
    out.end_object();
}

void write_transaction_details(json::Writer& out, const storage::TransactionDetails& details) {
    out.begin_object();
    write_members(out, details.transaction);
    out.key("meterValues").begin_array();
    for (const auto& row : details.values) {
        out.begin_object().member("receivedAt", canonical::to_text(row.received_at)).key("message");
        write_stored_json(out, row.payload);
        out.end_object();
    }
    out.end_array().member("meterValuesCut", details.values_cut);
    if (details.transaction.end) write_stored_json(out.key("stopMessage"), details.transaction.end->payload);
    out.end_object();
}

void write_security_event(json::Writer& out, const storage::SecurityEventRecord& event) {
    out.begin_object().member("id", event.sequence).member("chargePointId", event.charge_point_id);
    out.member("type", event.type).member("timestamp", event.timestamp);
    out.member("techInfo", without_secrets(event.tech_info));
    out.member("receivedAt", canonical::to_text(event.received_at)).end_object();
}

}  // namespace gateway
