#include "gateway/access/registration.h"

#include <catch2/catch.hpp>
#include <set>

#include "json/parse.h"
#include "sessions.h"

using namespace gateway;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kBoot = R"({"chargePointVendor":"Acme","chargePointModel":"One"})";

/// Connected, with a registration of its own.
void connect_as(Bench& bench, const std::string& registration) {
    bench.connect();
    REQUIRE(change_settings(bench, {"registration=" + registration})->empty());
}

std::string text_in(const std::string& answer, std::string_view name) {
    const auto document = json::parse(answer);
    return std::string(document.root().find(name)->text());
}

std::int64_t interval_in(const std::string& answer) {
    const auto document = json::parse(answer);
    return *document.root().find("interval")->integer();
}

}  // namespace

TEST_CASE("CF-054 a registered charger that boots is accepted, with our time and the configured interval") {
    Bench bench;
    bench.connect();
    const std::string answer = bench.call("BootNotification", kBoot);
    CHECK(text_in(answer, "status") == "Accepted");
    CHECK(interval_in(answer) == 60);
    CHECK(text_in(answer, "currentTime") == bench.utc_text());
    CHECK(bench.call("Heartbeat", "{}") == R"({"currentTime":")" + bench.utc_text() + "\"}");
    CHECK(bench.call("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":"Available"})") == "{}");
    CHECK(bench.storage.rows().charge_points().at("CP1").boot_accepted);
}

TEST_CASE("CF-055 a charger on hold is told Pending, keeps its channel and hears nothing of our own accord") {
    Bench bench;
    connect_as(bench, "pending");
    CHECK(text_in(bench.call("BootNotification", kBoot), "status") == "Pending");
    bench.status("Charging");
    bench.set_ceiling(5);
    bench.advance(1h);
    CHECK(bench.calls.empty());
    CHECK(bench.link->open);
    CHECK(why_not_to_send(bench.site->charge_point("CP1")->record(), "GetConfiguration").empty());
    bench.restart();
    bench.connect();
    bench.advance(5min);
    CHECK(bench.calls.empty());
    CHECK(text_in(bench.call("BootNotification", kBoot), "status") == "Pending");
}

TEST_CASE("CF-056 a barred charger is told Rejected, and nothing is sent to it afterwards") {
    Bench bench;
    connect_as(bench, "rejected");
    CHECK(text_in(bench.call("BootNotification", kBoot), "status") == "Rejected");
    bench.status("Charging");
    bench.set_ceiling(5);
    bench.charge();
    bench.advance(1h);
    CHECK(bench.calls.empty());
    const auto& record = bench.site->charge_point("CP1")->record();
    for (const char* action : {"GetConfiguration", "TriggerMessage", "RemoteStopTransaction"})
        CHECK_THAT(why_not_to_send(record, action), Contains("rejected"));
}

TEST_CASE("CF-057 while a charger is pending no remote start and no remote stop goes out") {
    Bench bench;
    connect_as(bench, "pending");
    bench.call("BootNotification", kBoot);
    bench.status("Preparing");
    const auto action = bench.charge();
    bench.advance(10min);
    CHECK(bench.calls.empty());
    CHECK_THAT(bench.outcome(action), Contains("failed"));
    const auto& record = bench.site->charge_point("CP1")->record();
    CHECK_THAT(why_not_to_send(record, "RemoteStartTransaction"), Contains("pending"));
    CHECK_THAT(why_not_to_send(record, "RemoteStopTransaction"), Contains("pending"));
}

TEST_CASE(
    "CF-058 BI-219 before its first boot a charger that is read to the letter gets SecurityError, any other an "
    "answer") {
    const bool strict = GENERATE(false, true);
    Bench bench(strict ? Bench::strict() : Bench::automatic());
    bench.connect();
    const std::string status = R"({"connectorId":1,"errorCode":"NoError","status":"Available"})";
    const std::string start = R"({"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"})";
    CHECK(bench.call("StatusNotification", status) == (strict ? "!SecurityError" : "{}"));
    CHECK((bench.call("StartTransaction", start) == "!SecurityError") == strict);
    CHECK((bench.call("Heartbeat", "{}") == "!SecurityError") == strict);
    CHECK(bench.storage.rows().transactions().empty() == strict);
    CHECK(text_in(bench.call("BootNotification", kBoot), "status") == "Accepted");
    CHECK(bench.call("StatusNotification", status) == "{}");
    bench.disconnect();
    bench.connect();
    CHECK(bench.call("StatusNotification", status) == "{}");  // accepted once, a reconnect needs no boot (OCPP-J 5.4)
}

