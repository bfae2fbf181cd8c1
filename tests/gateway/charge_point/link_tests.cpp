#include <catch2/catch.hpp>

#include "sessions.h"

using namespace gateway;

TEST_CASE("quirk 20: no CALL goes out before the boot was accepted and one second passed") {
    Bench bench;
    bench.connect();
    bench.status("Preparing");
    bench.set_ceiling(11);
    bench.charge();
    bench.site->devices().read_fresh(bench.device(), true, [](const auto&) {});
    bench.advance(4s);
    CHECK(bench.calls.empty());
    bench.boot();
    bench.advance(999ms);
    CHECK(bench.calls.empty());
    bench.advance(1ms);
    CHECK_FALSE(bench.calls.empty());
}

TEST_CASE("who shows a key replaces one who showed none at once, whether or not that one lives") {
    Bench bench;
    bench.arrive();
    const auto stranger = bench.link;
    stranger->address = "10.0.0.66";
    stranger->probe_answer = true;
    const auto charger = std::make_shared<FakeLink>("CP1", 1000);
    charger->address = "10.0.0.1";
    charger->profile = 1;
    bench.site->admission().link_opened(charger);
    CHECK(bench.site->charge_point("CP1")->link() == charger);
    CHECK(stranger->close_code == CloseCode::going_away);
    CHECK(stranger->probes == 0);
}

TEST_CASE("a boot loop keeps the gate shut") {
    Bench bench;
    bench.connect();
    for (int i = 0; i < 20; ++i) {
        bench.boot();
        bench.advance(900ms);
    }
    CHECK(bench.calls.empty());
    bench.advance(100ms);
    CHECK_FALSE(bench.calls.empty());
}

TEST_CASE("quirk 26: five boots in 20 s end in one configuration and a standing ceiling") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(11min);
    bench.forget_calls();
    bench.answers_with("SetChargingProfile", "");
    for (int i = 0; i < 5; ++i) {
        bench.boot();
        bench.advance(4s);
    }
    bench.answers_as_usual("SetChargingProfile");
    bench.boot();
    const auto last_boot = bench.time.now();
    bench.status("Available");
    bench.advance(10s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->at >= last_boot);
    CHECK(bench.count("GetConfiguration") == 1);
    CHECK(bench.read().power_rate_limit_kw == 11);
}

TEST_CASE("quirk 22: what comes before the boot is answered") {
    Bench bench;
    bench.connect();
    CHECK(bench.call("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":"Available"})") == "{}");
    CHECK(bench.call("MeterValues", R"({"connectorId":1,"meterValue":[]})") == "{}");
    CHECK(bench.call("Heartbeat", "{}").find("currentTime") != std::string::npos);
    bench.boot();
    const auto answer = bench.answer_to(bench.last_call_id());
    CHECK(answer.find(R"("status":"Accepted")") != std::string::npos);
    CHECK(answer.find(R"("interval":60)") != std::string::npos);
}

TEST_CASE("quirk 18: a link that flaps asks for no configuration again and keeps the session") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.advance(5s);
    for (int i = 0; i < 20; ++i) {
        bench.disconnect();
        CHECK(bench.read().status == canonical::DeviceStatus::charging);
        bench.connect();
        CHECK(bench.read().status == canonical::DeviceStatus::charging);
        bench.status("Charging");
        CHECK(bench.read().status == canonical::DeviceStatus::charging);
        bench.advance(25s);
    }
    CHECK(bench.count("GetConfiguration") == 1);
    REQUIRE(bench.view().observed.transaction);
    CHECK(bench.view().observed.transaction->id == id);
}

TEST_CASE("quirk 39: every notification is acknowledged, every foreign action refused, none is left in silence") {
    Bench bench;
    bench.arrive();
    CHECK(bench.call("FirmwareStatusNotification", R"({"status":"Idle"})") == "{}");
    CHECK(bench.call("DiagnosticsStatusNotification", R"({"status":"Idle"})") == "{}");
    CHECK(bench.call("SecurityEventNotification", R"({"type":"x","timestamp":"2026-01-01T00:00:00Z"})") == "{}");
    CHECK(bench.call("LogStatusNotification", R"({"status":"Idle"})") == "{}");
    CHECK(bench.call("DataTransfer", R"({"vendorId":"x"})").find("UnknownVendorId") != std::string::npos);
    CHECK(bench.call("Reset", R"({"type":"Soft"})") == "!NotSupported");
    CHECK(bench.call("Nonsense", "{}") == "!NotImplemented");
}

TEST_CASE("quirk 21: the configuration is asked for once, not after a reconnect, nor in a reboot loop") {
    Bench bench;
    bench.arrive();
    bench.advance(5s);
    CHECK(bench.count("GetConfiguration") == 1);
    bench.disconnect();
    bench.connect();
    bench.status("Available");
    bench.advance(5s);
    bench.boot();
    bench.advance(5s);
    CHECK(bench.count("GetConfiguration") == 1);
    bench.advance(10min);
    bench.boot();
    bench.advance(5s);
    CHECK(bench.count("GetConfiguration") == 2);
}

