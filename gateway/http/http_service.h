#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "gateway/http/http_response_head.h"
#include "gateway/http/http_server.h"
#include "gateway/http/unauthenticated.h"

namespace gateway::http {

class HttpConnection;
class StreamConnection;

/// What the connections of one server share; kept alive by them. Io thread only.
struct HttpService {
    HttpService(const HttpLimits& the_limits, HttpHandler& the_handler, const DescriptorShares* the_descriptors)
        : limits(the_limits), handler(the_handler), descriptors(the_descriptors) {}

    const HttpLimits limits;
    HttpHandler& handler;
    const DescriptorShares* const descriptors;  ///< null: not shared with anybody
    HttpCounters counters;
    DateText date;
    std::unordered_set<std::shared_ptr<HttpConnection>> connections;  ///< keeps them alive while nothing else does
    std::unordered_set<std::shared_ptr<StreamConnection>> streams;    ///< the same for answers that stay open
    Unauthenticated unauthenticated;
    std::size_t refused_open = 0;  ///< those over the limit, on their way out

    /// The handler's words; if it throws, an answer without any.
    HttpResponse failure(int status, std::string_view reason, std::string_view path) noexcept;
    /// One over the limit is counted.
    bool has_room_for_stream();
    bool has_room_for_connection() const;
    /// Makes room for a newcomer by ending connections that have shown no key, as far as there are any.
    void make_room(const std::string& address);
    /// What the server itself refused, by its status.
    void count_refusal(int status);
};

/// Inside a catch block: what is being handled, for the log.
std::string exception_text();

}  // namespace gateway::http
