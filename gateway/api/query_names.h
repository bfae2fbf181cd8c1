#pragma once

#include <set>
#include <string>

#include "gateway/api/route.h"

namespace gateway {

/// The names that the query of a route may have, as the OpenAPI document lists them. Read once; any thread.
const std::set<std::string>& query_names_of(const Route& route);

/// Throws ApiError 400 for a name that the route does not know: a filter that is passed over shows too much.
void check_query(const Route& route, const HttpRequest& request);

}  // namespace gateway
