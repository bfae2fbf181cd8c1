#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "gateway/api/query_names.h"
#include "gateway/webhooks/webhooks.h"
#include "tests/gateway/operator/operator_bench.h"

/// What an error says of what was sent.
using namespace gateway;

namespace {

const std::string kLong(3000, 'x');

struct EveryRoute : ArrivedBench {
    EveryRoute() { api->add_webhooks(webhooks.endpoints(), webhooks.deliveries()); }

    boost::asio::io_context io;
    Webhooks webhooks{io, {}, {}, storage, time};
};

std::string target_of(const Route& route, const std::string& id) {
    std::string target;
    for (const auto& part : route.pattern) target += "/" + (part == "{}" ? id : part);
    return target;
}

void expect_short(const RestAnswer& answer) {
    INFO(answer.body.substr(0, 2000));
    CHECK(answer.body.find(std::string(201, 'x')) == std::string::npos);
}

}  // namespace

TEST_CASE("no error repeats more than 200 bytes of what was sent") {
    EveryRoute bench;
    for (const Route& route : bench.api->routes().all()) {
        INFO(route.method << " " << target_of(route, "{}"));
        const std::string target = target_of(route, "CP1");
        if (route.method != "GET" && route.method != "DELETE") {
            for (const std::string& body :
                 {"{\"" + kLong + "\":1}", "\"" + kLong + "\"", kLong,
                  R"({"action":")" + kLong + R"(","name":")" + kLong + R"(","url":")" + kLong + R"(","id":")" + kLong +
                      R"(","scopes":[")" + kLong + R"("],"eventTypes":[")" + kLong + "\"]}",
                  R"({"action":{"command":")" + kLong + "\"}}",
                  R"({"action":{"command":"idle",")" + kLong + "\":1}}"}) {
                expect_short(*bench.ask(route.method, target, body));
            }
        }
        if (route.method == "DELETE") expect_short(*bench.ask(route.method, target, "{}"));
        expect_short(*bench.ask(route.method, target_of(route, kLong), "{}"));
        if (route.method != "GET") continue;
        expect_short(*bench.ask("GET", target + "?" + kLong + "=1"));
        for (const auto& name : query_names_of(route)) {
            const auto answer = bench.ask("GET", target + "?" + name + "=" + kLong);
            if (answer->status >= 400) expect_short(*answer);
        }
    }
}

TEST_CASE("a name in the query that a route does not know is 400, and says which there are") {
    EveryRoute bench;
    for (const Route& route : bench.api->routes().all()) {
        INFO(route.method << " " << target_of(route, "{}"));
        const auto answer = bench.ask(route.method, target_of(route, "CP1") + "?chargerId=1", "{}");
        CHECK(answer->status == 400);
        CHECK(answer->code() == "INVALID_REQUEST");
    }
    CHECK(bench.get("/ev-charger?limt=5").text("error.message") ==
          "the query has a name that is not known here: limt; there are limit, offset, userId");
    CHECK(bench.get("/ev-charger?limit=5").status == 200);
}
