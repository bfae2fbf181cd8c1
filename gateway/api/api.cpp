#include "gateway/api/api.h"
#include "gateway/api/readiness.h"

#include "gateway/api/query_names.h"
#include "gateway/log.h"
#include "gateway/random.h"
#include "gateway/reports/audit_view.h"

namespace gateway {

namespace {

using canonical::ApiError;

constexpr std::size_t kRequestIdCharacters = 8;
constexpr int kUnavailable = 503;

std::string_view code_of(int status) {
    switch (status) {
        case 400:
            return "INVALID_REQUEST";
        case 408:
            return "REQUEST_TIMEOUT";
        case 413:
            return "PAYLOAD_TOO_LARGE";
        case 431:
            return "HEADERS_TOO_LARGE";
        case 501:
            return "NOT_IMPLEMENTED";
        case 503:
            return "SERVICE_UNAVAILABLE";
        default:
            return "INTERNAL_ERROR";
    }
}

/// Nothing here has an ETag, so none that a client remembers is still right. Passing over If-Match would lose the
/// update that it was sent to protect (RFC 9110, 13.1.1).
void check_preconditions(const HttpRequest& request) {
    const std::string_view wanted = request.header("if-match");
    if (request.method == "GET" || wanted.empty() || wanted == "*") return;
    throw ApiError(412, "PRECONDITION_FAILED", "resources have no ETag here; leave If-Match out");
}

/// A refusal changed nothing, so a repetition is looked at anew. What failed later may have been done in part.
bool says_what_was_done(int status, bool is_at_work) {
    if (status < 300) return true;
    return is_at_work && status != 429 && status != 500 && status != 503;
}

std::string new_request_id() { return "req_" + random_base62(kRequestIdCharacters); }

/// As it was understood: what is spelt in two ways is one path.
std::string path_of(const HttpRequest& request) {
    std::string path;
    for (const auto& segment : request.path) path += "/" + segment;
    return path;
}

std::string told_by(const std::function<std::string()>& doubt) { return doubt ? doubt() : std::string(); }

/// Tells the HTTP server that whoever asks is known here.
Respond to_key_holder(Respond respond) {
    return [respond = std::move(respond)](HttpResponse response) {
        response.is_to_key_holder = true;
        respond(std::move(response));
    };
}

}  // namespace

Api::Api(Site& site, storage::Storage& storage, ApiKeys& keys, Time& time, OperatorLimits limits)
    : site_(site),
      storage_(storage),
      keys_(keys),
      time_(time),
      idempotency_(storage, time, [this] { return !clock_doubt || clock_doubt().empty(); }),
      key_changes_(storage, keys, time),
      key_routes_(key_changes_, time),
      events_(site, storage, time),
      operator_calls_(time, storage, limits),
      operator_routes_(site, storage, operator_calls_, time, counters_),
      schedule_routes_(site, storage, time) {
    add_ev_charger_routes();
    add_action_routes();
    add_event_routes();
    operator_routes_.add_to(routes_);
    key_routes_.add_to(routes_);
    schedule_routes_.add_to(routes_, counters_);
    key_changes_.on_secrets_changed = [this](const std::string& id) { events_.close_streams_of(id); };
    storage_.tell_of_audit([this](const storage::AuditRecord& record) {
        log::info("audit", audit_log_text(record));
        if (storage_.counters().dropped_audit == std::exchange(audit_dropped_, storage_.counters().dropped_audit))
            return;
        log::warning("audit.shortened",
                     std::to_string(audit_dropped_) + " rows of who changed what made room for newer");
    });
    keys_.store_use = [this](const storage::ApiKeyRecord& key) {
        storage_.write({storage::PutApiKey{key}}, [](const auto&) {});
    };
    counters_.add("idempotency", [this](json::Writer& out) {
        const auto& seen = idempotency_.counters();
        out.member("replayed", static_cast<std::int64_t>(seen.replayed))
            .member("reused", static_cast<std::int64_t>(seen.reused));
        out.member("notStored", static_cast<std::int64_t>(seen.not_stored));
    });
    counters_.add("apiKeys", [this](json::Writer& out) {
        out.member("refused", static_cast<std::int64_t>(keys_.refused()));
        out.member("rateLimited", static_cast<std::int64_t>(keys_.rate_limited()));
        out.member("addressesLimited", static_cast<std::int64_t>(keys_.failures().refused()));
        out.member("changesRefused", static_cast<std::int64_t>(key_changes_.refused()));
        out.member("hostsRefused", static_cast<std::int64_t>(hosts_.refused));
    });
}

void Api::add_webhooks(WebhookEndpoints& endpoints, Deliveries& deliveries) {
    webhook_routes_ = std::make_unique<WebhookRoutes>(endpoints, deliveries, storage_, time_);
    webhook_routes_->add_to(routes_);
}

canonical::ResponseMeta Api::meta(const std::string& request_id, SteadyTime since) const {
    canonical::ResponseMeta result;
    result.request_id = request_id;
    result.timestamp = time_.utc();
    result.latency_ms =
        static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(time_.now() - since).count());
    return result;
}

