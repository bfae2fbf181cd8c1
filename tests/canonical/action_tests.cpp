#include "canonical/action.h"

#include <catch2/catch.hpp>

#include "canonical/push.h"

using namespace canonical;
using std::chrono::milliseconds;

namespace {

/// 2026-05-08T12:00:01.000Z
constexpr UtcTime kCreated{milliseconds{1778241601000}};
constexpr UtcTime kLater = kCreated + milliseconds{2500};

Action acknowledged_charge() {
    Action action;
    action.id = "act_7";
    action.device_id = "device_9";
    action.created_at = action.updated_at = kCreated;
    action.acknowledged_at = kCreated;
    return action;
}

std::string text_of(void (*write)(json::Writer&, const Action&), const Action& action) {
    json::Writer out;
    write(out, action);
    return out.take();
}

}  // namespace

TEST_CASE("the answer to an immediate push has the fields of the walk-through and a null start") {
    CHECK(text_of(write_push_result, acknowledged_charge()) ==
          R"({"id":"act_7","deviceId":"device_9","deviceType":"ev_charger","command":"charge","parameters":null,)"
          R"("state":"acknowledged","createdAt":"2026-05-08T12:00:01.000Z","start":null,)"
          R"("links":{"self":"/actions/act_7"}})");
}

TEST_CASE("an action in flight has no result, no error and no end") {
    CHECK(text_of(write_action, acknowledged_charge()) ==
          R"({"id":"act_7","deviceId":"device_9","deviceType":"ev_charger","command":"charge","parameters":null,)"
          R"("state":"acknowledged","result":null,"errorCode":null,"errorMessage":null,)"
          R"("createdAt":"2026-05-08T12:00:01.000Z","updatedAt":"2026-05-08T12:00:01.000Z",)"
          R"("acknowledgedAt":"2026-05-08T12:00:01.000Z","completedAt":null,"start":null,"end":null,)"
          R"("links":{"self":"/actions/act_7"}})");
}

TEST_CASE("a completed action says what was observed and when") {
    Action action = acknowledged_charge();
    action.command = Command::idle;
    complete(action, Evidence::meter, "power is 0 W", kLater);
    CHECK(text_of(write_action, action) ==
          R"({"id":"act_7","deviceId":"device_9","deviceType":"ev_charger","command":"idle","parameters":null,)"
          R"("state":"completed","result":{"success":true,"message":"power is 0 W","evidence":"meter"},)"
          R"("errorCode":null,"errorMessage":null,)"
          R"("createdAt":"2026-05-08T12:00:01.000Z","updatedAt":"2026-05-08T12:00:03.500Z",)"
          R"("acknowledgedAt":"2026-05-08T12:00:01.000Z","completedAt":"2026-05-08T12:00:03.500Z",)"
          R"("start":null,"end":null,)"
          R"("links":{"self":"/actions/act_7"}})");
}

TEST_CASE("a failed action carries code and message, and a result without success or evidence") {
    Action action = acknowledged_charge();
    fail(action, "DEVICE_OFFLINE", "the charger did not return", kLater);
    CHECK(action.state == ActionState::failed);
    CHECK(action.error_code == "DEVICE_OFFLINE");
    CHECK(action.error_message == "the charger did not return");
    REQUIRE(action.result);
    CHECK_FALSE(action.result->success);
    CHECK_FALSE(action.result->evidence);
    CHECK(action.completed_at == kLater);
    CHECK(text_of(write_action, action).find(R"("result":{"success":false,"message":"the charger did not return"})") !=
          std::string::npos);
}

TEST_CASE("a cancelled action has an end but no error") {
    Action action = acknowledged_charge();
    cancel(action, "replaced by act_8", kLater);
    CHECK(action.state == ActionState::cancelled);
    CHECK(action.completed_at == kLater);
    CHECK(action.updated_at == kLater);
    CHECK_FALSE(action.error_code);
    CHECK_FALSE(action.error_message);
    REQUIRE(action.result);
    CHECK_FALSE(action.result->success);
}

TEST_CASE("the summary on a device read leaves out parameters, result and the other times") {
    Action action = acknowledged_charge();
    CHECK(text_of(write_action_summary, action) ==
          R"({"id":"act_7","command":"charge","state":"acknowledged","createdAt":"2026-05-08T12:00:01.000Z",)"
          R"("updatedAt":"2026-05-08T12:00:01.000Z","errorCode":null,"errorMessage":null,)"
          R"("links":{"self":"/actions/act_7"}})");
    fail(action, "TIMEOUT", "no answer", kLater);
    CHECK(text_of(write_action_summary, action) ==
          R"({"id":"act_7","command":"charge","state":"failed","createdAt":"2026-05-08T12:00:01.000Z",)"
          R"("updatedAt":"2026-05-08T12:00:03.500Z","errorCode":"TIMEOUT","errorMessage":"no answer",)"
          R"("links":{"self":"/actions/act_7"}})");
}

TEST_CASE("only completed, failed and cancelled are final") {
    CHECK_FALSE(is_terminal(ActionState::scheduled));
    CHECK_FALSE(is_terminal(ActionState::acknowledged));
    CHECK(is_terminal(ActionState::completed));
    CHECK(is_terminal(ActionState::failed));
    CHECK(is_terminal(ActionState::cancelled));
}

TEST_CASE("every word of the vocabulary reads back as itself, and no other word does") {
    for (const auto value : {Environment::live, Environment::sandbox}) CHECK(environment_from(to_text(value)) == value);
    for (const auto value : {Command::charge, Command::idle}) CHECK(command_from(to_text(value)) == value);
    for (const auto value : {ActionState::scheduled, ActionState::acknowledged, ActionState::completed,
                             ActionState::failed, ActionState::cancelled}) {
        CHECK(action_state_from(to_text(value)) == value);
    }
    for (const auto value : {Evidence::status, Evidence::meter, Evidence::transaction, Evidence::acknowledged}) {
        CHECK(evidence_from(to_text(value)) == value);
    }
    for (const auto value : {Intent::none, Intent::run, Intent::pause}) CHECK(intent_from(to_text(value)) == value);
    CHECK_FALSE(environment_from("production"));
    CHECK_FALSE(command_from(""));
    CHECK_FALSE(action_state_from("running"));
    CHECK_FALSE(evidence_from("Meter"));
    CHECK_FALSE(intent_from("Pause"));
}

TEST_CASE("a time is written in UTC with three decimals and a Z") {
    CHECK(to_text(kCreated) == "2026-05-08T12:00:01.000Z");
    CHECK(to_text(UtcTime{milliseconds{0}}) == "1970-01-01T00:00:00.000Z");
    CHECK(to_text(UtcTime{milliseconds{7}}) == "1970-01-01T00:00:00.007Z");
    CHECK(to_text(UtcTime{milliseconds{-1}}) == "1969-12-31T23:59:59.999Z");
    CHECK(to_text(UtcTime{milliseconds{1709210096789}}) == "2024-02-29T12:34:56.789Z");
    CHECK(to_text(UtcTime{milliseconds{4102444799999}}) == "2099-12-31T23:59:59.999Z");
}
