#include "gateway/api/readiness.h"

#include <algorithm>

#include "json/writer.h"

namespace gateway {

HttpResponse readiness(const storage::StorageHealth& health, const Doubts& doubts) {
    const std::string reason = !health.damage.empty() ? "the database is damaged: " + health.damage : health.trouble;
    json::Writer out;
    out.begin_object().member("status", reason.empty() ? "ready" : "unavailable");
    if (!reason.empty()) out.member("reason", reason);
    if (health.is_checking) out.member("checking", "the pages of the database");
    if (!doubts.clock.empty()) out.member("clock", doubts.clock);
    if (!doubts.backup.empty()) out.member("backup", doubts.backup);
    out.end_object();
    HttpResponse response{reason.empty() ? 200 : 503, out.take(), "application/json", {}};
    if (!reason.empty()) response.headers.emplace_back("Retry-After", std::to_string(kTryAgainAfterSeconds));
    return response;
}

canonical::ApiError with_outcome(canonical::ApiError error, std::string_view method,
                                 const storage::StorageHealth& health) {
    if (error.status != 503) return error;
    if (error.code == "SERVICE_UNAVAILABLE" && method != "GET" && health.outcome_is_unknown) {
        error = canonical::ApiError(503, "OUTCOME_UNKNOWN",
                                    "the disk failed while the change was being stored, so it may or may not have been "
                                    "made; please read again before you repeat it");
    }
    const bool says_when = std::any_of(error.headers.begin(), error.headers.end(),
                                       [](const auto& header) { return header.first == "Retry-After"; });
    if (!says_when) error.headers.emplace_back("Retry-After", std::to_string(kTryAgainAfterSeconds));
    return error;
}

}  // namespace gateway
