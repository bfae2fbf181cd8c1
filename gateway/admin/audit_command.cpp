#include "gateway/admin/audit_command.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "gateway/reports/audit_view.h"
#include "json/writer.h"
#include "ocpp/types.h"

namespace gateway {

namespace {

constexpr int kUsualAuditLines = 50, kMostAuditLines = 1000;
/// Of one answer of a running gateway; the rest is asked for anew.
constexpr int kAuditLinesOfAnswer = 100;
constexpr std::size_t kAuditBytesOfAnswer = 512 << 10;

std::optional<UtcTime> audit_time(const std::string& text, const std::string& option) {
    if (text.empty()) return std::nullopt;
    const auto date = ocpp::parse_date_time(text);
    if (!date.time) throw std::invalid_argument(option + " is a time such as 2026-01-31T12:00:00Z");
    return *date.time;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

int audit_lines(const std::string& text) {
    if (text.empty()) return kUsualAuditLines;
    const auto lines = whole_number(text);
    if (!lines || *lines < 1 || *lines > kMostAuditLines)
        throw std::invalid_argument("--limit is a whole number from 1 to " + std::to_string(kMostAuditLines));
    return static_cast<int>(*lines);
}

/// "SEQUENCE/LINES": the last that was told, and how many are still wanted.
void go_on(storage::AuditQuery& query, const std::string& page) {
    const auto slash = page.find('/');
    if (slash == std::string::npos) return;
    query.before = whole_number(page.substr(0, slash));
    query.limit = audit_lines(page.substr(slash + 1));
}

storage::AuditQuery audit_query(const AdminRequest& request) {
    storage::AuditQuery query;
    if (!request.charger_id.empty()) query.charge_point_id = request.charger_id;
    if (!request.key_id.empty()) query.who = request.key_id;
    query.since = audit_time(request.since, "--since");
    query.until = audit_time(request.until, "--until");
    query.limit = audit_lines(request.limit);
    go_on(query, request.page);
    return query;
}

std::string audit_text(const storage::AuditRecord& record, bool as_json) {
    if (!as_json) return audit_line(record);
    json::Writer out;
    write_audit_record(out, record);
    return out.take() + "\n";
}

/// As much as fits into one answer; `wanted` lines in all.
AdminAnswer audit_answer(const storage::AuditPage& page, int wanted, bool as_json) {
    AdminAnswer answer{true, {}};
    std::size_t told = 0;
    while (told < page.items.size() && answer.output.size() < kAuditBytesOfAnswer)
        answer.output += audit_text(page.items[told++], as_json);
    const int left = wanted - static_cast<int>(told);
    const bool is_more = told < page.items.size() || page.more;
    if (told > 0 && left > 0 && is_more)
        answer.next = std::to_string(page.items[told - 1].sequence) + "/" + std::to_string(left);
    return answer;
}

}  // namespace

void run_audit_command(const AdminRequest& request, storage::Storage& storage, const AdminAnswered& answered) try {
    storage::AuditQuery query = audit_query(request);
    const int wanted = query.limit;
    query.limit = std::min(wanted, kAuditLinesOfAnswer);
    storage.list_audit(
        query, [answered, wanted, as_json = request.as_json](const storage::AuditPage& page, const std::string& error) {
            if (!error.empty()) return answered({false, "the database did not answer (" + error + ")"});
            answered(audit_answer(page, wanted, as_json));
        });
} catch (const std::invalid_argument& error) {
    answered({false, error.what()});
}

AdminAnswer run_audit_command(const AdminRequest& request, storage::DirectStorage& storage) try {
    const storage::AuditQuery query = audit_query(request);
    return audit_answer(storage.list_audit(query), query.limit, request.as_json);
} catch (const std::invalid_argument& error) {
    return {false, error.what()};
}

}  // namespace gateway
