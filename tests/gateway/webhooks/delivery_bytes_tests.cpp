#include <catch2/catch.hpp>

#include "gateway/webhooks/signature.h"
#include "gateway/webhooks/webhook_message.h"
#include "json/parse.h"
#include "json/writer.h"
#include "tests/gateway/webhooks/sending.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

std::string header(const std::string& request, const std::string& name) {
    const auto begin = request.find(name + ": ") + name.size() + 2;
    return request.substr(begin, request.find("\r\n", begin) - begin);
}

}  // namespace

TEST_CASE("BI-298 text with quotes, line breaks and U+2028 arrives as JSON that is signed byte for byte") {
    const std::string words = "it said \"no\"\r\n\\ and\xE2\x80\xA8went \x01 on";
    json::Writer out;
    out.begin_object().member("event", "push.failed").member("errorMessage", words).end_object();
    storage::EventRecord event;
    event.id = "msg_1";
    event.type = "push.failed";
    event.body = out.take();
    Sending sending;
    Receiver receiver(sending.io);
    storage::WebhookEndpointRecord endpoint;
    endpoint.url = receiver.url();
    endpoint.secret = new_webhook_secret();
    std::vector<WebhookAnswer> answers;
    sending.sender.send(webhook_message(endpoint, event, canonical::UtcTime(1'800'000'000s)),
                        [&](const WebhookAnswer& one) { answers.push_back(one); });
    REQUIRE(run_until(sending.io, [&] { return !answers.empty(); }));
    const std::string& request = receiver.requests.at(0);
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    CHECK(json::parse(body).root().find("errorMessage")->text() == words);
    CHECK(header(request, "svix-signature") == webhook_signatures({endpoint.secret}, "msg_1", 1'800'000'000, body));
    CHECK(header(request, "svix-id") == "msg_1");
    CHECK(header(request, "svix-timestamp") == "1800000000");
    CHECK(header(request, "webhook-event") == "push.failed");
}
