#include "gateway/reports/audit_view.h"

#include "gateway/reports/member_names.h"
#include "gateway/reports/printable.h"

namespace gateway {

namespace {

void write_text_or_null(json::Writer& out, const char* name, const std::string& text) {
    if (text.empty()) out.key(name).null();
    else out.member(name, text);
}

/// A call's payload is the operator's own words.
void write_state(json::Writer& out, const char* name, const std::optional<std::string>& state, bool is_of_call) {
    out.key(name);
    if (!state) out.null();
    else if (is_of_call) out.raw(*state);
    else write_in_camel_case(out, json::parse(*state).root());
}

std::string subject_text(const storage::AuditRecord& record) {
    if (record.subject.empty()) return record.charge_point_id.empty() ? "" : " charger " + record.charge_point_id;
    const bool is_part = !record.charge_point_id.empty() && record.charge_point_id != record.subject_id;
    return " " + record.subject + " " + record.subject_id + (is_part ? " of " + record.charge_point_id : "");
}

std::string state_text(const storage::AuditRecord& record) {
    if (!record.before && !record.after) return "";
    const std::string after = record.after.value_or("(gone)");
    return record.before ? " " + *record.before + " -> " + after : " " + after;
}

std::string id_text(const storage::AuditRecord& record) {
    return (record.request_id.empty() ? "" : " " + record.request_id) +
           (record.call_id.empty() ? "" : " " + record.call_id);
}

}  // namespace

void write_audit_record(json::Writer& out, const storage::AuditRecord& record) {
    out.begin_object().member("id", record.sequence).member("at", canonical::to_text(record.at));
    out.member("who", record.who).member("action", record.action);
    write_text_or_null(out, "subject", record.subject);
    write_text_or_null(out, "subjectId", record.subject_id);
    write_text_or_null(out, "chargePointId", record.charge_point_id);
    const bool is_of_call = !record.call_id.empty();
    write_state(out, "before", record.before, is_of_call);
    write_state(out, "after", record.after, is_of_call);
    out.member("outcome", record.outcome);
    write_text_or_null(out, "requestId", record.request_id);
    write_text_or_null(out, "callId", record.call_id);
    out.end_object();
}

std::string audit_line(const storage::AuditRecord& record) {
    return canonical::to_text(record.at) + "  " +
           printable(record.who + "  " + record.action + "  " + record.outcome + " " + subject_text(record) + " " +
                     state_text(record) + " " + id_text(record)) +
           "\n";
}

std::string audit_log_text(const storage::AuditRecord& record) {
    return record.who + " " + record.action + ": " + record.outcome + id_text(record) + subject_text(record) +
           state_text(record);
}

}  // namespace gateway
