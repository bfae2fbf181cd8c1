#include <charconv>
#include <limits>

#include "gateway/api/operator_routes.h"
#include "gateway/api/parameters.h"
#include "gateway/reports/audit_view.h"
#include "gateway/reports/transaction_view.h"
#include "ocpp/types.h"

/// What is recorded of chargers: transactions and security events.
namespace gateway {

namespace {

using canonical::ApiError;

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t number = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    return error == std::errc{} && end == last ? std::optional(number) : std::nullopt;
}

std::optional<UtcTime> query_time(const HttpRequest& request, std::string_view name) {
    const auto text = query_value(request, name);
    if (!text) return std::nullopt;
    const auto date = ocpp::parse_date_time(*text);
    if (!date.time) canonical::throw_validation_error(std::string(name), "must be a time such as 2026-01-31T12:00:00Z");
    return date.time;
}

std::optional<std::int64_t> query_id(const HttpRequest& request, std::string_view name) {
    if (!query_value(request, name)) return std::nullopt;
    return query_number(request, name, 0, 0, std::numeric_limits<int>::max());
}

storage::TransactionQuery transaction_query(const HttpRequest& request) {
    storage::TransactionQuery query;
    query.charge_point_id = query_value(request, "chargePointId");
    if (const auto connector = query_id(request, "connectorId")) query.connector_id = static_cast<int>(*connector);
    query.id_tag = query_value(request, "idTag");
    if (query_value(request, "open")) query.open = query_flag(request, "open");
    query.from = query_time(request, "from");
    query.to = query_time(request, "to");
    query.before = query_id(request, "before");
    query.limit = query_number(request, "limit", kUsualRowsPerPage, 1, kMostRowsPerPage);
    return query;
}

}  // namespace

void OperatorRoutes::add_record_routes(RouteTable& routes) {
    routes.add("GET", "/operator/transactions", Scope::operate, bind(&OperatorRoutes::list_transactions));
    routes.add("GET", "/operator/transactions/{}", Scope::operate, bind(&OperatorRoutes::read_transaction));
    routes.add("GET", "/operator/security-events", Scope::operate, bind(&OperatorRoutes::list_security_events));
    routes.add("GET", "/operator/audit", Access::live(Scope::operate), bind(&OperatorRoutes::list_audit));
}

void OperatorRoutes::list_transactions(ApiCall& call) {
    const auto query = transaction_query(call.request);
    const auto environment = call.key.environment;
    storage_.list_transactions(query, [this, environment, succeed = call.succeed, fail = call.fail](
                                          const storage::TransactionPage& page, const std::string& error) {
        if (!error.empty()) return fail(not_read(error));
        succeed(200, [&](json::Writer& out) {
            out.begin_object().key("items").begin_array();
            for (const auto& each : page.items) {
                if (is_visible(each.start.charge_point_id, environment)) write_transaction(out, each);
            }
            out.end_array().member("more", page.more);
            if (page.more && !page.items.empty()) out.member("nextBefore", page.items.back().start.transaction_id);
            out.end_object();
        });
    });
}

void OperatorRoutes::read_transaction(ApiCall& call) {
    const auto id = whole_number(call.captured.at(0));
    const auto environment = call.key.environment;
    const ApiError not_found(404, "TRANSACTION_NOT_FOUND", "no such transaction belongs to this key");
    if (!id) throw not_found;
    storage_.find_transaction(*id,
                              [this, environment, not_found, succeed = call.succeed, fail = call.fail](
                                  const std::optional<storage::TransactionDetails>& found, const std::string& error) {
                                  if (!error.empty()) return fail(not_read(error));
                                  if (!found || !is_visible(found->transaction.start.charge_point_id, environment))
                                      return fail(not_found);
                                  succeed(200, [&](json::Writer& out) { write_transaction_details(out, *found); });
                              });
}

void OperatorRoutes::list_security_events(ApiCall& call) {
    storage::SecurityEventQuery query;
    query.charge_point_id = query_value(call.request, "chargePointId");
    query.before = query_id(call.request, "before");
    query.limit = query_number(call.request, "limit", kUsualRowsPerPage, 1, kMostRowsPerPage);
    const auto environment = call.key.environment;
    storage_.list_security_events(query, [this, environment, succeed = call.succeed, fail = call.fail](
                                             const storage::SecurityEventPage& page, const std::string& error) {
        if (!error.empty()) return fail(not_read(error));
        succeed(200, [&](json::Writer& out) {
            out.begin_object().key("items").begin_array();
            for (const auto& each : page.items) {
                if (is_visible(each.charge_point_id, environment)) write_security_event(out, each);
            }
            out.end_array().member("more", page.more);
            if (page.more && !page.items.empty()) out.member("nextBefore", page.items.back().sequence);
            out.end_object();
        });
    });
}

void OperatorRoutes::list_audit(ApiCall& call) {
    storage::AuditQuery query;
    query.charge_point_id = query_value(call.request, "chargePointId");
    query.who = query_value(call.request, "key");
    query.since = query_time(call.request, "since");
    query.until = query_time(call.request, "until");
    query.before = query_id(call.request, "before");
    query.limit = query_number(call.request, "limit", kUsualRowsPerPage, 1, kMostRowsPerPage);
    storage_.list_audit(
        query, [succeed = call.succeed, fail = call.fail](const storage::AuditPage& page, const std::string& error) {
            if (!error.empty()) return fail(not_read(error));
            succeed(200, [&](json::Writer& out) {
                out.begin_object().key("items").begin_array();
                for (const auto& each : page.items) write_audit_record(out, each);
                out.end_array().member("more", page.more);
                if (page.more && !page.items.empty()) out.member("nextBefore", page.items.back().sequence);
                out.end_object();
            });
        });
}

}  // namespace gateway
