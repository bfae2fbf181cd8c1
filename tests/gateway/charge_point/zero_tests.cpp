#include <catch2/catch.hpp>

#include "sessions.h"

using namespace gateway;

TEST_CASE("quirk 80: zero ends the session: learnt, stored, and not armed again") {
    Bench bench;
    const auto transaction = charging(bench);
    const auto id = bench.idle();
    CHECK(bench.last_profile()->limit == 0);
    bench.advance(3s);
    bench.stop_transaction(transaction, "Other");
    bench.status("Finishing");
    bench.advance(59s);
    CHECK(bench.outcome(id) == "completed");
    CHECK_FALSE(bench.view().capabilities.zero_ends_transaction);
    bench.advance(2s);
    CHECK(bench.view().capabilities.zero_ends_transaction);
    CHECK(bench.last_profile()->limit > 0);

    bench.restart();
    bench.connect();
    bench.status("Available");
    bench.advance(10s);
    bench.forget_calls();
    REQUIRE(bench.outcome(bench.charge()) == "failed VEHICLE_NOT_CONNECTED");
    bench.status("Preparing");
    bench.charge();
    const auto second = bench.begin_session();
    bench.meter_for(20s, 10.9);
    bench.forget_calls();
    const auto later = bench.idle();
    REQUIRE(bench.count("RemoteStopTransaction") == 1);
    CHECK(bench.calls_of("RemoteStopTransaction")[0].payload.find(std::to_string(second)) != std::string::npos);
    bench.stop_transaction(second, "Remote");
    bench.status("Finishing");
    CHECK(bench.outcome(later) == "completed");
    CHECK(bench.action(later).result->evidence == canonical::Evidence::transaction);
    for (const auto& profile : bench.profiles()) CHECK(profile.limit > 0);
    SECTION("a local start in the pause is stopped") {
        bench.forget_calls();
        bench.begin_session();
        bench.advance(5s);
        CHECK(bench.count("RemoteStopTransaction") == 1);
    }
    SECTION("a local start whose stop was refused and whose answer was lost is stopped as soon as it is repeated") {
        bench.forget_calls();
        bench.answers_with("RemoteStopTransaction", R"({"status":"Rejected"})");
        const std::string began = bench.utc_text();
        bench.start_transaction(1, 0, began);
        bench.status("Charging");
        bench.advance(5s);
        REQUIRE(bench.count("RemoteStopTransaction") == 1);
        bench.advance(60s);
        REQUIRE(bench.count("RemoteStopTransaction") == 1);
        bench.start_transaction(1, 0, began);
        bench.advance(1s);
        CHECK(bench.count("RemoteStopTransaction") == 2);
    }
    SECTION("charge starts a new session") {
        bench.status("Preparing");
        bench.charge();
        CHECK(bench.count("RemoteStartTransaction") == 0);
        bench.advance(61s);  // since our stop, quirk 107
        CHECK(bench.count("RemoteStartTransaction") == 1);
    }
}

TEST_CASE("quirk 80: the session ends before the zero is answered, and the lesson is learnt all the same") {
    Bench bench;
    const auto transaction = charging(bench);
    bench.answers_with("SetChargingProfile", "");
    bench.idle();
    bench.stop_transaction(transaction, "Other");
    bench.status("Finishing");
    bench.answer(bench.calls_of("SetChargingProfile").back(), R"({"status":"Accepted"})");
    bench.advance(61s);
    CHECK(bench.view().capabilities.zero_ends_transaction);
}

