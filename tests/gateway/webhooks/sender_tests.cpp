#include <catch2/catch.hpp>

#include "tests/gateway/webhooks/sending.h"

using namespace gateway;
using namespace gateway::testing;

TEST_CASE("a webhook goes out as one plain HTTP request") {
    Sending sending;
    Receiver receiver(sending.io, answer("200 OK", "", "fine"));
    const WebhookAnswer got = sending.send(receiver.url() + "?x=1", R"({"a":1})");
    CHECK(got.is_success());
    CHECK(got.status == 200);
    REQUIRE(receiver.requests.size() == 1);
    CHECK(receiver.requests[0] ==
          "POST /hook?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(receiver.port()) +
              "\r\nUser-Agent: ocpp-gateway\r\nConnection: close\r\nContent-Type: application/json\r\n"
              "Content-Length: 7\r\nsvix-id: msg_1\r\n\r\n{\"a\":1}");
}

TEST_CASE("a receiver answers over IPv6 as well") {
    Sending sending;
    Receiver receiver(sending.io, answer("200 OK"), "::1");
    CHECK(sending.send(receiver.url("[::1]")).status == 200);
}

TEST_CASE(
    "BI-288 the connection goes to the address that was checked, and a name that changes to a private one is refused") {
    Sending sending({false, true, {"127.0.0.2"}});
    Receiver receiver(sending.io, answer("200 OK"), "127.0.0.2");
    sending.names["hooks.example.com"] = {"127.0.0.2"};
    CHECK(sending.send(receiver.url("hooks.example.com")).status == 200);
    CHECK(receiver.requests[0].find("Host: hooks.example.com:") != std::string::npos);
    CHECK(sending.questions == 1);

    sending.names["hooks.example.com"] = {"127.0.0.2", "127.0.0.1"};
    const WebhookAnswer rebound = sending.send(receiver.url("hooks.example.com"));
    CHECK(rebound.status == 0);
    CHECK(rebound.error.find("127.0.0.1") != std::string::npos);
    sending.names["hooks.example.com"] = {"169.254.169.254"};
    CHECK(sending.send("https://hooks.example.com/").error.find("private network") != std::string::npos);
    CHECK(receiver.connections == 1);
    CHECK(sending.sender.counters().refused_addresses == 2);
}

TEST_CASE("BI-289 a redirect is a failure that is not followed") {
    Sending sending;
    Receiver elsewhere(sending.io);
    for (const char* status :
         {"301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"}) {
        Receiver receiver(sending.io, answer(status, "Location: " + elsewhere.url() + "\r\n"));
        const WebhookAnswer got = sending.send(receiver.url());
        CHECK(got.status == std::stoi(status));
        CHECK_FALSE(got.is_success());
    }
    CHECK(elsewhere.connections == 0);
}

TEST_CASE("BI-292 of an answer without end 4 KiB are read, then the connection is closed") {
    Sending sending;
    Receiver receiver(sending.io);
    const std::string much = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + std::string(1 << 20, 'x');
    receiver.reply = [&](const std::string&) { return much; };
    receiver.endless = true;
    CHECK(sending.send(receiver.url()).status == 200);
    CHECK(sending.sender.counters().cut_answers == 1);
    run_until(sending.io, [&] { return receiver.bytes_sent > 0; });
    const std::size_t after_close = receiver.bytes_sent;
    CHECK_FALSE(run_until(
        sending.io, [&] { return receiver.bytes_sent > after_close; }, 100ms));
}

TEST_CASE("BI-294 an answer that drips ends at the limit for the whole attempt") {
    Sending sending(loopback_allowed(), quick_limits());
    Receiver receiver(sending.io, answer("200 OK"));
    receiver.between_bytes = 30ms;
    const auto begun = std::chrono::steady_clock::now();
    const WebhookAnswer got = sending.send(receiver.url());
    CHECK(got.status == 0);
    CHECK(got.error == "no answer in time");
    const auto took = std::chrono::steady_clock::now() - begun;
    CHECK(took >= 430ms);
    CHECK(SenderLimits{}.total == 15s);
}

TEST_CASE("a receiver that never answers is given up, and others are answered meanwhile") {
    Sending sending(loopback_allowed(), quick_limits());
    Receiver silent(sending.io, ""), quick(sending.io);
    std::vector<WebhookAnswer> slow;
    sending.begin(silent.url(), slow);
    CHECK(sending.send(quick.url()).status == 204);
    CHECK(slow.empty());
    CHECK(run_until(sending.io, [&] { return !slow.empty(); }));
    CHECK(slow[0].error == "no answer in time");
    CHECK(sending.sender.counters().timeouts == 1);
    CHECK(SenderLimits{}.silence == 10s);
}

TEST_CASE("a receiver that dawdles over the body has answered all the same") {
    Sending sending(loopback_allowed(), quick_limits());
    Receiver receiver(sending.io, "HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nhalf of i");
    CHECK(sending.send(receiver.url()).status == 202);
}

TEST_CASE("interim answers are passed over, and what is no HTTP is a failure") {
    Sending sending;
    Receiver interim(sending.io, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                                     answer("500 Oh", "Retry-After: 7\r\n"));
    const WebhookAnswer got = sending.send(interim.url());
    CHECK(got.status == 500);
    CHECK(got.retry_after == "7");
    Receiver odd(sending.io, "SSH-2.0-server\r\n\r\n");
    CHECK(sending.send(odd.url()).error == "the answer is no HTTP");
    Receiver long_head(sending.io, "HTTP/1.1 200 OK\r\nA: " + std::string(9000, 'x') + "\r\n\r\n");
    CHECK(sending.send(long_head.url()).error == "the head of the answer is too long");
    std::string interims;
    for (int i = 0; i < 1000; ++i) interims += "HTTP/1.1 100 Continue\r\n\r\n";
    Receiver never_final(sending.io, interims);
    CHECK(sending.send(never_final.url()).status == 0);
}

TEST_CASE("a receiver that is not there, or has no address, is a failure in words") {
    Sending sending;
    std::string url;
    {
        Receiver gone(sending.io);
        url = gone.url();
    }
    CHECK(sending.send(url).error.find("no connection: ") == 0);
    CHECK(sending.send("https://nowhere.example/").error == "the name nowhere.example has no address");
}

TEST_CASE("the next address of a name is tried where the first one refuses") {
    Sending sending({true, true, {}});
    Receiver receiver(sending.io, answer("200 OK"), "127.0.0.3");
    sending.names["hooks.example.com"] = {"127.0.0.2", "127.0.0.3"};
    CHECK(sending.send(receiver.url("hooks.example.com")).status == 200);
}

TEST_CASE("the system's resolver finds this machine and says why it does not find another") {
    asio::io_context io;
    std::string error = "none yet";
    std::vector<asio::ip::address> addresses;
    const auto asking = std::make_shared<std::size_t>(0);
    const Resolve resolve = system_resolver(io, asking);
    const auto ask = [&](const char* name) {
        bool answered = false;
        (void)resolve(name, [&](const std::string& why, const std::vector<asio::ip::address>& found) {
            answered = true;
            error = why;
            addresses = found;
        });
        return run_until(io, [&] { return answered; });
    };
    REQUIRE(ask("localhost"));
    CHECK(error.empty());
    CHECK_FALSE(addresses.empty());
    REQUIRE(ask("no_such_name.invalid"));
    CHECK_FALSE(error.empty());
    CHECK(*asking == 0);
}
