#pragma once

#include "gateway/api/route.h"
#include "gateway/keys/key_changes.h"

namespace gateway {

/// /keys: who may use the REST side. A key manages those of its environment, and gives no more than it has. Io thread;
/// owned by the Api.
class KeyRoutes {
  public:
    KeyRoutes(KeyChanges& changes, Time& time) : changes_(changes), time_(time) {}

    void add_to(RouteTable& routes);

  private:
    void list(ApiCall& call);
    void create(ApiCall& call);
    void revoke(ApiCall& call);
    void rotate(ApiCall& call);

    /// The key of the path, one that the caller may change. Throws ApiError 404 KEY_NOT_FOUND, 403.
    const storage::ApiKeyRecord& target(const ApiCall& call) const;
    /// Throws ApiError 409 where nobody could manage keys any more.
    void keep_one_that_manages(const storage::ApiKeyRecord& leaving) const;
    KeyChanges::Done answer(const ApiCall& call, int status, const std::string& id) const;

    KeyChanges& changes_;
    Time& time_;
};

}  // namespace gateway
