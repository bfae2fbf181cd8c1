#include <catch2/catch.hpp>

#include "bench.h"

/// Statuses, data, security events and answers of every shape (catalogue b.2, groups F and G).
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

std::string status(Bench& bench, const std::string& members) {
    return bench.call("StatusNotification", "{" + members + "}");
}

}  // namespace

TEST_CASE("CF-119 data of a vendor that nobody knows is answered UnknownVendorId and no data") {
    Bench bench(GENERATE(false, true) ? Bench::strict() : Bench::automatic());
    bench.arrive();
    CHECK(bench.call("DataTransfer", R"({"vendorId":"Nobody","messageId":"m","data":"d"})") ==
          R"({"status":"UnknownVendorId"})");
}

TEST_CASE("CF-120 a message of a known vendor is UnknownMessageId to the letter; else the kind's word counts") {
    const bool strict = GENERATE(false, true);
    Bench bench(strict ? Bench::strict() : Bench::automatic());
    bench.arrive();
    bench.site->chargers().change_settings("CP1", {R"(data_transfer_vendors=["Acme"])"},
                                           [](const std::string& error) { REQUIRE(error.empty()); });
    bench.settle();
    CHECK(bench.call("DataTransfer", R"({"vendorId":"Acme","messageId":"m"})") ==
          (strict ? R"({"status":"UnknownMessageId"})" : R"({"status":"Accepted"})"));
}

TEST_CASE("BI-207 BI-208 no more than 64 connectors are kept, whatever numbers a charger makes up") {
    Bench bench;
    bench.arrive();
    for (int connector = 1; connector <= 64000; connector += connector < 100 ? 1 : 997)
        REQUIRE(status(bench, R"("connectorId":)" + std::to_string(connector) +
                                  R"(,"errorCode":"NoError","status":"Available")") == "{}");
    CHECK(status(bench, R"("connectorId":1000000,"errorCode":"NoError","status":"Available")") == "{}");
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 64);
    CHECK(bench.site->charge_point("CP1")->quirks().of(ocpp::Quirk::number_out_of_range) > 0);
}

TEST_CASE("BI-212 data of 200 kB is answered") {
    Bench bench;
    bench.arrive();
    CHECK(bench.call("DataTransfer", R"({"vendorId":"V","data":")" + std::string(200 << 10, 'd') + "\"}") ==
          R"({"status":"UnknownVendorId"})");
}

TEST_CASE("a security event is on disk before it is acknowledged, with all that it told") {
    Bench bench;
    bench.arrive();
    bench.hold_storage = true;
    CHECK(bench
              .call("SecurityEventNotification",
                    R"({"type":"TamperDetectionActivated","timestamp":"yesterday","techInfo":"lid"})")
              .empty());
    bench.deliver();
    CHECK(bench.answer_to(bench.last_call_id()) == "{}");
    REQUIRE(bench.storage.rows().security_events().size() == 1);
    const auto& event = bench.storage.rows().security_events()[0];
    CHECK(event.type == "TamperDetectionActivated");
    CHECK(event.timestamp == "yesterday");
    CHECK(event.tech_info == "lid");
    CHECK(event.received_at == bench.time.utc());
    bench.hold_storage = false;
    bench.storage.fail_next = true;
    CHECK(bench.call("SecurityEventNotification", R"({"type":"Other","timestamp":"2026-01-01T00:00:00Z"})") ==
          "!InternalError");
}

TEST_CASE("BI-229 an answer counts for the call whose id it bears, and for no other") {
    Bench bench;
    bench.arrive("Charging");
    bench.advance(1min);
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(5);
    REQUIRE(bench.count("SetChargingProfile") == 1);
    GatewayCall other = bench.calls_of("SetChargingProfile")[0];
    other.id += "0";
    bench.answer(other, R"({"status":"Accepted"})");
    CHECK_FALSE(bench.view().acknowledged_ceiling_kw);
    bench.answer(bench.calls_of("SetChargingProfile")[0], R"({"status":"Accepted"})");
    CHECK(bench.view().acknowledged_ceiling_kw);
}

TEST_CASE("BI-230 a charger that accepts and never acts has a command that fails with its effect missing") {
    Bench bench;
    bench.arrive("Preparing");
    bench.advance(1min);
    const auto action = bench.charge();
    bench.advance(10min);
    CHECK(bench.count("RemoteStartTransaction") > 0);
    CHECK(bench.outcome(action) == "failed EFFECT_NOT_OBSERVED");
}

TEST_CASE("BI-232 BI-233 BI-236 a configuration of odd keys, flags and numbers is read as far as it goes") {
    Bench bench;
    bench.answers_with("GetConfiguration",
                       R"({"configurationKey":[{"key":")" + std::string(51, 'k') + R"(","readonly":"true","value":")" +
                           std::string(501, 'v') +
                           R"("},{"key":"NumberOfConnectors","readonly":"true","value":"2147483648"}]})");
    bench.arrive();
    bench.advance(1min);
    CHECK(bench.count("GetConfiguration") > 0);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 1);
    CHECK(bench.call("Heartbeat", "{}").front() == '{');
}

TEST_CASE("BI-234 an answer with a word that nobody knows is no acceptance, and the word is kept") {
    Bench bench;
    bench.arrive("Charging");
    bench.advance(1min);
    bench.answers_with("SetChargingProfile", R"({"status":"OK"})");
    bench.set_ceiling(5);
    bench.advance(1min);
    CHECK_FALSE(bench.view().acknowledged_ceiling_kw);
    CHECK(bench.view().tx_default.refusal == "OK");
}
