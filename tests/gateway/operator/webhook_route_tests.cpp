#include <catch2/catch.hpp>

#include "tests/gateway/operator/webhook_bench.h"

using namespace gateway;

namespace {

std::string body_with(const std::string& url) { return R"({"url":")" + url + R"("})"; }

/// The reason for the refusal of a URL; what else was answered if it was not refused for it.
std::string refusal(WebhookBench& bench, const std::string& url) {
    const RestAnswer answer = bench.post("/webhooks", body_with(url));
    const bool refused =
        answer.status == 422 && answer.code() == "VALIDATION_ERROR" && answer.text("error.details.path") == "url";
    return refused ? answer.text("error.details.reason") : "answered " + std::to_string(answer.status);
}

}  // namespace

TEST_CASE("a webhook is made with its secret, which no later read shows") {
    WebhookBench bench;
    const RestAnswer made = bench.post(
        "/webhooks",
        R"({"url":"https://hooks.example.com/in","description":"home","eventTypes":["push.failed","device.connected"]})");
    CHECK(made.status == 201);
    CHECK(made.text("data.secret").substr(0, 6) == "whsec_");
    CHECK(made.at("data.eventTypes") == R"(["push.failed","device.connected"])");
    const RestAnswer read = bench.get("/webhooks/" + made.text("data.id"));
    CHECK(read.status == 200);
    CHECK(read.at("data.secret") == "(nothing)");
    CHECK(read.text("data.url") == "https://hooks.example.com/in");
    CHECK(read.text("data.description") == "home");
    CHECK(read.at("data.enabled") == "true");
    CHECK(read.at("data.disabledReason") == "null");
    CHECK(bench.get("/webhooks").at("data.pagination.total") == "1");
    CHECK(bench.get("/webhooks").body.find("whsec_") == std::string::npos);
}

TEST_CASE("a webhook belongs to the environment of the key that made it") {
    WebhookBench bench;
    const std::string id = bench.add();
    for (const char* method : {"GET", "DELETE"})
        CHECK(bench.ask(method, "/webhooks/" + id, {}, bench.sandbox_operator_key)->status == 404);
    CHECK(bench.ask("GET", "/webhooks", {}, bench.sandbox_operator_key)->at("data.pagination.total") == "0");
    CHECK(bench.ask("GET", "/webhooks/" + id, {}, bench.integrator_key)->status == 200);
    CHECK(bench.get("/webhooks/ep_unknown").code() == "NOT_FOUND");
}

TEST_CASE("BI-286 a webhook to a private address is refused unless the configuration allows it") {
    WebhookBench strict, listed({false, false, {"10.1.0.0/16", "home.local"}}), open({true, false, {}});
    for (const char* url : {"http://127.0.0.1/", "https://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest",
                            "https://10.1.2.3/", "https://172.16.0.1/", "https://172.31.255.1/", "https://192.168.1.1/",
                            "https://100.64.0.1/", "https://[fc00::1]/", "https://[fd12::1]/"}) {
        INFO(url);
        CHECK(refusal(strict, url).find("private network") != std::string::npos);
        CHECK(refusal(open, url) == "answered 201");
    }
    CHECK(refusal(listed, "http://10.1.2.3/") == "answered 201");
    CHECK(refusal(listed, "http://home.local/") == "answered 201");
    CHECK(refusal(listed, "http://10.2.0.1/").find("private network") != std::string::npos);
}

TEST_CASE("BI-287 a private address in another spelling is refused") {
    WebhookBench strict, open({true, false, {}});
    for (const char* url :
         {"http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/", "https://0x7f000001/"}) {
        INFO(url);
        CHECK(refusal(strict, url) == "has an address that is not four decimal numbers");
        CHECK(refusal(open, url) == "has an address that is not four decimal numbers");
    }
    CHECK(refusal(strict, "https://[::ffff:127.0.0.1]/").find("private network") != std::string::npos);
    CHECK(refusal(strict, "https://localhost./").find("private network") != std::string::npos);
    CHECK(refusal(strict, "https://LOCALHOST/").find("private network") != std::string::npos);
}

TEST_CASE("BI-290 other schemes and user info are refused in a webhook's URL") {
    WebhookBench bench;
    for (const char* url :
         {"ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)", "//a.example/"}) {
        INFO(url);
        CHECK(refusal(bench, url) == "must begin with https://");
    }
    CHECK(refusal(bench, "https://user:word@a.example/") == "must not hold a user name or password");
    CHECK(refusal(bench, "https://127.0.0.1@a.example/") == "must not hold a user name or password");
    CHECK(refusal(bench, "http://a.example/") == "must begin with https:// ([webhooks] allow_http)");
}

TEST_CASE("BI-291 a webhook's URL of 3 kB or with line breaks is refused") {
    WebhookBench bench;
    CHECK(refusal(bench, "https://a.example/" + std::string(3000, 'x')) == "must have at most 2048 characters");
    CHECK(refusal(bench, R"(https://a.example/\r\nHost: b.example)") == "must be printable ASCII without blanks");
    CHECK(refusal(bench, R"(https://a.example/\n)") == "must be printable ASCII without blanks");
}

TEST_CASE("bodies of webhooks that cannot be are refused with their place") {
    WebhookBench bench;
    const std::string id = bench.add();
    const auto path = [](const RestAnswer& answer) {
        return answer.status == 422 ? answer.text("error.details.path") : answer.body;
    };
    CHECK(path(bench.post("/webhooks", "{}")) == "url");
    CHECK(path(bench.post("/webhooks", R"({"url":7})")) == "url");
    CHECK(path(bench.post("/webhooks", R"({"url":"https://a.example/","enabled":true})")) == "enabled");
    CHECK(path(bench.patch(id, R"({"secret":"whsec_AAAA"})")) == "secret");
    CHECK(path(bench.patch(id, R"({"eventTypes":"push.failed"})")) == "eventTypes");
    CHECK(path(bench.patch(id, R"({"eventTypes":["push.failed","x"]})")) == "eventTypes[1]");
    CHECK(path(bench.patch(id, R"({"enabled":"yes"})")) == "enabled");
    CHECK(path(bench.patch(id, R"({"colour":1})")) == "colour");
    CHECK(bench.patch(id, "[]").status == 400);
    CHECK(path(bench.get("/webhooks/" + id + "/deliveries?state=lost")) == "state");
    CHECK(path(bench.get("/webhooks/events?after=-1")) == "after");
    CHECK(path(bench.post("/webhooks/" + id + "/redeliver", "{}")) == "body");
    CHECK(path(bench.post("/webhooks/" + id + "/redeliver", R"({"since":"yesterday"})")) == "since");
}

TEST_CASE("a webhook is changed in part, disabled, enabled and removed") {
    WebhookBench bench;
    const std::string id = bench.add();
    CHECK(bench.patch(id, R"({"description":"x"})").text("data.url") == "https://hooks.example.com/in");
    CHECK(bench.patch(id, R"({"enabled":false})").text("data.disabledReason") == "disabled by a client");
    bench.happen("msg_1");
    CHECK(bench.sender.sent.empty());
    CHECK(bench.patch(id, R"({"enabled":true,"eventTypes":[]})").at("data.disabledReason") == "null");
    bench.happen("msg_2");
    CHECK(bench.sender.sent.size() == 1);
    CHECK(bench.remove("/webhooks/" + id).at("data.removed") == "true");
    CHECK(bench.get("/webhooks/" + id).status == 404);
}

TEST_CASE("the secret is rotated, and said until when the old one signs") {
    WebhookBench bench;
    const std::string id = bench.add();
    const RestAnswer rotated = bench.post("/webhooks/" + id + "/rotate-secret", "");
    CHECK(rotated.status == 200);
    CHECK(rotated.text("data.secret").substr(0, 6) == "whsec_");
    CHECK(rotated.text("data.previousSecretUntil") == "2026-01-02T00:00:00.000Z");
}

TEST_CASE("deliveries are listed with what became of them, and go again when asked") {
    WebhookBench bench;
    const std::string id = bench.add();
    bench.sender.reply = [](const auto&) { return WebhookAnswer{503, "", ""}; };
    bench.happen("msg_1");
    const RestAnswer waiting = bench.get("/webhooks/" + id + "/deliveries?state=pending");
    CHECK(waiting.text("data.items.0.eventId") == "msg_1");
    CHECK(waiting.at("data.items.0.attempts") == "1");
    CHECK(waiting.at("data.items.0.lastStatus") == "503");
    CHECK(waiting.text("data.items.0.lastError") == "answered 503");
    CHECK(waiting.text("data.items.0.nextAttemptAt") == "2026-01-01T00:00:05.000Z");
    bench.sender.reply = [](const auto&) { return WebhookAnswer{200, "", ""}; };
    CHECK(bench.post("/webhooks/" + id + "/redeliver", R"({"eventId":"msg_1"})").status == 202);
    CHECK(bench.get("/webhooks/" + id + "/deliveries?state=pending").at("data.items") == "[]");
    CHECK(bench.get("/webhooks/" + id + "/deliveries?state=delivered").at("data.items.0.nextAttemptAt") == "null");
    CHECK(bench.post("/webhooks/" + id + "/redeliver", R"({"since":"2026-01-01T00:00:00Z"})").status == 202);
    CHECK(bench.sender.sent.size() == 3);
    CHECK(bench.post("/webhooks/" + id + "/redeliver", R"({"eventId":"msg_9"})").status == 404);
}

TEST_CASE("all since a time goes again once a minute for each webhook") {
    WebhookBench bench;
    const std::string id = bench.add(), other = bench.add();
    const std::string since = R"({"since":"2026-01-01T00:00:00Z"})", one = R"({"eventId":"msg_1"})";
    const auto again = [&](const std::string& webhook, const std::string& body) {
        return bench.post("/webhooks/" + webhook + "/redeliver", body);
    };
    bench.happen("msg_1");
    CHECK(again(id, since).status == 202);
    const RestAnswer refused = again(id, since);
    CHECK(refused.code() == "RATE_LIMIT_EXCEEDED");
    CHECK(refused.header("Retry-After") == "60");
    CHECK(again(other, since).status == 202);
    CHECK(again(id, one).status == 202);
    CHECK(bench.deliveries.counters().requeues_refused == 1);
    bench.advance(61s);
    bench.storage.fail_next = true;
    CHECK(again(id, since).status == 503);
    CHECK(again(id, since).status == 202);
}

TEST_CASE("what goes again is stored together with the answer of its Idempotency-Key") {
    WebhookBench bench;
    const std::string id = bench.add();
    bench.happen("msg_1");
    for (const std::string body : {R"({"since":"2026-01-01T00:00:00Z"})", R"({"eventId":"msg_1"})"}) {
        const auto ask = [&] {
            return *bench.ask("POST", "/webhooks/" + id + "/redeliver", body, std::nullopt,
                              {{"idempotency-key", body}});
        };
        const auto writes = bench.storage.writes;
        const RestAnswer first = ask();
        CHECK(first.status == 202);
        CHECK(bench.storage.writes == writes + 2);  // the other one is the delivery's end
        CHECK(ask().body == first.body);
    }
}

TEST_CASE("a change of a webhook beside another one is a conflict") {
    WebhookBench bench;
    const std::string id = bench.add();
    bench.hold_storage = true;
    const auto first = bench.ask("PATCH", "/webhooks/" + id, R"({"description":"x"})");
    CHECK(bench.patch(id, R"({"description":"y"})").code() == "CONFLICT");
    bench.hold_storage = false;
    bench.settle();
    CHECK(first->status == 200);
}

TEST_CASE("lists of deliveries go on page by page") {
    WebhookBench bench;
    const std::string id = bench.add();
    for (const char* event : {"msg_1", "msg_2", "msg_3"}) bench.happen(event);
    const RestAnswer first = bench.get("/webhooks/" + id + "/deliveries?limit=2");
    CHECK(first.at("data.more") == "true");
    CHECK(first.at("data.nextBefore") == "2");
    const RestAnswer rest = bench.get("/webhooks/" + id + "/deliveries?limit=2&before=2");
    CHECK(rest.text("data.items.0.eventId") == "msg_1");
    CHECK(rest.at("data.nextBefore") == "null");
}

TEST_CASE("who was away catches up with events by sequence, of its own environment") {
    WebhookBench bench;
    bench.happen("msg_1");
    bench.happen("msg_2", canonical::Environment::sandbox);
    bench.happen("msg_3");
    const RestAnswer first = bench.get("/webhooks/events?limit=1");
    CHECK(first.text("data.items.0.id") == "msg_1");
    CHECK(first.text("data.items.0.body.event") == "push.completed");
    CHECK(first.at("data.nextAfter") == "1");
    CHECK(first.at("data.more") == "true");
    const RestAnswer rest = bench.get("/webhooks/events?after=1");
    CHECK(rest.text("data.items.0.id") == "msg_3");
    CHECK(rest.at("data.more") == "false");
    CHECK(rest.at("data.oldestSequence") == "1");
    CHECK(bench.get("/webhooks/events?after=3").at("data.nextAfter") == "3");
}

TEST_CASE("a webhook is tried out, and what came of it is the answer") {
    WebhookBench bench;
    const std::string id = bench.add();
    const RestAnswer good = bench.post("/webhooks/" + id + "/test", "");
    CHECK(good.status == 200);
    CHECK(good.at("data.delivered") == "true");
    CHECK(good.at("data.status") == "200");
    bench.sender.reply = [](const auto&) { return WebhookAnswer{0, "no connection: refused", ""}; };
    const RestAnswer bad = bench.post("/webhooks/" + id + "/test", "");
    CHECK(bad.at("data.delivered") == "false");
    CHECK(bad.text("data.error") == "no connection: refused");
    bench.sender.reply = [](const auto&) { return std::optional<WebhookAnswer>(); };
    for (int i = 0; i < 4; ++i) bench.ask("POST", "/webhooks/" + id + "/test");
    const RestAnswer refused = bench.post("/webhooks/" + id + "/test", "");
    CHECK(refused.status == 503);
    CHECK(refused.header("Retry-After") == "15");
}

TEST_CASE("what the database does not take or give is said") {
    WebhookBench bench;
    const std::string id = bench.add();
    bench.storage.fail_next = true;
    CHECK(bench.patch(id, R"({"description":"x"})").code() == "SERVICE_UNAVAILABLE");
    bench.storage.fail_reads = true;
    for (const std::string target : {"/webhooks/events", "/webhooks/deliveries"}) {
        const std::string path = target == "/webhooks/deliveries" ? "/webhooks/" + id + "/deliveries" : target;
        CHECK(bench.get(path).code() == "SERVICE_UNAVAILABLE");
    }
}
