#include "gateway/reports/charger_report.h"

#include <algorithm>
#include <cstdio>

#include "gateway/charge_point/knowledge.h"
#include "gateway/code_point.h"
#include "gateway/decision/capability_text.h"
#include "gateway/reports/lesson_report.h"
#include "json/ascii.h"
#include "json/indented.h"
#include "json/writer.h"

namespace gateway {

namespace {

/// JSON of our own, or null.
void write_object(json::Writer& out, const char* name, const std::string& object) {
    out.key(name);
    if (object.empty()) out.null();
    else out.raw(object);
}

// The charger itself.

void write_identity(json::Writer& out, const ChargerReport& report) {
    const auto& record = report.record;
    out.member("id", record.id).member("environment", canonical::to_text(record.environment));
    out.member("state", report.state);
    if (report.state_since) out.member("state_since", canonical::to_text(*report.state_since));
    out.key("last_seen");
    if (record.last_seen == UtcTime{}) out.null();
    else out.string(canonical::to_text(record.last_seen));
    out.member("vendor", record.vendor).member("model", record.model);
    out.member("firmware", record.firmware_version).member("serial_number", record.serial_number);
    out.member("boot", report.boot).member("password", !record.password_hash.empty());
}

void write_settings(json::Writer& out, const storage::ChargePointRecord& record) {
    out.key("settings").begin_object().member("max_phases", record.max_phases);
    out.member("nominal_voltage", record.nominal_voltage).member("min_current", record.min_current);
    write_number(out, "rated_kw", record.rated_kw);
    out.member("control", record.control ? "on" : "off").end_object();
    write_object(out, "traits", record.traits);
}

void write_kind(json::Writer& out, const ChargerReport& report) {
    out.key("kind");
    if (report.kind.empty()) out.null();
    else out.string(report.kind);
    write_object(out, "learnt", report.learnt);
    write_lessons(out.key("lessons"), report.own_lessons, report.model_lessons);
    write_quirks(out.key("quirks"), report.quirks);
    out.key("setup").begin_array();
    for (const std::string& finding : report.findings) out.string(finding);
    out.end_array();
}

template <class Row>
bool is_of_kind(const Row& row, const storage::ChargePointRecord& record) {
    return row.vendor == record.vendor && row.model == record.model && row.firmware_version == record.firmware_version;
}

/// As a running gateway would know them.
void add_lessons(ChargerReport& report, const storage::Snapshot& snapshot) {
    Knowledge own, model{{}, LessonBook(LessonBook::Scope::model), {}, false};
    for (const auto& row : snapshot.capabilities) {
        if (is_of_kind(row, report.record)) model = knowledge_from(row.learnt, LessonBook::Scope::model);
    }
    for (const auto& row : snapshot.charger_lessons) {
        if (is_of_kind(row, report.record) && json::equal_ignoring_case(row.charge_point_id, report.record.id))
            own = knowledge_from(row.learnt, LessonBook::Scope::charger);
    }
    report.own_lessons = own.lessons;
    report.model_lessons = model.lessons;
    if (own.is_known || model.is_known) report.learnt = to_text(ChargerLessons(report.record.id, {}).know(own, model));
}

/// Controls are escaped by the writer already; these would pass it, being sound UTF-8.
std::string for_terminal(const std::string& text) {
    std::string result;
    for (std::string_view rest = text; !rest.empty();) {
        const CodePoint next = first_code_point(rest);
        const std::size_t length = std::max<std::size_t>(next.length, 1);
        if (next.length > 0 && is_unprintable(next.value) && next.value != '\n') {
            char escape[16];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(next.value));
            result += escape;
        } else {
            result += rest.substr(0, length);
        }
        rest.remove_prefix(length);
    }
    return result;
}

}  // namespace

void write_quirks(json::Writer& out, const ocpp::QuirkCounters& quirks) {
    out.begin_object();
    for (std::size_t i = 0; i < quirks.counts.size(); ++i) {
        if (quirks.counts[i] == 0) continue;
        out.member(ocpp::kQuirkNames[i], static_cast<std::int64_t>(quirks.counts[i]));
    }
    out.end_object();
}

ChargerReport report_of(ChargePoint& charge_point) {
    ChargerReport report;
    report.record = charge_point.record();
    const bool is_online = charge_point.is_connected();
    report.state = is_online ? "online" : "offline";
    report.state_since = charge_point.link_changed_at();
    report.boot = is_online && !charge_point.may_be_called() ? "awaited"
                  : report.record.boot_accepted              ? "accepted"
                                                             : "never";
    report.learnt = to_text(charge_point.facts().capabilities());
    report.own_lessons = charge_point.facts().lessons().own();
    report.model_lessons = charge_point.facts().model_lessons();
    report.quirks = charge_point.quirks();
    const auto& findings = charge_point.setup().findings();
    report.findings.assign(findings.begin(), findings.end());
    for (const auto& [id, connector] : charge_point.connectors()) {
        report.connectors.push_back({connector->record, &connector->view});
    }
    return report;
}

ChargerReport report_of(const storage::ChargePointRecord& record, const storage::Snapshot& snapshot) {
    ChargerReport report;
    report.record = record;
    report.state = "offline";
    report.boot = record.boot_accepted ? "accepted" : "never";
    add_lessons(report, snapshot);
    for (const auto& connector : snapshot.connectors) {
        if (json::equal_ignoring_case(connector.charge_point_id, record.id)) report.connectors.push_back({connector});
    }
    return report;
}

std::string charger_report_json(const ChargerReport& report, SteadyTime now) {
    json::Writer out;
    out.begin_object();
    write_identity(out, report);
    write_settings(out, report.record);
    write_kind(out, report);
    out.key("connectors").begin_array();
    for (const ConnectorReport& connector : report.connectors) write_connector(out, connector, now);
    out.end_array().end_object();
    return out.take();
}

std::string charger_report(const ChargerReport& report, SteadyTime now) {
    return for_terminal(json::indented(charger_report_json(report, now))) + "\n";
}

}  // namespace gateway
