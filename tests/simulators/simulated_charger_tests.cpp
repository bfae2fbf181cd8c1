#include "simulators/simulated_charger.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "loopback_server.h"
#include "simulators/typed_command.h"

using namespace simulators;
using namespace simulators::test;

namespace {

/// Answers like a friendly central system; numbers transactions from 1.
std::string friendly_answer(const std::string& text) {
    ocpp::QuirkCounters quirks;
    const ocpp::Frame frame = ocpp::read_frame(text, ocpp::Strictness::strict, quirks);
    const auto* call = std::get_if<ocpp::Call>(&frame.content);
    if (!call) return {};
    std::string payload = "{}";
    const std::string time = R"("currentTime":"2026-03-01T10:00:00Z")";
    if (call->action == "BootNotification") payload = R"({"status":"Accepted",)" + time + R"(,"interval":300})";
    if (call->action == "Heartbeat") payload = "{" + time + "}";
    if (call->action == "Authorize") payload = R"({"idTagInfo":{"status":"Accepted"}})";
    if (call->action == "StartTransaction") payload = R"({"transactionId":1,"idTagInfo":{"status":"Accepted"}})";
    return ocpp::write_call_result(*call, payload);
}

struct Site {
    boost::asio::io_context io;
    LoopbackServer server{io};
    std::vector<std::string> events;

    Site() { server.answer = friendly_answer; }

    ChargerOptions options(double speed = 1) const {
        ChargerOptions result;
        result.url = server.url();
        result.id = "CP1";
        result.speed = speed;
        return result;
    }
    std::function<void(const Event&)> watch() {
        return [this](const Event& event) { events.push_back(to_line(event)); };
    }
    std::size_t received(const std::string& action) const {
        return static_cast<std::size_t>(
            std::count_if(server.received.begin(), server.received.end(),
                          [&](const auto& frame) { return frame.find("\"" + action + "\"") != std::string::npos; }));
    }
    bool has_event(const std::string& line) const {
        return std::find(events.begin(), events.end(), line) != events.end();
    }
};

}  // namespace

TEST_CASE("a simulated charger registers over loopback and charges when told to") {
    Site site;
    SimulatedCharger charger(site.io, site.options(), site.watch());
    charger.start();
    REQUIRE(run_until(site.io, [&] { return site.received("StatusNotification") == 2; }));
    CHECK(charger.is_online());
    run_typed_command(charger, "plug");
    run_typed_command(charger, "swipe AB12");
    REQUIRE(run_until(site.io, [&] { return site.has_event("status connector 1: Charging"); }));
    CHECK(charger.charge_point().connectors().front().power_w() == Approx(11000));
    REQUIRE(run_until(site.io, [&] { return site.has_event("transaction connector 1: number 1"); }));
    CHECK(run_typed_command(charger, "status").find("connector 1 Charging plugged 11.00 kW") != std::string::npos);
}

TEST_CASE("speed scales meter values, not the clock on the wire") {
    Site site;
    auto options = site.options(1000);
    options.charge_point.plugged = true;
    options.charge_point.autostart = true;
    SimulatedCharger charger(site.io, options, site.watch());
    charger.start();
    REQUIRE(run_until(site.io, [&] { return site.received("MeterValues") >= 5; }));
    CHECK(charger.charge_point().connectors().front().meter_wh > 12000 + 4 * 60 * 11000.0 / 3600);
    const auto drift = charger.now().utc - std::chrono::system_clock::now();
    CHECK(std::chrono::abs(drift) < std::chrono::seconds(1));
}

TEST_CASE("a charger comes back after a drop without a boot, and after a reboot with one") {
    Site site;
    SimulatedCharger charger(site.io, site.options(50), site.watch());
    charger.start();
    REQUIRE(run_until(site.io, [&] { return site.received("StatusNotification") == 2; }));
    run_typed_command(charger, "drop 5");
    REQUIRE(run_until(site.io, [&] { return !charger.is_online(); }));
    REQUIRE(run_until(site.io, [&] { return charger.is_online(); }));
    run_briefly(site.io);
    CHECK(site.received("BootNotification") == 1);
    run_typed_command(charger, "reboot");
    REQUIRE(run_until(site.io, [&] { return site.received("BootNotification") == 2; }));
    CHECK(site.server.handshakes.size() == 3);
}

TEST_CASE("an idle charger sets no timer but the heartbeat's") {
    Site site;
    SimulatedCharger charger(site.io, site.options());
    charger.start();
    REQUIRE(run_until(site.io, [&] { return site.received("StatusNotification") == 2; }));
    run_briefly(site.io);
    const auto next = charger.charge_point().next_event();
    REQUIRE(next);
    CHECK(*next - charger.now().steady > std::chrono::seconds(200));
}

TEST_CASE("typed nonsense is answered with help") {
    Site site;
    SimulatedCharger charger(site.io, site.options(), site.watch());
    CHECK(run_typed_command(charger, "") == "");
    CHECK(run_typed_command(charger, "dance").find("commands:") == 0);
    CHECK(run_typed_command(charger, "fault Nonsense").find("fault CODE") == 0);
    CHECK(run_typed_command(charger, "drop soon") == "drop SECONDS");
    CHECK(run_typed_command(charger, "drop -1") == "drop SECONDS");
    CHECK(run_typed_command(charger, "swipe") == "swipe TAG, at most 20 characters");
    CHECK(run_typed_command(charger, "swipe 123456789012345678901") == "swipe TAG, at most 20 characters");
    run_typed_command(charger, "plug 7");
    CHECK(site.has_event("note connector 7: nothing to plug in there"));
    run_typed_command(charger, "fault GroundFailure");
    CHECK(run_typed_command(charger, "status").find("Faulted") != std::string::npos);
}

TEST_CASE("a speed or an address that cannot be is refused at once") {
    Site site;
    auto options = site.options();
    options.speed = GENERATE(0.0, -1.0, 1e9);
    CHECK_THROWS_AS(SimulatedCharger(site.io, options), std::invalid_argument);
    options = site.options();
    options.url = "http://127.0.0.1/";
    CHECK_THROWS_AS(SimulatedCharger(site.io, options), std::invalid_argument);
}

TEST_CASE("many chargers share one io_context") {
    Site site;
    std::vector<std::unique_ptr<SimulatedCharger>> chargers;
    for (int i = 0; i < 20; ++i) {
        auto options = site.options();
        options.id = "CP" + std::to_string(i);
        chargers.push_back(std::make_unique<SimulatedCharger>(site.io, options));
        chargers.back()->start();
    }
    REQUIRE(run_until(site.io, [&] { return site.received("StatusNotification") == 40; }));
    CHECK(site.server.handshakes.size() == 20);
}
