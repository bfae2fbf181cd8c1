#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

TEST_CASE("transaction messages are answered only after the commit") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.hold_storage = true;
    std::string answer;
    SECTION("StartTransaction") {
        answer = bench.call("StartTransaction",
                            R"({"connectorId":1,"idTag":"B","meterStart":1,"timestamp":"2026-01-01T01:00:00Z"})");
    }
    SECTION("StopTransaction") {
        answer = bench.call("StopTransaction", R"({"transactionId":)" + std::to_string(id) +
                                                   R"(,"meterStop":1,"timestamp":"2026-01-01T01:00:00Z"})");
        CHECK(bench.view().observed.transaction);
    }
    SECTION("MeterValues of a transaction") {
        answer = bench.call("MeterValues",
                            R"({"connectorId":1,"transactionId":)" + std::to_string(id) + R"(,"meterValue":[]})");
    }
    CHECK(answer.empty());
    const auto call_id = bench.last_call_id();
    CHECK_FALSE(bench.call("Heartbeat", "{}").empty());
    bench.deliver();
    CHECK_FALSE(bench.answer_to(call_id).empty());
    CHECK(bench.answer_to(call_id).front() == '{');
}

TEST_CASE("meter values outside a transaction wait for no commit") {
    Bench bench;
    bench.arrive();
    bench.hold_storage = true;
    CHECK(bench.call("MeterValues", R"({"connectorId":1,"meterValue":[]})") == "{}");
}

TEST_CASE(
    "a transaction that cannot be stored is InternalError, changes nothing, and the very same message "
    "succeeds later") {
    Bench bench;
    bench.arrive("Preparing");
    const std::string start =
        R"([2,"same","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}])";
    bench.storage.fail_next = true;
    bench.site->admission().received(*bench.link, start);
    bench.settle();
    CHECK(bench.answer_to("same") == "!InternalError");
    CHECK_FALSE(bench.view().observed.transaction);
    bench.site->admission().received(*bench.link, start);
    bench.settle();
    CHECK(bench.answer_to("same").front() == '{');
    CHECK(bench.view().observed.transaction);
    CHECK(bench.view().observed.starts_being_stored == 0);

    bench.storage.fail_next = true;
    bench.stop_transaction(bench.view().observed.transaction->id);
    CHECK(bench.answer_to(bench.last_call_id()) == "!InternalError");
    CHECK(bench.view().observed.transaction);
}

TEST_CASE("a ceiling that cannot be stored is not in force and the old value is read") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(10s);
    bench.forget_calls();
    bench.storage.fail_next = true;
    const auto durable = bench.set_ceiling(7);
    CHECK_FALSE(**durable);
    CHECK(bench.read().max_charge_rate_kw == 11);
    bench.advance(30s);
    CHECK(bench.count("SetChargingProfile") == 0);
    CHECK(bench.stored_desired().max_charge_rate_kw == 11.0);
}

TEST_CASE("of two ceilings under way the failure of one leaves the other") {
    Bench bench;
    bench.arrive();
    bench.hold_storage = true;
    const bool first_fails = GENERATE(true, false);
    bench.storage.fail_next = first_fails;
    const auto first = bench.set_ceiling(7);
    bench.storage.fail_next = !first_fails;
    const auto second = bench.set_ceiling(9);
    bench.deliver();
    CHECK(**first == !first_fails);
    CHECK(**second == first_fails);
    CHECK(bench.read().max_charge_rate_kw == (first_fails ? 9 : 7));
    bench.advance(30s);
    bench.deliver();
    CHECK(*bench.stored_desired().max_charge_rate_kw == (first_fails ? 9 : 7));
}

TEST_CASE("what is stored between the answers to two ceilings keeps the newer one") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", "");
    bench.hold_storage = true;
    canonical::SettingsPatch patch;
    patch.max_charge_rate_kw = 7;
    canonical::PushRequest pause;
    pause.command = canonical::Command::idle;
    bench.site->commands().write_settings(
        bench.device(), patch, [&](bool) { bench.site->commands().push(bench.device(), pause, [](const auto&) {}); });
    bench.set_ceiling(9);
    bench.deliver();
    CHECK(bench.read().max_charge_rate_kw == 9);
    CHECK(bench.stored_desired().max_charge_rate_kw == 9.0);
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
}

TEST_CASE("a pushed intent is not in force before it is durable, even when a ceiling is") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.hold_storage = true;
    bench.set_ceiling(9);
    bench.idle();
    CHECK(bench.view().desired.intent == canonical::Intent::none);
    CHECK(bench.last_profile()->limit == 15.9);
    bench.deliver();
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("a command that cannot be stored never was") {
    Bench bench;
    bench.arrive("Preparing");
    bench.storage.fail_next = true;
    CHECK(bench.charge().empty());
    bench.advance(30s);
    CHECK(bench.count("RemoteStartTransaction") == 0);
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
    CHECK_FALSE(bench.charge().empty());
}

TEST_CASE("a replacement that cannot be stored leaves the first command at work") {
    Bench bench;
    bench.arrive("Preparing");
    const auto first = bench.charge();
    bench.storage.fail_next = true;
    CHECK(bench.idle(true).empty());
    CHECK(bench.outcome(first) == "acknowledged");
    bench.begin_session();
    CHECK(bench.outcome(first) == "completed");
    CHECK(bench.stored_desired().intent == canonical::Intent::run);
}

TEST_CASE("the end of an action that cannot be stored is stored when the disk is well again") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.start_transaction();
    bench.storage.fail_next = true;
    bench.status("Charging");
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(11s);
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("reading pauses while storage is congested and goes on afterwards without any message") {
    Bench bench;
    bench.arrive();
    bench.storage.congested = true;
    bench.call("Heartbeat", "{}");
    CHECK_FALSE(bench.link->reading);
    bench.storage.congested = false;
    bench.advance(1s);
    CHECK(bench.link->reading);
}
