#include <catch2/catch.hpp>

#include "gateway/admin/webhook_commands.h"
#include "tests/gateway/operator/webhook_bench.h"

using namespace gateway;

namespace {

AdminAnswer run(WebhookBench& bench, const std::string& command, const std::string& id = "",
                const std::string& url = "") {
    AdminRequest request;
    request.command = "webhooks " + command;
    request.webhook_id = id;
    request.url = url;
    request.environment = "live";
    AdminAnswer got{false, "no answer"};
    run_webhook_command(request, bench.endpoints, bench.deliveries, [&](const AdminAnswer& answer) { got = answer; });
    bench.settle();
    return got;
}

}  // namespace

TEST_CASE("webhooks are managed from the command line of a running gateway") {
    WebhookBench bench;
    const AdminAnswer added = run(bench, "add", "", "https://hooks.example.com/in");
    REQUIRE(added.ok);
    const std::string id = added.output.substr(0, added.output.find('\n'));
    CHECK(added.output.find("\nwhsec_") != std::string::npos);
    CHECK(run(bench, "list").output == id + "  live  enabled  https://hooks.example.com/in\n");
    CHECK(run(bench, "test", id).output == "delivered: answered 200 after 0 ms\n");
    CHECK(run(bench, "rotate-secret", id).output.substr(0, 6) == "whsec_");
    CHECK(run(bench, "remove", id).output == "removed " + id + ", with what waited for it\n");
    CHECK(run(bench, "list").output.empty());
}

TEST_CASE("commands for webhooks that cannot be done say why") {
    WebhookBench bench;
    const AdminAnswer refused = run(bench, "add", "", "http://127.0.0.1/");
    CHECK_FALSE(refused.ok);
    CHECK(refused.output.find("private network") != std::string::npos);
    CHECK(run(bench, "remove", "ep_9").output == "no webhook ep_9 is known");
    CHECK(run(bench, "explode", "ep_9").ok == false);
    const std::string id = bench.add();
    bench.sender.reply = [](const auto&) { return WebhookAnswer{0, "no connection: refused", ""}; };
    CHECK(run(bench, "test", id).output == "not delivered: no connection: refused");
    CHECK_FALSE(run(bench, "test", id).ok);
}

TEST_CASE("a request of the command line for webhooks reads back as it was written") {
    AdminRequest request;
    request.command = "webhooks add";
    request.url = "https://a.example/";
    request.webhook_id = "ep_1";
    request.event_types = {"push.failed", "push.completed"};
    const AdminRequest read = admin_request_from(to_text(request));
    CHECK(read.url == request.url);
    CHECK(read.webhook_id == request.webhook_id);
    CHECK(read.event_types == request.event_types);
}
