#include <catch2/catch.hpp>

#include "bench.h"
#include "canonical/errors.h"

/// What a client of the sandbox orders to happen reaches the simulated charger with the command, or not at all.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

class OrderBench : public Bench {
  public:
    OrderBench() {
        site->chargers().add_sandbox_charge_point("CP1", "salt", "hash");
        link = std::make_shared<FakeLink>("CP1", 1);
        link->profile = 1;
        site->admission().link_opened(link);
        settle();
        boot();
        status("Preparing");
        advance(10s);
        forget_calls();
    }
    /// The code it was refused with, "stored" or "not stored".
    std::string order(const std::string& outcome, canonical::Command command = canonical::Command::charge) {
        canonical::PushRequest request;
        request.command = command;
        request.sandbox.outcome = outcome;
        std::string told = "no answer";
        try {
            const auto id = site->devices().ids(canonical::Environment::sandbox).at(0);
            site->commands().push(site->devices().find(id, canonical::Environment::sandbox), request,
                                  [&](const auto& action) { told = action ? "stored" : "not stored"; });
        } catch (const canonical::ApiError& error) {
            told = error.code;
        }
        settle();
        return told;
    }
};

}  // namespace

TEST_CASE("an order reaches the simulated charger before the command that it is for") {
    OrderBench bench;
    CHECK(bench.order("reject") == "stored");
    REQUIRE_FALSE(bench.calls.empty());
    CHECK(bench.calls.front().action == "DataTransfer");
    CHECK_THAT(bench.calls.front().payload, Contains("reject"));
}

TEST_CASE("the order of a command that is refused or cannot be stored never reaches the simulated charger") {
    OrderBench bench;
    SECTION("control is off") {
        bench.site->chargers().change_settings("CP1", {"control=off"}, [](const std::string&) {});
        bench.settle();
        CHECK(bench.order("reject") == "COMMAND_NOT_SUPPORTED");
    }
    SECTION("another command is in flight") {
        bench.answers_with("RemoteStartTransaction", "");
        CHECK(bench.order("accept") == "stored");
        CHECK(bench.order("reject") == "CONFLICT");
    }
    SECTION("the disk is full") {
        bench.storage.fail_next = true;
        CHECK(bench.order("reject") == "not stored");
    }
    bench.advance(5s);
    CHECK(bench.count("DataTransfer") == 0);
}
