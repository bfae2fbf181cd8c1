#pragma once

#include "canonical/errors.h"
#include "gateway/http/http_server.h"
#include "gateway/keys/api_key.h"
#include "gateway/keys/scope.h"
#include "json/parse.h"

/// Reading what a client wants of keys. Throws ApiError: 422 VALIDATION_ERROR, 403 INSUFFICIENT_PERMISSIONS.
namespace gateway {

/// The body of POST /keys: { name, role?, scopes?, expiresIn? }.
struct ApiKeyRequest {
    std::string name, role = "integrator";
    std::string scopes;  ///< as stored
    std::optional<UtcTime> expires_at;
};
/// A key gives no more than its maker has, and does not outlive it.
ApiKeyRequest read_api_key_request(json::Value body, const storage::ApiKeyRecord& maker, UtcTime now);

/// The body of POST /keys/{id}/rotate: { overlap? }, or none.
std::chrono::seconds read_overlap(const HttpRequest& request);

void check_gives_no_more(const Scopes& scopes, const storage::ApiKeyRecord& giver);
canonical::ApiError lacks(Scope scope);

}  // namespace gateway
