#include "gateway/api/api_key_request.h"

#include <stdexcept>

#include "canonical/errors.h"
#include "gateway/api/parameters.h"

namespace gateway {

namespace {

using canonical::throw_validation_error;

std::string scopes_in(json::Value list) {
    if (!list.is_array()) throw_validation_error("scopes", "must be a list of words such as devices:read");
    Scopes scopes;
    for (const json::Value each : list.elements()) {
        const auto scope = scope_from(required_text("scopes", each));
        if (!scope) throw_validation_error("scopes", "holds a word that is no scope");
        scopes.add(*scope);
    }
    if (scopes.words().empty()) throw_validation_error("scopes", "is empty; leave it out for all scopes of the role");
    return scopes.text();
}

UtcTime expiry_in(const std::string& span, UtcTime now) {
    const auto life = span_from(span, kLongestKeyLife);
    if (!life || life->count() == 0)
        throw_validation_error("expiresIn", "must be a time such as 12h or 90d, at most ten years");
    return now + *life;
}

void read_member(std::string_view name, json::Value value, ApiKeyRequest& request, UtcTime now) {
    if (name == "name") request.name = required_text(name, value);
    else if (name == "role") request.role = required_text(name, value);
    else if (name == "scopes") request.scopes = scopes_in(value);
    else if (name == "expiresIn") request.expires_at = expiry_in(required_text(name, value), now);
    else throw_validation_error(std::string(name), "is not known here");
}

void check_terms(const ApiKeyRequest& request) {
    if (request.name.empty() || request.name.size() > kLongestKeyName)
        throw_validation_error("name", "must have 1 to " + std::to_string(kLongestKeyName) + " characters");
    if (request.role != "integrator" && request.role != "operator")
        throw_validation_error("role", "is integrator or operator");
    if (const auto beyond = scopes_from(request.scopes).beyond(scopes_of_role(request.role)))
        throw_validation_error("scopes", "the role " + request.role + " has no " + std::string(word_of(*beyond)));
}

Scopes scopes_of(const ApiKeyRequest& request) {
    return request.scopes.empty() ? scopes_of_role(request.role) : scopes_from(request.scopes);
}

}  // namespace

ApiKeyRequest read_api_key_request(json::Value body, const storage::ApiKeyRecord& maker, UtcTime now) {
    if (!body.is_object()) canonical::throw_invalid_request("the body is not an object");
    ApiKeyRequest request;
    for (const auto& [name, value] : body.members()) read_member(name, value, request, now);
    check_terms(request);
    check_gives_no_more(scopes_of(request), maker);
    if (!maker.expires_at) return request;
    if (!request.expires_at) request.expires_at = maker.expires_at;
    if (*request.expires_at > *maker.expires_at)
        throw_validation_error("expiresIn", "is later than the end of the key that asks");
    return request;
}

std::chrono::seconds read_overlap(const HttpRequest& request) {
    if (request.body.empty()) return kUsualOverlap;
    const auto body = json_body(request);
    if (!body.root().is_object()) canonical::throw_invalid_request("the body is not an object");
    std::chrono::seconds overlap = kUsualOverlap;
    for (const auto& [name, value] : body.root().members()) {
        if (name != "overlap") throw_validation_error(std::string(name), "is not known here");
        const auto span = span_from(required_text(name, value), kLongestOverlap);
        if (!span) throw_validation_error("overlap", "must be a time such as 0s, 90m, 24h, at most 30d");
        overlap = *span;
    }
    return overlap;
}

void check_gives_no_more(const Scopes& scopes, const storage::ApiKeyRecord& giver) {
    if (const auto beyond = scopes.beyond(scopes_of(giver))) throw lacks(*beyond);
}

canonical::ApiError lacks(Scope scope) {
    const std::string word(word_of(scope));
    return canonical::ApiError(403, "INSUFFICIENT_PERMISSIONS", "this key lacks the scope " + word,
                               [word](json::Writer& out) { out.member("requiredScope", word); });
}

}  // namespace gateway
