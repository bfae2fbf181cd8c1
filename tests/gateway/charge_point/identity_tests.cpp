#include <catch2/catch.hpp>

#include "gateway/access/identity_watch.h"
#include "identity_play.h"

/// Two boxes that go by one id.
using namespace gateway;

namespace {

ocpp::BootNotification::Request boot_of(const std::string& serial, const std::string& firmware = "1") {
    ocpp::BootNotification::Request request;
    request.chargePointVendor = ocpp::Text<20>("V");
    request.chargePointModel = ocpp::Text<20>("M");
    if (!serial.empty()) request.chargePointSerialNumber = ocpp::Text<25>(serial);
    request.firmwareVersion = ocpp::Text<50>(firmware);
    return request;
}

}  // namespace

TEST_CASE("serial numbers that come by turns are two boxes, one that is replaced or boots often is not") {
    IdentityWatch watch;
    SteadyTime now{};
    CHECK_FALSE(watch.booted(boot_of("A"), now));
    CHECK_FALSE(watch.booted(boot_of("A"), now));
    CHECK_FALSE(watch.booted(boot_of("B"), now));
    CHECK_FALSE(watch.booted(boot_of("C"), now));
    CHECK_FALSE(watch.is_clash(now));
    CHECK(watch.booted(boot_of("B"), now));
    CHECK_FALSE(watch.booted(boot_of("C"), now));  // it is known already
    CHECK(watch.is_clash(now + 59min));
    CHECK_FALSE(watch.is_clash(now + 60min));
}

TEST_CASE("a serial number that is told now and then is one box; boxes without one are told by the rest") {
    IdentityWatch watch;
    SteadyTime now{};
    for (int i = 0; i < 3; ++i) {
        CHECK_FALSE(watch.booted(boot_of("A"), now));
        CHECK_FALSE(watch.booted(boot_of(""), now));
    }
    IdentityWatch without;
    CHECK_FALSE(without.booted(boot_of("", "1"), now));
    CHECK_FALSE(without.booted(boot_of("", "2"), now));
    CHECK(without.booted(boot_of("", "1"), now));
}

TEST_CASE("the pause of the newer one grows from a second to five minutes") {
    IdentityWatch watch;
    SteadyTime now{};
    std::vector<std::chrono::seconds> pauses;
    for (int i = 0; i < 11; ++i) {
        CHECK(watch.newer_may_try(now));
        watch.newer_was_refused(now);
        auto pause = 0s;
        while (!watch.newer_may_try(now + pause)) pause += 1s;
        pauses.push_back(pause);
        now += pause;
    }
    CHECK(pauses.front() == 1s);
    CHECK(pauses[1] == 2s);
    CHECK(pauses.back() == 300s);
}

TEST_CASE("two boxes of one id are an alarm and a security event, and the newer waits while the older lives") {
    Bench bench;
    bench.arrive();
    dial(bench, "SN-1");
    dial(bench, "SN-2");
    CHECK_FALSE(is_told(bench));
    const auto older = dial(bench, "SN-1");
    CHECK(is_told(bench));
    const auto& events = bench.storage.rows().security_events();
    CHECK(std::any_of(events.begin(), events.end(), [](const auto& event) { return event.type == "identity clash"; }));

    const auto newer = dial(bench, "SN-2");
    REQUIRE(newer);
    CHECK_FALSE(newer->open);
    CHECK(older->open);
    CHECK(dial(bench, "SN-2") == nullptr);  // it has to wait
    bench.advance(1s);
    REQUIRE(dial(bench, "SN-2") != nullptr);
    bench.advance(1s);
    CHECK(dial(bench, "SN-2") == nullptr);

    older->probe_answer = false;
    bench.advance(1s);
    CHECK(dial(bench, "SN-2")->open);
}

TEST_CASE("a changed serial number puts every limit in doubt") {
    Bench bench;
    bench.arrive();
    const auto boot = [&](const std::string& serial) {
        bench.call("BootNotification",
                   R"({"chargePointVendor":"V","chargePointModel":"M","chargePointSerialNumber":")" + serial + "\"}");
    };
    boot("SN-1");
    bench.advance(5s);
    bench.status("Available");
    bench.set_ceiling(11);
    bench.advance(5s);
    REQUIRE_FALSE(bench.view().tx_default.acknowledged->is_stale);
    boot("SN-2");
    CHECK(bench.view().tx_default.acknowledged->is_stale);
}

