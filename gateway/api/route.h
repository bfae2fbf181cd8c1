#pragma once

#include <functional>
#include <string>
#include <vector>

#include "canonical/envelope.h"
#include "gateway/http/http_server.h"
#include "gateway/keys/api_keys.h"
#include "gateway/keys/scope.h"
#include "storage/records.h"

namespace gateway {

/// One authenticated request on its way through a route.
struct ApiCall {
    const HttpRequest& request;
    const storage::ApiKeyRecord& key;
    std::vector<std::string> captured;  ///< the path's variable segments
    std::function<void(int status, const canonical::WriteBody&)>
        succeed;  ///< exactly one of the two, once, maybe later
    std::function<void(const canonical::ApiError&)> fail;
    /// The answer to come, as a change for the batch that does what it says: then a repetition with the same
    /// Idempotency-Key gets it even if this process ends before it is sent. Empty where the client sent no such key.
    std::function<storage::Batch(int status, const canonical::WriteBody&)> alongside;
    Respond respond{};  ///< in place of the two, for an answer without an envelope
};

/// What a key needs for a route.
struct Access {
    Access(Scope needed) : scope(needed) {}
    static Access live(Scope needed);
    static Access secret(Scope needed);

    Scope scope;
    bool shows_secret = false;  ///< in its answer, which therefore is not kept
    bool is_live_only = false;  ///< what belongs to the site as a whole is no business of the sandbox
};

struct Route {
    std::string method;
    std::vector<std::string> pattern;  ///< "{}" captures one segment
    Access access;
    std::function<void(ApiCall&)> run;
};

/// The routes of the REST side. Io thread; owned by the Api.
class RouteTable {
  public:
    void add(const std::string& method, const std::string& pattern, Access access, std::function<void(ApiCall&)> run);
    /// Throws ApiError: 404 NOT_FOUND, 405 METHOD_NOT_ALLOWED.
    const Route& find(const HttpRequest& request, std::vector<std::string>& captured) const;
    const std::vector<Route>& all() const { return routes_; }

  private:
    std::vector<Route> routes_;
};

/// Throws ApiError 403: INSUFFICIENT_PERMISSIONS with `details.requiredScope`, or FORBIDDEN in the wrong environment.
void check_access(const Route& route, const storage::ApiKeyRecord& key);

}  // namespace gateway
