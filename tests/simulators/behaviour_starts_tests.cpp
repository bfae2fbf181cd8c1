#include <catch2/catch.hpp>

#include "behaving.h"

using namespace simulators;
using namespace simulators::test;

namespace {

const std::string kStart = R"({"idTag":"A","connectorId":1})";

std::string start(Scene& scene) { return scene.call("RemoteStartTransaction", kStart); }

}  // namespace

TEST_CASE("a charger whose calls cross answers a remote start after its StartTransaction was answered") {
    Scene scene(behaving({"starts_before_answering"}, false));
    scene.connect();
    scene.plug();
    SECTION("answered") {
        CHECK(start(scene) == kAccepted);
        CHECK(scene.power_kw() == Approx(kFull_kw));
    }
    SECTION("not answered") {
        scene.answers.erase("StartTransaction");
        CHECK(start(scene) == kNoAnswer);
        CHECK(scene.count("StartTransaction") == 1);
    }
    SECTION("nothing to start yet") {
        scene.unplug();
        CHECK(start(scene) == kAccepted);
        CHECK(scene.count("StartTransaction") == 0);
    }
}

TEST_CASE("a charger that asks back answers a remote start by what Authorize says") {
    Scene scene(behaving({"authorizes_before_answering_start"}, false));
    scene.connect();
    scene.plug();
    SECTION("accepted") {
        CHECK(start(scene) == kAccepted);
        CHECK(scene.power_kw() == Approx(kFull_kw));
    }
    SECTION("not accepted") {
        scene.answers["Authorize"] = R"({"idTagInfo":{"status":"Invalid"}})";
        CHECK(start(scene) == kRejected);
        CHECK(scene.count("StartTransaction") == 0);
    }
    SECTION("not answered") {
        scene.answers.erase("Authorize");
        CHECK(start(scene) == kNoAnswer);
        CHECK(scene.count("StartTransaction") == 0);
    }
    CHECK(scene.count("Authorize") == 1);
}

TEST_CASE("a charger may want a connector in a remote start") {
    Scene scene(behaving({"rejects_start_without_connector"}, false));
    scene.connect();
    scene.plug();
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"A"})") == kRejected);
    CHECK(start(scene) == kAccepted);
}

TEST_CASE("a start too soon after a stop is accepted and takes the charger off the link") {
    const bool soon = GENERATE(true, false);
    Scene scene(behaving({"drops_link_on_quick_start"}));
    scene.connect();
    scene.call("RemoteStopTransaction", R"({"transactionId":100})");
    scene.run_for(seconds(soon ? 59 : 60));
    CHECK(start(scene) == kAccepted);
    CHECK(scene.dropped_for == (soon ? std::optional<milliseconds>(seconds(30)) : std::nullopt));
    CHECK((scene.power_kw() > 0) == !soon);
    if (soon) CHECK_FALSE(scene.connector().transaction);
}

TEST_CASE("a charger of its own transaction ids uses them in all it says and wants them in what it is told") {
    Scene scene(behaving({"keeps_own_transaction_ids"}));
    scene.connect();
    scene.run_for(minutes(2));
    CHECK(read_sent<ocpp::MeterValues>(scene.take("MeterValues").at(0)).transactionId == 5000);
    CHECK(scene.call("RemoteStopTransaction", R"({"transactionId":100})") == kRejected);
    CHECK(scene.call("RemoteStopTransaction", R"({"transactionId":5000})") == kAccepted);
    CHECK(read_sent<ocpp::StopTransaction>(scene.take("StopTransaction").at(0)).transactionId == 5000);
    start(scene);
    CHECK(scene.connector().transaction->id == 5001);
}

TEST_CASE("a charger that is silent after a stop says Finishing only when asked") {
    Scene scene(behaving({"no_status_after_stop"}));
    scene.connect();
    scene.forget_sent();
    scene.call("RemoteStopTransaction", R"({"transactionId":100})");
    CHECK(scene.count("StopTransaction") == 1);
    scene.run_for(minutes(5));
    CHECK(scene.last_status() == "none");
    scene.call("TriggerMessage", R"({"requestedMessage":"StatusNotification","connectorId":1})");
    CHECK(scene.last_status() == "Finishing");
    scene.unplug();
    CHECK(scene.last_status() == "Available");
}