HttpResponse Api::failed(const ApiError& error, std::string_view path, const std::string& request_id,
                         SteadyTime since) const {
    HttpResponse response;
    response.status = error.status;
    response.body = canonical::failure_envelope(error, path, meta(request_id, since));
    if (error.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    for (const auto& header : error.headers) response.headers.push_back(header);
    return response;
}

HttpResponse Api::failure(int status, std::string_view reason, std::string_view path) {
    return failed(ApiError(status, std::string(code_of(status)), std::string(reason)), path, new_request_id(),
                  time_.now());
}

bool Api::answer_anybody(const HttpRequest& request, const Respond& respond) {
    if (request.path.size() != 1 || request.method != "GET") return false;
    if (request.path[0] == "healthz") return respond({200, R"({"status":"ok"})", "application/json", {}}), true;
    if (request.path[0] == "readyz")
        return respond(readiness(storage_.health(), {told_by(clock_doubt), told_by(backup_doubt)})), true;
    if (auto page = pages_.find(request.path[0])) return respond(std::move(*page)), true;
    return false;
}

void Api::check_host(const HttpRequest& request) {
    if (hosts_.allows(request.header("host"))) return;
    ++hosts_.refused;
    throw ApiError(421, "MISDIRECTED_REQUEST",
                   "this server is not called that; its operator lists names in [api] host_names");
}

HttpResponse Api::succeeded(int status, const canonical::WriteBody& body, const Asked& asked) const {
    HttpResponse response;
    response.status = status;
    response.body = canonical::success_envelope(body, asked.key->environment, meta(asked.request_id, asked.since));
    return response;
}

HttpResponse Api::failed(const ApiError& error, const Asked& asked) const {
    return failed(with_outcome(error, asked.request.method, storage_.health()), asked.request.path_text(),
                  asked.request_id, asked.since);
}

std::optional<HttpResponse> Api::refuse_before_body(const HttpRequest& request) {
    try {
        check_host(request);
        keys_.check(request, time_.now(), time_.utc());
        return std::nullopt;
    } catch (const ApiError& error) {
        return failed(error, request.path_text(), new_request_id(), time_.now());
    }
}

void Api::handle(HttpRequest request, Respond respond) {
    const auto asked = std::make_shared<Asked>(Asked{std::move(request), std::move(respond), time_.now()});
    asked->request_id = new_request_id();
    try {
        check_host(asked->request);
        if (answer_anybody(asked->request, asked->respond)) return;
        asked->key = &keys_.authenticate(asked->request, asked->since, time_.utc());
        asked->respond = to_key_holder(std::move(asked->respond));
        asked->route = &routes_.find(asked->request, asked->captured);
        check_access(*asked->route, *asked->key);
        check_query(*asked->route, asked->request);
        check_preconditions(asked->request);
        admit(asked);
    } catch (const ApiError& error) {
        asked->respond(failed(error, *asked));
    }
}

void Api::admit(const std::shared_ptr<Asked>& asked) {
    const auto& request = asked->request;
    const auto key = request.method == "POST" ? Idempotency::key_of(request) : std::nullopt;
    if (!key) return run(asked, nullptr);
    if (asked->route->access.shows_secret)
        throw ApiError(400, "INVALID_REQUEST",
                       "Idempotency-Key is not taken here: the answer holds a secret, which is kept nowhere");
    const std::string path = path_of(request);
    const OnceOnly once{{asked->key->id, path, *key},
                        sha256_hex(request.target.substr(request.path_text().size()) + "\n" + request.body)};
    idempotency_.once(
        once, asked->respond, [this, asked](const ApiError& error) { return failed(error, *asked); },
        [this, asked](const std::shared_ptr<Attempt>& attempt) { run(asked, attempt); });
}

storage::RequestPtr Api::author_of(const Asked& asked) const {
    constexpr std::size_t kLongestPath = 200;
    if (asked.request.method == "GET") return nullptr;
    auto request = std::make_shared<storage::Request>();
    const std::string path = path_of(asked.request).substr(0, kLongestPath);
    request->author = {asked.key->id, asked.request.method + " " + path, asked.request_id, time_.utc()};
    const auto& pattern = asked.route->pattern;
    if (pattern.size() > 2 && pattern[1] == "charge-points") request->charge_point_id = asked.captured.front();
    return request;
}

/// What was refused at once changed nothing, and a client may be refused fifty times a second.
void Api::put_on_record(const Asked& asked, const std::string& outcome) {
    storage::Batch batch = storage::record_of(asked.author, outcome);
    if (!batch.empty()) storage_.write(std::move(batch), [](const storage::Written&) {});
}

void Api::run(const std::shared_ptr<Asked>& asked, const std::shared_ptr<Attempt>& attempt) {
    const auto is_at_work = std::make_shared<bool>(false);
    const auto end = [asked, attempt, is_at_work](HttpResponse response) {
        if (!attempt) return asked->respond(std::move(response));
        const bool is_kept = says_what_was_done(response.status, *is_at_work);
        attempt->end(std::move(response), is_kept);
    };
    ApiCall call{asked->request, *asked->key, asked->captured, {}, {}, {}, asked->respond};
    call.succeed = [this, asked, end](int status, const canonical::WriteBody& body) {
        put_on_record(*asked, storage::kAuditDone);
        end(succeeded(status, body, *asked));
    };
    call.fail = [this, asked, end, is_at_work](const ApiError& error) {
        const bool is_stored = error.status != kUnavailable;  // else there is a row where the change was made after all
        if (*is_at_work && is_stored) put_on_record(*asked, error.code);
        end(failed(error, *asked));
    };
    call.alongside = [this, asked, attempt](int status, const canonical::WriteBody& body) {
        return attempt ? attempt->alongside(succeeded(status, body, *asked)) : storage::Batch();
    };
    asked->author = author_of(*asked);
    const storage::Authorship::AtWork at_work(storage_.authorship(), asked->author);
    try {
        asked->route->run(call);
        *is_at_work = true;
    } catch (const ApiError& error) {
        call.fail(error);
    }
}

}  // namespace gateway
