#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/text_search.h"

using namespace end_to_end;

namespace {

/// The id in the one line of `keys list` that has the word.
std::string id_in(const std::string& list, const std::string& word) {
    const auto at = list.find(word);
    if (at == std::string::npos) return {};
    const auto begin = list.rfind('\n', at);
    const auto line = list.substr(begin == std::string::npos ? 0 : begin + 1);
    return line.substr(0, line.find(' '));
}

int status_of(Stage& stage, const GatewayProcess& gateway, const std::string& key) {
    return RestClient(stage, gateway.api_port(), key).get("/ev-charger").status;
}

}  // namespace

TEST_CASE("keys are listed, rotated and revoked on a running gateway, which heeds it at once, and on a closed one") {
    Stage stage;
    GatewayProcess gateway(stage);
    const std::string first =
        first_line(gateway
                       .command({"keys", "create", "--environment", "live", "--scopes", "devices:read,actions:read",
                                 "--expires-in", "90d", "--name", "reader"})
                       .out);
    REQUIRE(status_of(stage, gateway, first) == 200);
    const std::string list = gateway.command({"keys", "list"}).out, id = id_in(list, "reader");
    REQUIRE(id.rfind("key_", 0) == 0);
    CHECK(list.find("[devices:read actions:read]") != std::string::npos);
    CHECK(list.find("until ") != std::string::npos);
    CHECK(list.find(first) == std::string::npos);
    const std::string second = first_line(gateway.command({"keys", "rotate", id, "--overlap", "1h"}).out);
    CHECK(status_of(stage, gateway, first) == 200);
    CHECK(status_of(stage, gateway, second) == 200);
    REQUIRE(gateway.terminate() == 0);

    const std::string third = first_line(gateway.command({"keys", "rotate", id, "--overlap", "0s"}).out);
    CHECK(gateway.command({"keys", "revoke", "key_none"}).exit != 0);
    CHECK(id_in(gateway.command({"keys", "list"}).out, "reader") == id);
    gateway.restart();
    CHECK(status_of(stage, gateway, first) == 401);
    CHECK(status_of(stage, gateway, second) == 401);
    CHECK(status_of(stage, gateway, third) == 200);
    CHECK(gateway.command({"keys", "revoke", id}).exit == 0);
    CHECK(status_of(stage, gateway, third) == 401);
    CHECK(gateway.command({"keys", "list"}).out.find("revoked") != std::string::npos);
    CHECK(gateway.command({"keys", "rotate", id}).exit != 0);
}

TEST_CASE("keys create refuses scopes beyond the role and times that are none, with and without a running gateway") {
    Stage stage;
    GatewayProcess gateway(stage);
    const std::vector<std::vector<std::string>> wrong{
        {"--scopes", "keys:manage"}, {"--scopes", "fly"}, {"--expires-in", "soon"}, {"--expires-in", "0s"}};
    const auto all_refused = [&] {
        for (const auto& words : wrong) {
            std::vector<std::string> command{"keys", "create", "--environment", "live"};
            command.insert(command.end(), words.begin(), words.end());
            const Finished refused = gateway.command(command);
            CHECK(refused.exit != 0);
            CHECK(refused.out.empty());
            CHECK_FALSE(refused.err.empty());
        }
    };
    all_refused();
    REQUIRE(gateway.terminate() == 0);
    all_refused();
    CHECK(gateway.command({"keys", "list"}).out.empty());
    gateway.restart();
}
