#include "canonical/envelope.h"

namespace canonical {

std::string success_envelope(const WriteBody& data, Environment environment, const ResponseMeta& meta) {
    json::Writer out;
    out.begin_object().member("success", true).key("data");
    data(out);
    out.key("meta").begin_object().member("requestId", meta.request_id).member("environment", to_text(environment));
    out.member("timestamp", to_text(meta.timestamp)).member("latencyMs", meta.latency_ms).end_object();
    out.end_object();
    return out.take();
}

/// Of a target of any length; whoever sent it knows the rest.
constexpr std::size_t kLongestPathShown = 200;

std::string failure_envelope(const ApiError& error, std::string_view path, const ResponseMeta& meta) {
    json::Writer out;
    out.begin_object().member("success", false).key("error").begin_object();
    out.member("code", error.code).member("message", error.what());
    if (error.details) {
        out.key("details").begin_object();
        error.details(out);
        out.end_object();
    }
    out.end_object();
    out.key("meta").begin_object().member("requestId", meta.request_id).member("timestamp", to_text(meta.timestamp));
    out.member("path", shown(path, kLongestPathShown)).member("latencyMs", meta.latency_ms).end_object();
    out.end_object();
    return out.take();
}

void write_pagination(json::Writer& out, int limit, int offset, int total) {
    out.key("pagination").begin_object().member("limit", limit).member("offset", offset).member("total", total);
    out.member("hasMore", limit < total - offset).end_object();
}

}  // namespace canonical