TEST_CASE("a session that ends right after the pause for another reason teaches nothing") {
    Bench bench;
    const auto transaction = charging(bench);
    bench.idle();
    bench.advance(3s);
    const auto stop_by = [&](const std::string& more) {
        bench.call("StopTransaction", R"({"transactionId":)" + std::to_string(transaction) +
                                          R"(,"meterStop":2000,"timestamp":"2026-08-01T10:00:00Z")" + more + "}");
        bench.status("Finishing");
    };
    SECTION("the vehicle says so") { stop_by(R"(,"reason":"EVDisconnected")"); }
    SECTION("by a tag") { stop_by(R"(,"reason":"Local","idTag":"TAG1")"); }
    SECTION("by a tag, without a reason, which is Local then") { stop_by(R"(,"idTag":"TAG1")"); }
    SECTION("unplugged half a minute later") {
        stop_by(R"(,"reason":"Local")");
        bench.advance(30s);
        bench.status("Available");
        bench.advance(10s);
        bench.status("Preparing");
    }
    SECTION("the connection goes, too") {
        stop_by("");
        bench.disconnect();
        bench.connect();
        bench.status("Finishing");
    }
    SECTION("a boot") {
        bench.boot();
        stop_by("");
    }
    bench.advance(2min);
    CHECK_FALSE(bench.view().capabilities.zero_ends_transaction);
    CHECK(charge_point(bench).facts().lessons().own().lessons().empty());
}

TEST_CASE("the zero is tried: a sibling's session is not stopped for what others of its model showed") {
    Bench bench;
    const auto of_model = GENERATE(as<std::string>{}, "zero_ends_transaction", "zero_ignored");
    SECTION("two of them") {
        Knowledge model{{}, LessonBook(LessonBook::Scope::model), {}, true};
        model.lessons.saw(of_model, "", {"A", 1, bench.time.utc(), "seen"});
        model.lessons.saw(of_model, "", {"B", 2, bench.time.utc(), "seen"});
        bench.storage.write({storage::PutCapabilities{{"Acme", "One", "1.0", to_text(model)}}}, nullptr);
    }
    SECTION("by an earlier version, at the first sight") {
        bench.storage.write({storage::PutCapabilities{{"Acme", "One", "1.0", R"({")" + of_model + R"(":true})"}}},
                            nullptr);
    }
    bench.settle();
    bench.restart();
    charging(bench);
    REQUIRE(charge_point(bench).facts().lessons().model().stands(of_model));
    const auto id = bench.idle();
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == 0);
    bench.status("SuspendedEVSE");
    bench.meter_for(2min, 0);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.count("RemoteStopTransaction") == 0);
    // What this charger shows against it is told with the model's lessons at once.
    const LessonBook shown = charge_point(bench).facts().model_lessons();
    const Lesson* of_now = shown.find(of_model);
    REQUIRE(of_now != nullptr);
    if (of_model == "zero_ignored") CHECK(of_now->contrary.size() == 1);
}

TEST_CASE("a lesson survives a restart with its observation") {
    Bench bench;
    const auto transaction = charging(bench);
    bench.idle();
    bench.advance(3s);
    bench.stop_transaction(transaction, "Other");
    bench.status("Finishing");
    bench.advance(61s);
    bench.restart();
    const Lesson* lesson = charge_point(bench).facts().lessons().own().standing(lesson::kZeroEndsTransaction);
    REQUIRE(lesson != nullptr);
    CHECK(lesson->sightings.at(0).transaction == transaction);
    CHECK(lesson->sightings.at(0).observation == "the charger ended the session 3 s after a limit of zero");
    CHECK_FALSE(charge_point(bench).facts().lessons().model().stands(lesson::kZeroEndsTransaction));
}

