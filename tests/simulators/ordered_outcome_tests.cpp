#include "simulators/ordered_outcome.h"

#include <catch2/catch.hpp>

#include "behaving.h"

using namespace simulators;
using namespace simulators::test;

namespace {

ChargePointOptions ordered() {
    ChargePointOptions options;
    options.ordering_vendor = "sandbox.example";
    options.autostart = true;
    options.plugged = true;
    return options;
}

std::string order(Scene& scene, const std::string& escaped) {
    return scene.call("DataTransfer", R"({"vendorId":"sandbox.example","data":")" + escaped + "\"}");
}

}  // namespace

TEST_CASE("orders that make no sense are not understood") {
    CHECK_FALSE(parse_ordered_outcome(""));
    CHECK_FALSE(parse_ordered_outcome("{}"));
    CHECK_FALSE(parse_ordered_outcome("[1]"));
    CHECK_FALSE(parse_ordered_outcome(R"({"outcome":"explode"})"));
    CHECK_FALSE(parse_ordered_outcome(R"({"outcome":"accept","delayMs":60001})"));
    CHECK_FALSE(parse_ordered_outcome(R"({"delayMs":-1})"));
    const auto sound = parse_ordered_outcome(R"({"outcome":"no_effect","delayMs":500})");
    REQUIRE(sound);
    CHECK(sound->kind == OrderedOutcome::Kind::no_effect);
    CHECK(sound->delay == milliseconds(500));
}

TEST_CASE("without an ordering vendor nobody orders anything") {
    Scene scene;
    scene.connect();
    CHECK(order(scene, "{\\\"outcome\\\":\\\"reject\\\"}") == R"({"status":"UnknownVendorId"})");
}

TEST_CASE("ordered outcomes meet the calls that control charging, until the next order") {
    Scene scene(ordered());
    scene.connect();
    CHECK(order(scene, "nonsense") == R"({"status":"Rejected"})");
    REQUIRE(order(scene, "{\\\"outcome\\\":\\\"reject\\\"}") == kAccepted);
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Rejected");
    REQUIRE(order(scene, "{\\\"outcome\\\":\\\"no_effect\\\"}") == kAccepted);
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
    CHECK(scene.power_kw() == Approx(11));
    REQUIRE(order(scene, "{\\\"outcome\\\":\\\"timeout\\\"}") == kAccepted);
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "no answer");
    CHECK(scene.call("GetConfiguration", R"({"key":["NumberOfConnectors"]})") != "no answer");
    REQUIRE(order(scene, "{\\\"outcome\\\":\\\"accept\\\"}") == kAccepted);
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("an ordered delay holds the answer and the effect back") {
    Scene scene(ordered());
    scene.connect();
    REQUIRE(order(scene, "{\\\"delayMs\\\":3000}") == kAccepted);
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "no answer");
    scene.run_for(milliseconds(2900));
    CHECK(scene.power_kw() == Approx(11));
    scene.run_for(milliseconds(200));
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("ordered offline cuts the link after the answer") {
    Scene scene(ordered());
    scene.connect();
    CHECK(order(scene, "{\\\"outcome\\\":\\\"offline\\\"}") == kAccepted);
    CHECK(scene.dropped_for == seconds(45));
}