TEST_CASE("CF-059 a pending charger is answered what it was asked for, once, and nothing else to the letter") {
    Bench bench(Bench::strict());
    connect_as(bench, "pending");
    bench.call("BootNotification", kBoot);
    const std::string status = R"({"connectorId":1,"errorCode":"NoError","status":"Available"})";
    CHECK(bench.call("StatusNotification", status) == "!SecurityError");
    RawOutcome told;
    bench.site->charge_point("CP1")->call_raw({"TriggerMessage", R"({"requestedMessage":"StatusNotification"})", 30s,
                                               [&](const RawOutcome& outcome) { told = outcome; }});
    bench.settle();
    CHECK(told.response == R"({"status":"Accepted"})");
    CHECK(bench.call("Heartbeat", "{}") == "!SecurityError");
    CHECK(bench.call("StatusNotification", status) == "{}");
    CHECK(bench.call("StatusNotification", status) == "!SecurityError");
}

TEST_CASE("what was asked for is answered while a charger is pending only, and by whatever message brings it") {
    UnacceptedCalls calls;
    storage::ChargePointRecord record;
    const auto admits = [&](const std::string& action) {
        return calls.admit(action, record, ocpp::Strictness::strict);
    };
    record.registration = storage::Registration::pending;
    calls.asked_for("SignChargePointCertificate");
    CHECK(admits("SignCertificate"));
    CHECK_FALSE(admits("SignCertificate"));
    calls.asked_for("Heartbeat");
    record.registration = storage::Registration::rejected;
    CHECK_FALSE(admits("Heartbeat"));
    CHECK(admits("BootNotification"));
    record.registration = storage::Registration::pending;
    CHECK(admits("Heartbeat"));
    calls.asked_for("Heartbeat");
    calls.link_opened();
    CHECK_FALSE(admits("Heartbeat"));
}

TEST_CASE("CF-060 an accepted charger is not asked for its boot again, unless that is forced") {
    Bench bench;
    bench.connect();
    const auto& record = bench.site->charge_point("CP1")->record();
    CHECK(why_not_to_trigger(record, "BootNotification", false).empty());
    bench.boot();
    CHECK_THAT(why_not_to_trigger(record, "BootNotification", false), Contains("forced"));
    CHECK(why_not_to_trigger(record, "BootNotification", true).empty());
    CHECK(why_not_to_trigger(record, "Heartbeat", false).empty());
    bench.status("Available");
    bench.advance(10min);
    for (const auto& call : bench.calls_of("TriggerMessage")) CHECK_THAT(call.payload, !Contains("BootNotification"));
}

TEST_CASE("CF-062 chargers that are rejected together are told to come back a fifth earlier to a fifth later") {
    ControlTimings timings;
    timings.boot_retry_interval_s = 100;
    const auto told = [&](double spread) {
        return boot_answer(storage::Registration::rejected, timings, {}, spread).interval.value;
    };
    CHECK(told(0) == 80);
    CHECK(told(0.5) == 100);
    CHECK(told(1) == 120);
    timings.boot_retry_interval_s = 0;
    CHECK(told(1) == 0);
    SiteOptions options = Bench::automatic();
    options.timings.boot_retry_interval_s = 1000;
    Bench bench(options);
    connect_as(bench, "rejected");
    std::set<std::int64_t> seen;
    for (int boots = 0; boots < 200; ++boots) seen.insert(interval_in(bench.call("BootNotification", kBoot)));
    CHECK(*seen.begin() >= 800);
    CHECK(*seen.rbegin() <= 1200);
    CHECK(seen.size() > 20);
}

