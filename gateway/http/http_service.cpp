#include "gateway/http/http_service.h"

#include <exception>

#include "gateway/http/http_connection.h"

namespace gateway::http {

HttpResponse HttpService::failure(int status, std::string_view reason, std::string_view path) noexcept {
    try {
        return handler.failure(status, reason, path);
    } catch (...) {
        ++counters.handler_exceptions;
        HttpResponse bare;
        bare.status = status;
        return bare;
    }
}

bool HttpService::has_room_for_stream() {
    if (counters.streams_open < limits.streams) return true;
    ++counters.too_many_streams;
    return false;
}

bool HttpService::has_room_for_connection() const {
    return counters.open < limits.connections &&
           (descriptors == nullptr || descriptors->has_room(DescriptorShares::Door::clients));
}

void HttpService::make_room(const std::string& address) {
    const auto end = [this](const std::shared_ptr<HttpConnection>& silent) {
        if (!silent) return;
        ++counters.unauthenticated_ended;
        silent->close();
    };
    if (unauthenticated.of(address) >= limits.unauthenticated_per_address) end(unauthenticated.oldest_of(address));
    if (!has_room_for_connection()) end(unauthenticated.oldest());
}

void HttpService::count_refusal(int status) {
    if (status == 413) ++counters.body_too_big;
    else if (status == 431) ++counters.header_too_big;
    else if (status == 408) ++counters.request_timeouts;
    else ++counters.bad_requests;
}

std::string exception_text() {
    try {
        throw;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace gateway::http
