#pragma once

#include <optional>
#include <string_view>

#include "gateway/http/http_server.h"

namespace gateway {

/// What anybody may read without a key: the OpenAPI document with the version of this build, and the page made of it.
/// Made when it is asked for the first time. Io thread; owned by the Api.
class PublicPages {
  public:
    /// Nothing where there is no page of that name ("openapi.json", "docs", "docs.css").
    std::optional<HttpResponse> find(std::string_view name);
    const std::string& document();

  private:
    std::string document_, page_;
};

}  // namespace gateway
