#include <catch2/catch.hpp>

#include "tests/gateway/webhooks/sending.h"

using namespace gateway;
using namespace gateway::testing;

TEST_CASE("a name that no server answers for is given up, and left alone for a while") {
    auto limits = quick_limits();
    Sending sending(loopback_allowed(), limits);
    sending.holds_unknown = true;
    CHECK(sending.send("https://dead.example/").error == "the name dead.example was not resolved in time");
    CHECK(sending.given_up == 1);
    CHECK(sending.send("https://dead.example/").error == "the name dead.example was not resolved in time a moment ago");
    CHECK(sending.questions == 1);
    CHECK(sending.sender.counters().refused_lookups == 1);
    CHECK(sending.sender.counters().timeouts == 1);
    Receiver receiver(sending.io, answer("200 OK"));
    sending.names["good.example"] = {"127.0.0.1"};
    CHECK(sending.send(receiver.url("good.example")).status == 200);
    CHECK(SenderLimits{}.lookup_pause == 60s);
}

TEST_CASE("a name is asked for again after the pause") {
    NameLookups names([](const std::string&, const Resolved&) -> GiveUp { return [] {}; }, 60s);
    const NameLookups::Clock::time_point begun{};
    names.begin("dead.example", [](const auto&, const auto&) {});
    CHECK_FALSE(names.is_left_alone("dead.example", begun));
    names.time_out("dead.example", begun);
    CHECK(names.is_left_alone("dead.example", begun + 59s));
    CHECK_FALSE(names.is_left_alone("good.example", begun));
    CHECK_FALSE(names.is_left_alone("dead.example", begun + 60s));
}

TEST_CASE("a name that waited behind one without an answer is not blamed, and late answers harm nobody") {
    Sending sending(loopback_allowed(), quick_limits());
    sending.holds_unknown = true;
    std::vector<WebhookAnswer> answers;
    sending.begin("https://dead.example/", answers);
    sending.begin("https://behind.example/", answers);
    REQUIRE(run_until(sending.io, [&] { return answers.size() == 2; }));
    for (const auto& late : std::exchange(sending.held, {})) late("operation canceled", {});
    sending.holds_unknown = false;
    sending.names["behind.example"] = {};
    CHECK(sending.send("https://behind.example/").error == "the name behind.example has no address");
    CHECK(sending.send("https://dead.example/").error == "the name dead.example was not resolved in time a moment ago");
    CHECK(answers.size() == 2);
}

TEST_CASE("a question of the system's resolver that is given up takes no other with it") {
    asio::io_context io;
    const auto asking = std::make_shared<std::size_t>(0);
    const Resolve resolve = system_resolver(io, asking);
    std::vector<std::string> errors;
    const auto note = [&](const std::string& error, const auto&) { errors.push_back(error); };
    const GiveUp kept = resolve("localhost", note);
    resolve("localhost", [](const std::string&, const auto&) {})();
    resolve("localhost", note);
    REQUIRE(run_until(io, [&] { return errors.size() == 2; }));
    CHECK(errors == std::vector<std::string>{"", ""});
    kept();
    CHECK(*asking == 0);
}

TEST_CASE("what throws where an answer is taken ends nothing") {
    Sending sending;
    Receiver receiver(sending.io, answer("200 OK"));
    bool was_called = false;
    sending.sender.send({parse_endpoint_url(receiver.url()), {}, "{}"}, [&](const WebhookAnswer&) {
        was_called = true;
        throw std::runtime_error("no good");
    });
    CHECK(run_until(sending.io, [&] { return was_called; }));
}
