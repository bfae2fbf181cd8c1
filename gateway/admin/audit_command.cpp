#include "gateway/admin/audit_command.h"

#include <charconv>
#include <stdexcept>

#include "gateway/reports/audit_view.h"
#include "json/writer.h"
#include "ocpp/types.h"

namespace gateway {

namespace {

constexpr int kUsualAuditLines = 50, kMostAuditLines = 1000;

std::optional<UtcTime> audit_time(const std::string& text, const std::string& option) {
    if (text.empty()) return std::nullopt;
    const auto date = ocpp::parse_date_time(text);
    if (!date.time) throw std::invalid_argument(option + " is a time such as 2026-01-31T12:00:00Z");
    return *date.time;
}

int audit_lines(const std::string& text) {
    if (text.empty()) return kUsualAuditLines;
    int lines = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), lines);
    if (error != std::errc{} || end != text.data() + text.size() || lines < 1 || lines > kMostAuditLines)
        throw std::invalid_argument("--limit is a whole number from 1 to " + std::to_string(kMostAuditLines));
    return lines;
}

storage::AuditQuery audit_query(const AdminRequest& request) {
    storage::AuditQuery query;
    if (!request.charger_id.empty()) query.charge_point_id = request.charger_id;
    if (!request.key_id.empty()) query.who = request.key_id;
    query.since = audit_time(request.since, "--since");
    query.until = audit_time(request.until, "--until");
    query.limit = audit_lines(request.limit);
    return query;
}

std::string audit_text(const storage::AuditPage& page, bool as_json) {
    std::string text;
    for (const auto& record : page.items) {
        json::Writer out;
        if (as_json) write_audit_record(out, record);
        text += as_json ? out.take() + "\n" : audit_line(record);
    }
    return text;
}

}  // namespace

void run_audit_command(const AdminRequest& request, storage::Storage& storage, const AdminAnswered& answered) try {
    storage.list_audit(audit_query(request),
                       [answered, as_json = request.as_json](const storage::AuditPage& page, const std::string& error) {
                           if (!error.empty()) return answered({false, "the database did not answer (" + error + ")"});
                           answered({true, audit_text(page, as_json)});
                       });
} catch (const std::invalid_argument& error) {
    answered({false, error.what()});
}

AdminAnswer run_audit_command(const AdminRequest& request, storage::DirectStorage& storage) try {
    return {true, audit_text(storage.list_audit(audit_query(request)), request.as_json)};
} catch (const std::invalid_argument& error) {
    return {false, error.what()};
}

}  // namespace gateway
