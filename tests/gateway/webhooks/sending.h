#pragma once

#include <map>

#include "gateway/security/tls_client_context.h"
#include "gateway/webhooks/http_sender.h"
#include "tests/gateway/webhooks/receiver.h"

namespace gateway::testing {

inline WebhookTargets loopback_allowed() { return {false, false, {"127.0.0.0/8", "::1"}}; }

inline SenderLimits quick_limits() {
    SenderLimits limits;
    limits.silence = 300ms;
    limits.total = 450ms;
    return limits;
}

/// A sender whose names are looked up in a table.
struct Sending {
    explicit Sending(WebhookTargets targets = loopback_allowed(), SenderLimits limits = {},
                     const std::string& ca_file = "")
        : rules(std::move(targets)), tls(ca_file), sender(io, rules, tls, resolver(), limits) {}

    Resolve resolver() {
        return [this](const std::string& name, const Resolved& resolved) -> GiveUp {
            ++questions;
            if (names.count(name) == 0 && holds_unknown) {
                held.push_back(resolved);
                return [this] { ++given_up; };
            }
            std::vector<asio::ip::address> addresses;
            for (const std::string& each : names[name]) addresses.push_back(asio::ip::make_address(each));
            asio::post(io, [resolved, addresses] { resolved("", addresses); });
            return [] {};
        };
    }

    void begin(const std::string& url, std::vector<WebhookAnswer>& answers, const std::string& body = "{}") {
        sender.send({parse_endpoint_url(url), {{"svix-id", "msg_1"}}, body},
                    [&answers](const WebhookAnswer& one) { answers.push_back(one); });
    }

    WebhookAnswer send(const std::string& url, const std::string& body = "{}") {
        std::vector<WebhookAnswer> answers;
        begin(url, answers, body);
        run_until(io, [&] { return !answers.empty(); });
        return answers.empty() ? WebhookAnswer{-1, "nothing came", ""} : answers.front();
    }

    asio::io_context io;
    std::map<std::string, std::vector<std::string>> names;
    int questions = 0, given_up = 0;
    bool holds_unknown = false;  ///< a name server that does not answer
    std::vector<Resolved> held;
    AddressRules rules;
    TlsClientContext tls;
    HttpSender sender;
};

}  // namespace gateway::testing