TEST_CASE("quirk 80: zero is ignored: TxProfile zero, then RemoteStop") {
    Bench bench;
    const auto transaction = charging(bench);
    const auto id = bench.idle();
    bench.meter_for(40s, 10.9);
    REQUIRE(bench.last_profile("TxProfile"));
    CHECK(bench.last_profile("TxProfile")->limit == 0);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    bench.meter_for(2min, 10.9);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    bench.meter_for(30s, 10.9);
    REQUIRE(bench.count("RemoteStopTransaction") == 1);
    CHECK(bench.view().capabilities.zero_ignored);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.stop_transaction(transaction, "Remote");
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("idle that the charger's stop does not achieve is EFFECT_NOT_OBSERVED, and still the owner's wish") {
    Bench bench;
    charging(bench);
    const auto id = bench.idle();
    bench.meter_for(5min, 10.9);
    CHECK(bench.outcome(id) == "failed EFFECT_NOT_OBSERVED");
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
    bench.advance(10s);
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("idle where every limit and the stop are refused is COMMAND_REJECTED") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    bench.answers_with("RemoteStopTransaction", R"({"status":"Rejected"})");
    const auto id = bench.idle();
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(11s);
    CHECK(bench.outcome(id) == "failed COMMAND_REJECTED");
    CHECK(bench.profiles().size() == bench.view().limit_strategies().size() + bench.profiles("TxProfile").size());
    CHECK(bench.profiles("TxProfile").size() == 3);
    CHECK(bench.count("RemoteStopTransaction") == 1);
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
}

TEST_CASE("where the TxDefaultProfile is refused the TxProfile pauses the session") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.answers["SetChargingProfile"] = [](const GatewayCall& call) -> std::string {
        return call.payload.find("\"TxProfile\"") == std::string::npos ? "!NotSupported" : R"({"status":"Accepted"})";
    };
    const auto id = bench.idle();
    REQUIRE(bench.last_profile("TxProfile"));
    CHECK(bench.last_profile("TxProfile")->limit == 0);
    bench.status("SuspendedEVSE");
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.count("RemoteStopTransaction") == 0);
}

TEST_CASE("a charge right after an idle by stop waits for the end of the old session") {
    Bench bench;
    charging(bench);
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    bench.idle();
    bench.advance(11s);
    REQUIRE(bench.count("RemoteStopTransaction") == 1);
    bench.answers_as_usual("SetChargingProfile");
    const auto id = bench.charge(true);
    bench.meter(10.9);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.stop_transaction(bench.view().observed.transaction->id, "Remote");
    bench.status("Preparing");
    bench.advance(59s);
    CHECK(bench.count("RemoteStartTransaction") == 0);  // quirk 107
    bench.advance(2s);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("a ceiling of zero acts as a pause that charge does not lift") {
    Bench bench;
    charging(bench);
    bench.set_ceiling(0);
    CHECK(bench.last_profile()->limit == 0);
    CHECK(bench.outcome(bench.charge()) == "failed CEILING_BELOW_MINIMUM");
    bench.advance(10s);
    CHECK(bench.last_profile()->limit == 0);
    CHECK(bench.read().max_charge_rate_kw == 0);
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
}

TEST_CASE("quirk 80: a session that somebody ended while a zero was on its way teaches nothing") {
    Bench bench;
    const auto transaction = charging(bench);
    const std::string told =
        R"({"transactionId":)" + std::to_string(transaction) + R"(,"meterStop":100,"reason":"Local","timestamp":")";
    bench.answers_with("SetChargingProfile", "");
    SECTION("the tag is told before the zero is answered") {
        bench.idle();
        bench.advance(300ms);
        bench.call("StopTransaction", told + bench.utc_text() + R"(","idTag":"CARD"})");
    }
    SECTION("the stop was told before the zero was sent, and is on disk after it") {
        bench.answers_as_usual("SetChargingProfile");
        bench.idle();
        bench.view().tx_default.acknowledged->is_stale = true;
        bench.advance(31s);
        bench.hold_storage = true;
        bench.call("StopTransaction", told + bench.utc_text() + "\"}");
        bench.forget_calls();
        bench.view().tx_default.acknowledged->is_stale = true;
        bench.advance(10s);
        REQUIRE(bench.last_profile());
        REQUIRE(bench.last_profile()->limit == 0);
        bench.hold_storage = false;
        bench.deliver();
    }
    bench.settle();
    for (const auto& call : bench.calls_of("SetChargingProfile")) {
        if (!call.answered) bench.answer(call, R"({"status":"Accepted"})");
    }
    REQUIRE_FALSE(in_session(bench));
    bench.answers_as_usual("SetChargingProfile");
    bench.status("Finishing");
    bench.advance(2min);
    CHECK_FALSE(bench.view().capabilities.zero_ends_transaction);
}
