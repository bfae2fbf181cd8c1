#include "gateway/api/api.h"

#include "gateway/log.h"
#include "gateway/random.h"

namespace gateway {

namespace {

using canonical::ApiError;

constexpr std::size_t kRequestIdCharacters = 8;

std::string_view code_of(int status) {
    switch (status) {
        case 400: return "INVALID_REQUEST";
        case 408: return "REQUEST_TIMEOUT";
        case 413: return "PAYLOAD_TOO_LARGE";
        case 431: return "HEADERS_TOO_LARGE";
        case 501: return "NOT_IMPLEMENTED";
        case 503: return "SERVICE_UNAVAILABLE";
        default: return "INTERNAL_ERROR";
    }
}

/// Nothing here has an ETag, so none that a client remembers is still right. Passing over If-Match would lose the update
/// that it was sent to protect (RFC 9110, 13.1.1).
void check_preconditions(const HttpRequest& request) {
    const std::string_view wanted = request.header("if-match");
    if (request.method == "GET" || wanted.empty() || wanted == "*") return;
    throw ApiError(412, "PRECONDITION_FAILED", "resources have no ETag here; leave If-Match out");
}

}  // namespace

Api::Api(Site& site, storage::Storage& storage, ApiKeys& keys, Time& time, OperatorLimits limits)
    : site_(site),
      storage_(storage),
      keys_(keys),
      time_(time),
      key_changes_(storage, keys, time),
      key_routes_(key_changes_, time),
      events_(site, storage, time),
      operator_calls_(time, limits),
      operator_routes_(site, storage, operator_calls_, time, counters_) {
    add_ev_charger_routes();
    add_action_routes();
    add_event_routes();
    operator_routes_.add_to(routes_);
    key_routes_.add_to(routes_);
    keys_.store_use = [this](const storage::ApiKeyRecord& key) { storage_.write({storage::PutApiKey{key}}, [](const auto&) {}); };
    counters_.add("apiKeys", [this](json::Writer& out) {
        out.member("refused", static_cast<std::int64_t>(keys_.refused()));
        out.member("rateLimited", static_cast<std::int64_t>(keys_.rate_limited()));
        out.member("addressesLimited", static_cast<std::int64_t>(keys_.failures().refused()));
        out.member("changesRefused", static_cast<std::int64_t>(key_changes_.refused()));
        out.member("hostsRefused", static_cast<std::int64_t>(hosts_.refused));
    });
}

canonical::ResponseMeta Api::meta(SteadyTime since) const {
    canonical::ResponseMeta result;
    result.request_id = "req_" + random_base62(kRequestIdCharacters);
    result.timestamp = time_.utc();
    result.latency_ms = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(time_.now() - since).count());
    return result;
}

HttpResponse Api::failed(const ApiError& error, std::string_view path, SteadyTime since) const {
    HttpResponse response;
    response.status = error.status;
    response.body = canonical::failure_envelope(error, path, meta(since));
    if (error.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    for (const auto& header : error.headers) response.headers.push_back(header);
    return response;
}

HttpResponse Api::failure(int status, std::string_view reason, std::string_view path) {
    return failed(ApiError(status, std::string(code_of(status)), std::string(reason)), path, time_.now());
}

bool Api::answer_health(const HttpRequest& request, const Respond& respond) const {
    if (request.path.size() != 1 || request.method != "GET") return false;
    if (request.path[0] == "healthz") return respond({200, R"({"status":"ok"})", "application/json", {}}), true;
    if (request.path[0] == "readyz") return respond({200, R"({"status":"ready"})", "application/json", {}}), true;
    return false;
}

void Api::check_host(const HttpRequest& request) {
    if (hosts_.allows(request.header("host"))) return;
    ++hosts_.refused;
    throw ApiError(421, "MISDIRECTED_REQUEST", "this server is not called that; its operator lists names in [api] host_names");
}

void Api::handle(HttpRequest request, Respond respond) {
    const SteadyTime since = time_.now();
    const std::string path(request.path_text());
    const auto fail = [this, respond, path, since](const ApiError& error) { respond(failed(error, path, since)); };
    try {
        check_host(request);
        if (answer_health(request, respond)) return;
        const auto& key = keys_.authenticate(request, since, time_.utc());
        const auto environment = key.environment;
        ApiCall call{request, key, {}, nullptr, fail, respond};
        call.succeed = [this, respond, environment, since](int status, const canonical::WriteBody& body) {
            respond({status, canonical::success_envelope(body, environment, meta(since)), "application/json; charset=utf-8", {}});
        };
        const Route& route = routes_.find(request, call.captured);
        check_access(route, key);
        check_preconditions(request);
        route.run(call);
    } catch (const ApiError& error) {
        fail(error);
    }
}

}  // namespace gateway
