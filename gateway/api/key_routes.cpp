#include "gateway/api/key_routes.h"

#include <algorithm>

#include "gateway/api/api_key_request.h"
#include "gateway/api/parameters.h"

namespace gateway {

namespace {

using canonical::ApiError;

ApiError error_of(const KeyChanges::Outcome& outcome, const std::string& id) {
    const std::string words = words_of(outcome, id);
    switch (outcome.status) {
        case KeyChanges::Status::unknown:
            return ApiError(404, "KEY_NOT_FOUND", words);
        case KeyChanges::Status::not_stored:
            return ApiError(503, "SERVICE_UNAVAILABLE", words);
        case KeyChanges::Status::busy:
        case KeyChanges::Status::too_many:
        case KeyChanges::Status::done:
            break;
    }
    return ApiError(409, "CONFLICT", words);
}

void write_changed(json::Writer& out, const NewApiKey& key) {
    out.begin_object();
    write_api_key_members(out, key.record);
    if (!key.secret.empty()) out.member("key", key.secret);
    out.end_object();
}

bool may_manage(const storage::ApiKeyRecord& key, UtcTime now) {
    return is_good(key, now) && scopes_of(key).has(Scope::keys_manage);
}

/// Its new secret is shown to whoever asks.
void check_lasts_no_longer(const storage::ApiKeyRecord& key, const storage::ApiKeyRecord& asker) {
    if (!asker.expires_at || (key.expires_at && *key.expires_at <= *asker.expires_at)) return;
    throw ApiError(403, "FORBIDDEN", "that key lasts longer than the one that asks");
}

}  // namespace

void KeyRoutes::add_to(RouteTable& routes) {
    routes.add("GET", "/keys", Scope::keys_manage, [this](ApiCall& call) { list(call); });
    routes.add("POST", "/keys", Access::secret(Scope::keys_manage), [this](ApiCall& call) { create(call); });
    routes.add("DELETE", "/keys/{}", Scope::keys_manage, [this](ApiCall& call) { revoke(call); });
    routes.add("POST", "/keys/{}/rotate", Access::secret(Scope::keys_manage), [this](ApiCall& call) { rotate(call); });
}

void KeyRoutes::list(ApiCall& call) {
    const Page page = query_page(call.request);
    const auto all = changes_.keys().of_environment(call.key.environment);
    const int total = static_cast<int>(all.size());
    call.succeed(200, [&](json::Writer& out) {
        out.begin_object().key("items").begin_array();
        for (int i = page.offset; i < std::min(total, page.offset + page.limit); ++i)
            write_api_key(out, *all[static_cast<std::size_t>(i)]);
        out.end_array();
        canonical::write_pagination(out, page.limit, page.offset, total);
        out.end_object();
    });
}

void KeyRoutes::create(ApiCall& call) {
    const auto body = json_body(call.request);
    const ApiKeyRequest request = read_api_key_request(body.root(), call.key, time_.utc());
    NewApiKey key = make_api_key(call.key.environment, request.role, request.name, time_.utc());
    key.record.scopes = request.scopes;
    key.record.expires_at = request.expires_at;
    changes_.create(key, answer(call, 201, key.record.id));
}

void KeyRoutes::revoke(ApiCall& call) {
    const auto& key = target(call);
    if (!key.revoked_at) keep_one_that_manages(key);
    changes_.revoke(key.id, answer(call, 200, key.id));
}

void KeyRoutes::rotate(ApiCall& call) {
    const auto overlap = read_overlap(call.request);
    const auto& key = target(call);
    check_lasts_no_longer(key, call.key);
    changes_.rotate(key.id, overlap, answer(call, 200, key.id));
}

const storage::ApiKeyRecord& KeyRoutes::target(const ApiCall& call) const {
    const auto* found = changes_.keys().find(call.captured.at(0));
    if (found == nullptr || found->environment != call.key.environment)
        throw ApiError(404, "KEY_NOT_FOUND", "no such key belongs to this environment");
    check_gives_no_more(scopes_of(*found), call.key);
    return *found;
}

void KeyRoutes::keep_one_that_manages(const storage::ApiKeyRecord& leaving) const {
    const auto others = changes_.keys().of_environment(leaving.environment);
    const bool one_is_left = std::any_of(others.begin(), others.end(), [&](const auto* other) {
        return other->id != leaving.id && !changes_.keys().is_changing(other->id) && may_manage(*other, time_.utc());
    });
    if (one_is_left || !may_manage(leaving, time_.utc())) return;
    throw ApiError(409, "CONFLICT",
                   "this is the last key that manages keys here; make another one first, or use `ocpp-gateway keys "
                   "revoke` on the gateway");
}

KeyChanges::Done KeyRoutes::answer(const ApiCall& call, int status, const std::string& id) const {
    return [succeed = call.succeed, fail = call.fail, status, id](const KeyChanges::Outcome& outcome) {
        if (outcome.status != KeyChanges::Status::done) return fail(error_of(outcome, id));
        succeed(status, [&](json::Writer& out) { write_changed(out, outcome.key); });
    };
}

}  // namespace gateway