TEST_CASE("a new process asks a charger that reconnects without a boot for its configuration") {
    Bench bench;
    bench.arrive();
    bench.restart();
    bench.forget_calls();
    bench.connect();
    bench.status("Available");
    bench.advance(5s);
    CHECK(bench.count("GetConfiguration") == 1);
}

TEST_CASE("quirk 17: three unanswered CALLs close the link, at most every ten minutes") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    bench.advance(201s);
    REQUIRE(bench.link->close_code == CloseCode::going_away);
    for (int i = 0; i < 2; ++i) {
        bench.disconnect();
        bench.connect();
        bench.status("Available");
        bench.advance(201s);
    }
    CHECK_FALSE(bench.link->close_code);
    bench.advance(5min);
    CHECK(bench.link->close_code);
}

TEST_CASE("quirk 12: a CALL that was open when the link dropped is not replayed; the newest value is sent") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    bench.disconnect();
    bench.set_ceiling(7);
    bench.answers_as_usual("SetChargingProfile");
    bench.forget_calls();
    bench.connect();
    bench.status("Available");
    bench.advance(10s);
    REQUIRE_FALSE(bench.profiles().empty());
    for (const auto& profile : bench.profiles()) CHECK(profile.limit == 10.1);
}

TEST_CASE("quirk 43: an Authorize in the middle of our RemoteStart is answered at once") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    bench.charge();
    CHECK(bench.call("Authorize", R"({"idTag":"ANY"})").find("Accepted") != std::string::npos);
}

TEST_CASE("quirk 11: the late end of an old socket does not touch the new one") {
    Bench bench;
    bench.arrive();
    const auto old = bench.link;
    bench.connect();
    bench.status("Preparing");
    CHECK(old->close_code == CloseCode::going_away);
    bench.site->admission().link_closed(*old);
    CHECK(bench.read().sync_available);
    bench.set_ceiling(7);
    bench.advance(2s);
    CHECK(bench.last_profile()->limit == 10.1);
}

TEST_CASE("two sockets from different addresses: the old one is asked whether it lives") {
    Bench bench;
    bench.arrive();
    const auto old = bench.link;
    old->hold_probes = true;
    auto newcomer = std::make_shared<FakeLink>("CP1", 99);
    newcomer->address = "10.0.0.9";
    bench.site->admission().link_opened(newcomer);
    CHECK_FALSE(newcomer->reading);
    SECTION("it does: the new one is refused") {
        old->answer_probes(true);
        CHECK(newcomer->close_code == CloseCode::policy_violation);
        CHECK(bench.device().charge_point->link() == old);
    }
    SECTION("it does not: the new one takes its place") {
        old->answer_probes(false);
        CHECK(newcomer->reading);
        CHECK(bench.device().charge_point->link() == newcomer);
        CHECK(old->close_code == CloseCode::going_away);
    }
    SECTION("the new one has left meanwhile: nothing changes") {
        newcomer->open = false;
        bench.site->admission().link_closed(*newcomer);
        old->answer_probes(false);
        CHECK(bench.device().charge_point->link() == old);
    }
}

TEST_CASE("what waits on a charger hears of it at once when the link drops") {
    Bench bench;
    bench.arrive();
    bench.answers_with("TriggerMessage", "");
    bench.advance(20min);
    bool answered = false;
    bench.site->devices().read_fresh(bench.device(), false, [&](const canonical::Device& device) {
        answered = true;
        CHECK(device.source == canonical::Source::fallback);
    });
    bench.settle();
    REQUIRE_FALSE(answered);
    bench.disconnect();
    CHECK(answered);
}

TEST_CASE("what one unit of a model taught counts for itself, and what two taught is how the next one begins") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers["SetChargingProfile"] = [](const GatewayCall& call) -> std::string {
        return call.payload.find("Relative") == std::string::npos ? R"({"status":"Rejected"})"
                                                                  : R"({"status":"Accepted"})";
    };
    bench.set_ceiling(11);
    REQUIRE(bench.last_profile()->kind == "Relative");
    const auto strategy = bench.view().capabilities.strategy;
    const auto is_at = [&](const std::string& name) {
        return bench.site->charge_points().at(name)->facts().capabilities().strategy;
    };
    bench.disconnect();
    bench.name = "CP2";
    bench.arrive("Preparing");
    CHECK(is_at("cp2") == 0);
    set_ceiling_of(bench, "CP2", 11);
    CHECK(is_at("cp2") == strategy);
    bench.disconnect();
    bench.name = "CP3";
    bench.connect();
    bench.boot();
    CHECK(is_at("cp3") == strategy);
    bench.boot("2.0");
    CHECK(is_at("cp3") == 0);
}
