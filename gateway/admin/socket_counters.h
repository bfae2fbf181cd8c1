#pragma once

#include "gateway/http/http_server.h"
#include "gateway/link/charger_link.h"
#include "json/writer.h"

namespace gateway {

/// The counters of the listening sockets as members of an object, for GET /operator/counters.
void write_members(json::Writer& out, const LinkCounters& counters);
void write_members(json::Writer& out, const HttpCounters& counters);

}  // namespace gateway
