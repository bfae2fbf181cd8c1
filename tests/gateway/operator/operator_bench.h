#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/api/api.h"
#include "json/parse.h"
#include "tests/gateway/charge_point/bench.h"

namespace gateway {

/// One HTTP answer of the Api; `status` 0 while there is none.
struct RestAnswer {
    int status = 0;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;

    /// The value at a dotted path as JSON (list elements by number), or "(nothing)".
    std::string at(const std::string& path) const;
    /// The same for text.
    std::string text(const std::string& path) const;
    std::string code() const { return text("error.code"); }
    std::string header(const std::string& name) const;
};

using RestHeaders = std::vector<std::pair<std::string, std::string>>;

/// The whole engine on a manual clock with the REST side in front of it and one charger played by the test.
class OperatorBench : public Bench {
  public:
    explicit OperatorBench(SiteOptions options = automatic(), OperatorLimits limits = {});

    /// Secrets of keys by what they are for.
    std::string operator_key, integrator_key, sandbox_operator_key;

    /// The answer so far; it may come later.
    std::shared_ptr<RestAnswer> ask(const std::string& method, const std::string& target, const std::string& body = {},
                                    std::optional<std::string> key = std::nullopt, const RestHeaders& headers = {});
    RestAnswer get(const std::string& target) { return *ask("GET", target); }
    RestAnswer put(const std::string& target, const std::string& body) { return *ask("PUT", target, body); }
    RestAnswer post(const std::string& target, const std::string& body) { return *ask("POST", target, body); }
    RestAnswer remove(const std::string& target) { return *ask("DELETE", target); }

    /// POST .../CP1/calls; `more` are further members of the body.
    std::shared_ptr<RestAnswer> begin_call(const std::string& action, const std::string& payload = "{}",
                                           const std::string& more = {});
    RestAnswer call_charger(const std::string& action, const std::string& payload = "{}",
                            const std::string& more = {}) {
        return *begin_call(action, payload, more);
    }
    /// The payload of the newest CALL of that action on the wire, or "(none)".
    std::string last_payload(const std::string& action) const;

    std::unique_ptr<ApiKeys> keys;
    std::unique_ptr<Api> api;

  private:
    std::string add_key(canonical::Environment environment, const std::string& role);
};

/// Its charger is there already.
struct ArrivedBench : OperatorBench {
    explicit ArrivedBench(OperatorLimits limits = {}) : OperatorBench(automatic(), limits) { arrive(); }
};

}  // namespace gateway