TEST_CASE("CF-063 the statuses that follow a boot are all kept, and each connector has its device") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "3";
    bench.connect();
    bench.boot();
    for (int connector = 0; connector <= 3; ++connector) bench.status("Available", connector);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 3);
    for (int connector = 1; connector <= 3; ++connector)
        CHECK(bench.read(connector).status == canonical::DeviceStatus::available);
}

TEST_CASE("CF-064 the station cannot be Charging: acknowledged, counted, and no connector of its own") {
    Bench bench;
    bench.arrive();
    const auto before = bench.site->charge_point("CP1")->quirks().of(ocpp::Quirk::unusable_value);
    CHECK(bench.call("StatusNotification", R"({"connectorId":0,"errorCode":"NoError","status":"Charging"})") == "{}");
    CHECK(bench.site->charge_point("CP1")->quirks().of(ocpp::Quirk::unusable_value) == before + 1);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 1);
    CHECK(bench.read().status == canonical::DeviceStatus::available);
}

TEST_CASE("a charger that is let in is asked to boot, and is then controlled") {
    Bench bench;
    connect_as(bench, "pending");
    bench.call("BootNotification", kBoot);
    bench.status("Charging");
    bench.set_ceiling(5);
    bench.advance(1min);
    REQUIRE(bench.calls.empty());
    REQUIRE(change_settings(bench, {"registration=accepted"})->empty());
    bench.advance(6s);
    REQUIRE(bench.count("TriggerMessage") == 1);
    CHECK_THAT(bench.calls[0].payload, Contains("BootNotification"));
    CHECK(text_in(bench.call("BootNotification", kBoot), "status") == "Accepted");
    bench.advance(5s);
    CHECK(bench.count("SetChargingProfile") > 0);
}

TEST_CASE("a charger that is put on hold in mid-connection hears nothing more") {
    Bench bench;
    bench.arrive("Charging");
    bench.set_ceiling(5);
    bench.advance(1min);
    REQUIRE(bench.count("SetChargingProfile") > 0);
    REQUIRE(change_settings(bench, {"registration=rejected"})->empty());
    bench.forget_calls();
    bench.set_ceiling(7);
    bench.advance(1h);
    CHECK(bench.calls.empty());
}

TEST_CASE("a charger that is not accepted authorises nobody, and its sessions are kept as deauthorised") {
    Bench bench;
    connect_as(bench, GENERATE("pending", "rejected"));
    bench.call("BootNotification", kBoot);
    CHECK(bench.call("Authorize", R"({"idTag":"TAG"})") == R"({"idTagInfo":{"status":"Invalid"}})");
    const auto id = bench.start_transaction();
    REQUIRE(id > 0);
    CHECK(bench.storage.rows().transactions().at(id).start.id_tag_status == "Invalid");
}

TEST_CASE("registration and strictness of one charger outlive a restart") {
    Bench bench;
    bench.connect();
    REQUIRE(change_settings(bench, {"registration=pending", "strict=on"})->empty());
    bench.restart();
    const auto charge_point = bench.site->charge_point("CP1");
    CHECK(charge_point->record().registration == storage::Registration::pending);
    CHECK(charge_point->strictness() == ocpp::Strictness::strict);
    CHECK_THAT(*change_settings(bench, {"registration=maybe"}), Contains("must be accepted, pending or rejected"));
    CHECK_THAT(*change_settings(bench, {"strict=yes"}), Contains("must be on or off"));
    REQUIRE(change_settings(bench, {"registration=", "strict="})->empty());
    CHECK(charge_point->record().registration == storage::Registration::accepted);
    CHECK(charge_point->strictness() == ocpp::Strictness::lenient);
}

TEST_CASE("BI-220 a second boot on one connection is answered like the first") {
    Bench bench;
    bench.connect();
    CHECK_THAT(bench.call("BootNotification", kBoot), Contains("Accepted"));
    CHECK_THAT(bench.call("BootNotification", kBoot), Contains("Accepted"));
    CHECK(bench.link->open);
}
