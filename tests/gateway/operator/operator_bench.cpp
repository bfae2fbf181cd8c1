#include "tests/gateway/operator/operator_bench.h"

#include "tests/rest_recording.h"

namespace gateway {

namespace {

std::optional<json::Value> member(json::Value value, const std::string& name) {
    if (!value.is_array()) return value.find(name);
    std::size_t left = std::stoul(name);
    for (const json::Value element : value.elements()) {
        if (left-- == 0) return element;
    }
    return std::nullopt;
}

std::optional<json::Value> value_at(const json::Document& document, const std::string& path) {
    std::optional<json::Value> value = document.root();
    for (std::size_t begin = 0; value && begin <= path.size();) {
        const std::size_t end = std::min(path.find('.', begin), path.size());
        value = member(*value, path.substr(begin, end - begin));
        begin = end + 1;
    }
    return value;
}

/// Splits "/a/b?c=d" as the server does; nothing in these tests is percent-encoded.
HttpRequest request_of(const std::string& method, const std::string& target, const std::string& body,
                       const RestHeaders& headers) {
    HttpRequest request;
    request.headers = headers;
    request.method = method;
    request.target = target;
    request.body = body;
    const auto question = std::min(target.find('?'), target.size());
    for (std::size_t at = 1; at < question;) {
        const auto end = std::min(target.find('/', at), question);
        request.path.push_back(target.substr(at, end - at));
        at = end + 1;
    }
    for (std::size_t at = question + 1; at < target.size();) {
        const auto end = std::min(target.find('&', at), target.size());
        const auto equals = target.find('=', at);
        request.query.emplace_back(target.substr(at, equals - at), target.substr(equals + 1, end - equals - 1));
        at = end + 1;
    }
    if (!body.empty() && request.header("content-type").empty())
        request.headers.emplace_back("content-type", "application/json");
    return request;
}

}  // namespace

std::string RestAnswer::at(const std::string& path) const {
    const auto document = json::parse(body);
    const auto value = value_at(document, path);
    return value ? value->to_json() : "(nothing)";
}

std::string RestAnswer::text(const std::string& path) const {
    const auto document = json::parse(body);
    const auto value = value_at(document, path);
    return value ? std::string(value->text()) : "(nothing)";
}

std::string RestAnswer::header(const std::string& name) const {
    for (const auto& [known, value] : headers) {
        if (known == name) return value;
    }
    return {};
}

OperatorBench::OperatorBench(SiteOptions options, OperatorLimits limits) : Bench(std::move(options)) {
    keys = std::make_unique<ApiKeys>(std::vector<storage::ApiKeyRecord>{}, RateLimit{1e6, 1e6});
    operator_key = add_key(canonical::Environment::live, "operator");
    integrator_key = add_key(canonical::Environment::live, "integrator");
    sandbox_operator_key = add_key(canonical::Environment::sandbox, "operator");
    api = std::make_unique<Api>(*site, storage, *keys, time, limits);
}

std::string OperatorBench::add_key(canonical::Environment environment, const std::string& role) {
    const auto key = make_api_key(environment, role, role, time.utc());
    keys->add(key.record);
    return key.secret;
}

std::shared_ptr<RestAnswer> OperatorBench::ask(const std::string& method, const std::string& target,
                                               const std::string& body, std::optional<std::string> key,
                                               const RestHeaders& headers) {
    auto answer = std::make_shared<RestAnswer>();
    HttpRequest request = request_of(method, target, body, headers);
    const std::string secret = key.value_or(operator_key);
    if (!secret.empty()) request.headers.emplace_back("x-api-key", secret);
    api->handle(std::move(request), [=](HttpResponse response) {
        *answer = {response.status, response.body, response.headers};
        rest_recording::record({method, target, body, response.status, response.content_type, response.body});
    });
    settle();
    return answer;
}

std::shared_ptr<RestAnswer> OperatorBench::begin_call(const std::string& action, const std::string& payload,
                                                      const std::string& more) {
    return ask("POST", "/operator/charge-points/" + name + "/calls",
               R"({"action":")" + action + R"(","payload":)" + payload + (more.empty() ? "" : "," + more) + "}");
}

std::string OperatorBench::last_payload(const std::string& action) const {
    const auto found = calls_of(action);
    return found.empty() ? "(none)" : found.back().payload;
}

}  // namespace gateway
