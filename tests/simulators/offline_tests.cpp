#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators::test;

namespace {

std::vector<std::string> transaction_actions(const Scene& scene) {
    std::vector<std::string> actions;
    for (const Sent& sent : scene.sent()) {
        const bool counts =
            sent.action == "StartTransaction" || sent.action == "MeterValues" || sent.action == "StopTransaction";
        if (counts) actions.push_back(sent.action);
    }
    return actions;
}

}  // namespace

TEST_CASE("a session held offline is delivered in order after the link is back") {
    Scene scene;
    scene.connect();
    scene.lose_link();
    scene.plug();
    scene.swipe("OFFLINE");
    scene.run_for(minutes(2) + seconds(1));
    scene.unplug();
    CHECK(scene.point().transaction_messages_waiting() == 4);
    scene.forget_sent();
    const auto ended = scene.now().utc;
    scene.run_for(minutes(5));
    scene.connect();
    CHECK(transaction_actions(scene) ==
          std::vector<std::string>{"StartTransaction", "MeterValues", "MeterValues", "StopTransaction"});
    CHECK(scene.point().transaction_messages_waiting() == 0);
    const auto stop = read_sent<ocpp::StopTransaction>(scene.take("StopTransaction").front());
    CHECK(stop.transactionId == 100);
    CHECK(*stop.timestamp.time == std::chrono::floor<seconds>(ended));
    CHECK(read_sent<ocpp::MeterValues>(scene.take("MeterValues").front()).transactionId == 100);
}

TEST_CASE("a running transaction survives a lost link under its number") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.swipe("A");
    scene.lose_link();
    scene.run_for(minutes(3));
    CHECK(scene.power_kw() == Approx(11));
    scene.forget_sent();
    scene.connect();
    CHECK(scene.count("BootNotification") == 0);
    CHECK(scene.count("StartTransaction") == 0);
    CHECK(scene.count("MeterValues") == 3);
    scene.unplug();
    CHECK(read_sent<ocpp::StopTransaction>(scene.take("StopTransaction").front()).transactionId == 100);
}

TEST_CASE("a start whose answer was lost with the link is sent again unchanged") {
    Scene scene;
    scene.connect();
    scene.answers.erase("StartTransaction");
    scene.plug();
    scene.swipe("A");
    scene.lose_link();
    scene.answers["StartTransaction"] = "";
    scene.run_for(seconds(10));
    scene.connect();
    const auto starts = scene.take("StartTransaction");
    REQUIRE(starts.size() == 2);
    CHECK(starts[0].payload == starts[1].payload);
    CHECK(scene.connector().transaction->id == 100);
}

TEST_CASE("a refused transaction message is repeated with growing pauses and then given up") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"TransactionMessageAttempts","value":"3"})");
    scene.call("ChangeConfiguration", R"({"key":"TransactionMessageRetryInterval","value":"10"})");
    scene.call("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"0"})");
    scene.errors["StartTransaction"] = "InternalError";
    scene.plug();
    scene.swipe("A");
    const auto begin = scene.now().steady;
    scene.run_for(minutes(2));
    const auto starts = scene.take("StartTransaction");
    REQUIRE(starts.size() == 3);
    CHECK(starts[1].at.steady - begin == seconds(10));
    CHECK(starts[2].at.steady - begin == seconds(30));
    scene.unplug();
    CHECK(read_sent<ocpp::StopTransaction>(scene.take("StopTransaction").front()).transactionId == -1);
}

TEST_CASE("an answer to a start that comes after the stop does not revive the transaction") {
    Scene scene;
    scene.connect();
    scene.lose_link();
    scene.plug();
    scene.swipe("A");
    scene.unplug();
    scene.answers["StartTransaction"] = R"({"transactionId":7,"idTagInfo":{"status":"Invalid"}})";
    scene.forget_sent();
    scene.connect();
    CHECK(scene.count("StopTransaction") == 1);
    CHECK(scene.last_status() == "none");
}

TEST_CASE("the offline queue is bounded and keeps starts and stops") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"1"})");
    scene.plug();
    scene.swipe("A");
    scene.lose_link();
    scene.run_for(seconds(1500));
    scene.unplug();
    CHECK(scene.point().transaction_messages_waiting() == 1001);
    scene.connect();
    CHECK(scene.count("StopTransaction") == 1);
}

TEST_CASE("offline a tag counts only where the configuration allows it") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"AllowOfflineTxForUnknownId","value":"false"})");
    scene.plug();
    scene.lose_link();
    scene.swipe("A");
    CHECK(scene.power_kw() == 0);
}

TEST_CASE("a dropped link is cut and kept away") {
    Scene scene;
    scene.connect();
    scene.act([](auto& p, auto now) { p.drop_link(seconds(16), now); });
    CHECK(scene.dropped_for == seconds(16));
    scene.forget_sent();
    scene.run_for(minutes(30));
    CHECK(scene.sent().empty());
}
