#include "gateway/api/route.h"

#include <set>

#include "gateway/api/api_key_request.h"

namespace gateway {

namespace {

using canonical::ApiError;

std::vector<std::string> segments(const std::string& path) {
    std::vector<std::string> result;
    for (std::size_t at = 1; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        result.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return result;
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
             std::vector<std::string>& captured) {
    if (pattern.size() != path.size()) return false;
    captured.clear();
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == "{}") captured.push_back(path[i]);
        else if (pattern[i] != path[i]) return false;
    }
    return true;
}

std::string joined(const std::set<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

void RouteTable::add(const std::string& method, const std::string& pattern, Access access,
                     std::function<void(ApiCall&)> run) {
    routes_.push_back({method, segments(pattern), access, std::move(run)});
}

const Route& RouteTable::find(const HttpRequest& request, std::vector<std::string>& captured) const {
    std::set<std::string> allowed;
    for (const Route& candidate : routes_) {
        if (!matches(candidate.pattern, request.path, captured)) continue;
        if (candidate.method == request.method) return candidate;
        allowed.insert(candidate.method);
    }
    if (!allowed.empty()) {
        ApiError error(405, "METHOD_NOT_ALLOWED", request.method + " is not for this path");
        error.headers.emplace_back("Allow", joined(allowed));
        throw error;
    }
    throw ApiError(404, "NOT_FOUND", "there is nothing at this path");
}

Access Access::live(Scope needed) {
    Access access(needed);
    access.is_live_only = true;
    return access;
}

Access Access::secret(Scope needed) {
    Access access(needed);
    access.shows_secret = true;
    return access;
}

void check_access(const Route& route, const storage::ApiKeyRecord& key) {
    if (!scopes_of(key).has(route.access.scope)) throw lacks(route.access.scope);
    if (route.access.is_live_only && key.environment != canonical::Environment::live)
        throw ApiError(403, "FORBIDDEN", "this needs a key of the live environment");
}

}  // namespace gateway