TEST_CASE("who takes an id without a password first, and lives, does not keep the charger out") {
    Bench bench;
    have_been_here(bench, "SN-1");
    const std::string told = GENERATE("SN-1", "SN-9", "");
    const auto stranger = dial(bench, told, "10.0.0.66");
    REQUIRE(stranger->open);
    const auto charger = dial(bench, "SN-1");
    REQUIRE(charger);
    CHECK(charger->open);
    CHECK_FALSE(stranger->open);
    CHECK(bench.site->charge_point(bench.name)->link() == charger);
    CHECK(is_told(bench));
    CHECK(clashes(bench) == 1);

    bench.advance(5s);
    const auto again = dial(bench, told, "10.0.0.66");
    CHECK((again == nullptr || !again->open));
    CHECK(charger->open);
    CHECK(clashes(bench) == 1);
}

TEST_CASE("a charger that is shut out again and again by a stranger gets in each time") {
    Bench bench;
    have_been_here(bench, "SN-1");
    for (int round = 0; round < 5; ++round) {
        bench.advance(10min);
        const auto stranger = dial(bench, "SN-1", "10.0.0.66");
        REQUIRE((stranger && stranger->open));
        const auto charger = dial(bench, "SN-1");
        REQUIRE((charger && charger->open));
        hang_up(bench, *charger);
    }
}

TEST_CASE("at addresses that are both new the one with the serial number of before is the charger") {
    Bench bench;
    have_been_here(bench, "SN-1");
    const auto stranger = dial(bench, "SN-9", "10.0.0.66");
    const auto charger = dial(bench, "SN-1", "10.0.0.7");
    REQUIRE(charger);
    CHECK(charger->open);
    CHECK_FALSE(stranger->open);
    const auto again = dial(bench, "SN-9", "10.0.0.66");
    CHECK((again == nullptr || !again->open));
    CHECK(charger->open);
}

TEST_CASE("a charger that has been at its new address for a day is not put out by who comes from the old one") {
    Bench bench;
    const auto before = dial(bench, "SN-1", "10.0.0.7");
    hang_up(bench, *before);
    bench.arrive();
    const bool is_settled = GENERATE(true, false);
    bench.advance(is_settled ? 24h : 23h);
    const auto from_before = dial(bench, "SN-1", "10.0.0.7");
    REQUIRE(from_before);
    CHECK(from_before->open == !is_settled);
    CHECK(bench.link->open == is_settled);
}

TEST_CASE("a charger that comes back to its address from a dead connection elsewhere is no clash") {
    Bench bench;
    have_been_here(bench, "SN-1");
    const auto over_mobile = dial(bench, "SN-1", "10.0.0.7");
    over_mobile->probe_answer = false;
    const auto charger = dial(bench, "SN-1");
    CHECK(charger->open);
    CHECK(clashes(bench) == 0);
}

TEST_CASE("a new password ends the session of whoever is connected, and of who waits to be") {
    Bench bench;
    bench.arrive();
    bench.link->hold_probes = true;
    const auto newcomer = std::make_shared<FakeLink>(bench.name, 4000);
    newcomer->address = "10.0.0.9";
    bench.site->admission().link_opened(newcomer);
    bool stored = false;
    bench.site->chargers().set_password(bench.name, "salt", "hash", [&](bool durable) { stored = durable; });
    bench.settle();
    CHECK(stored);
    CHECK(bench.link->close_code == CloseCode::policy_violation);
    CHECK(newcomer->close_code == CloseCode::policy_violation);
    CHECK_FALSE(bench.site->charge_point(bench.name)->is_connected());
    bench.link->answer_probes(false);
    CHECK_FALSE(bench.site->charge_point(bench.name)->is_connected());

    const auto upgraded_before = std::make_shared<FakeLink>(bench.name, 4001);
    bench.site->admission().link_opened(upgraded_before);
    CHECK(upgraded_before->close_code == CloseCode::policy_violation);
    const auto with_password = std::make_shared<FakeLink>(bench.name, 4002);
    with_password->profile = 1;
    bench.site->admission().link_opened(with_password);
    CHECK(bench.site->charge_point(bench.name)->link() == with_password);
}
