#include "gateway/reports/charger_view.h"

#include <algorithm>

#include "gateway/decision/alerts.h"
#include "gateway/inspection/secrets.h"
#include "gateway/reports/charger_report.h"
#include "gateway/reports/member_names.h"
#include "json/parse.h"

namespace gateway {

namespace {

std::int64_t count_of(std::uint64_t count) { return static_cast<std::int64_t>(count); }

std::int64_t alerts(ChargePoint& charge_point, SteadyTime now) {
    std::size_t count = 0;
    for (const auto& [id, connector] : charge_point.connectors()) count += alerts_of(connector->view, now).size();
    return static_cast<std::int64_t>(count);
}

void write_boot(json::Writer& out, const storage::ChargePointRecord& record) {
    out.key("boot").begin_object().member("accepted", record.boot_accepted);
    out.member("vendor", record.vendor).member("model", record.model);
    out.member("serialNumber", record.serial_number).member("firmwareVersion", record.firmware_version).end_object();
}

void write_link(json::Writer& out, ChargePoint& charge_point) {
    out.key("link").begin_object().member("state", charge_point.is_connected() ? "online" : "offline");
    if (charge_point.is_connected()) out.member("address", charge_point.link()->remote_address());
    if (const auto since = charge_point.link_changed_at()) out.member("since", canonical::to_text(*since));
    out.member("mayBeCalled", charge_point.may_be_called()).end_object();
}

void write_row_members(json::Writer& out, ChargePoint& charge_point, SteadyTime now) {
    const auto& record = charge_point.record();
    out.member("id", record.id).member("environment", canonical::to_text(record.environment));
    write_link(out, charge_point);
    write_boot(out, record);
    out.member("registration", storage::to_text(record.registration));
    out.member("securityProfile", std::max(record.security_profile, record.password_hash.empty() ? 0 : 1));
    out.member("alarms", alerts(charge_point, now));
    out.member("firstSeen", canonical::to_text(record.first_seen)).key("lastSeen");
    if (record.last_seen == UtcTime{}) out.null();  // approved, and never came
    else out.string(canonical::to_text(record.last_seen));
}

void write_configuration(json::Writer& out, const ChargerJournal& journal) {
    out.key("configuration").begin_array();
    for (const auto& [name, key] : journal.configuration()) {
        out.begin_object().member("key", key.name).member("readonly", key.is_read_only).key("value");
        if (key.has_value) out.string(key.value);
        else out.null();
        out.member("readAt", canonical::to_text(key.read_at)).end_object();
    }
    out.end_array();
}

void write_job(json::Writer& out, const char* name, const std::optional<JobStatus>& job) {
    out.key(name);
    if (!job) {
        out.null();
        return;
    }
    out.begin_object().member("status", job->status);
    if (job->request_id) out.member("requestId", *job->request_id);
    out.member("at", canonical::to_text(job->at)).end_object();
}

void write_jobs(json::Writer& out, const ChargerJournal& journal) {
    out.key("jobs").begin_object();
    write_job(out, "diagnostics", journal.diagnostics);
    write_job(out, "firmware", journal.firmware);
    write_job(out, "log", journal.log);
    write_job(out, "signedFirmware", journal.signed_firmware);
    out.end_object();
}

void write_reservations(json::Writer& out, const Reservations& reservations) {
    out.begin_array();
    for (const auto& each : reservations.open()) write_reservation(out, each);
    out.end_array();
}

void write_counters(json::Writer& out, ChargePoint& charge_point) {
    const ChargerJournal& journal = charge_point.journal();
    out.key("counters").begin_object();
    out.member("connections", count_of(journal.link.connections));
    out.member("disconnections", count_of(journal.link.disconnections));
    out.member("framesReceived", count_of(journal.frames.received()))
        .member("framesSent", count_of(journal.frames.sent()));
    out.member("rawCalls", count_of(journal.link.raw_calls))
        .member("rawCallsTimedOut", count_of(journal.link.raw_time_outs));
    write_quirk_counts(out.key("quirks"), charge_point.quirks());
    out.end_object();
}

/// Our own text: as many connectors and lessons as there are.
json::Limits report_limits() {
    json::Limits limits;
    limits.bytes = 16u << 20;
    limits.values = 1'000'000;
    return limits;
}

void write_frame(json::Writer& out, const FrameLog::Frame& frame, std::int64_t number) {
    const bool is_received = frame.direction == FrameLog::Direction::received;
    out.begin_object().member("id", number).member("at", canonical::to_text(frame.at));
    out.member("direction", is_received ? "received" : "sent");
    if (frame.is_cut) out.member("cut", true);
    out.member("text", frame_without_secrets(frame.text)).end_object();
}

}  // namespace

void write_charge_point_row(json::Writer& out, ChargePoint& charge_point, SteadyTime now) {
    out.begin_object();
    write_row_members(out, charge_point, now);
    out.end_object();
}

void write_quirk_counts(json::Writer& out, const ocpp::QuirkCounters& counts) {
    json::Writer words;
    write_quirks(words, counts);
    const auto names = json::parse(words.take());
    write_in_camel_case(out, names.root());
}

void write_reservation(json::Writer& out, const storage::ReservationRecord& reservation) {
    out.begin_object()
        .member("reservationId", reservation.reservation_id)
        .member("connectorId", reservation.connector_id);
    out.member("idTag", reservation.id_tag).member("parentIdTag", reservation.parent_id_tag);
    out.member("createdAt", canonical::to_text(reservation.created_at));
    out.member("expiresAt", canonical::to_text(reservation.expires_at))
        .member("state", storage::to_text(reservation.state));
    out.end_object();
}

void write_discovered_row(json::Writer& out, const storage::ChargePointRecord& record) {
    out.begin_object().member("id", record.id).member("environment", canonical::to_text(record.environment));
    out.key("link").begin_object().member("state", "discovered").member("address", record.remote_address).end_object();
    out.member("attempts", record.attempts);
    out.member("firstSeen", canonical::to_text(record.first_seen))
        .member("lastSeen", canonical::to_text(record.last_seen));
    out.end_object();
}

void write_charge_point(json::Writer& out, ChargePoint& charge_point, const Site& site, SteadyTime now) {
    out.begin_object();
    write_row_members(out, charge_point, now);
    write_configuration(out, charge_point.journal());
    write_jobs(out, charge_point.journal());
    write_counters(out, charge_point);
    write_reservations(out.key("reservations"), charge_point.reservations());
    out.member("localListVersion", charge_point.local_list().record().version).key("reconnectsLeft");
    const auto left = site.admission().reconnects().left(ChargerRegistry::folded(charge_point.record().id), now);
    if (left) out.integer(*left);
    else out.null();
    ChargerReport report = report_of(charge_point);
    if (const auto* kind = site.registry().kind_of(report.record)) report.kind = kind->name;
    const auto words = json::parse(charger_report_json(report, now), json::Reading::strict, report_limits());
    write_in_camel_case(out.key("report"), words.root());
    out.end_object();
}

/// Each frame has its number since the start, which pages go by.
void write_frames(json::Writer& out, const FrameLog& log, std::optional<std::int64_t> before, std::size_t most) {
    const auto& frames = log.frames();
    const auto first = static_cast<std::int64_t>(log.received() + log.sent() - frames.size()) + 1;
    const auto count = static_cast<std::int64_t>(frames.size());
    const auto end = std::clamp<std::int64_t>(before.value_or(first + count) - first, 0, count);
    const auto begin = std::max<std::int64_t>(0, end - static_cast<std::int64_t>(most));
    out.begin_object().key("items").begin_array();
    for (auto i = begin; i < end; ++i) write_frame(out, frames[static_cast<std::size_t>(i)], first + i);
    out.end_array().member("more", begin > 0);
    if (begin > 0) out.member("nextBefore", first + begin);
    out.end_object();
}

}  // namespace gateway
