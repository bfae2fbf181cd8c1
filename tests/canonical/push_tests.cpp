#include "canonical/push.h"

#include "refusal.h"

using canonical::Command;

namespace {

constexpr canonical::UtcTime kPushedAt{std::chrono::seconds(1767225600)};  // 2026-01-01T00:00:00Z

canonical::PushRequest request_of(const std::string& body) {
    const json::Document document = json::parse(body);
    return canonical::parse_push_request(document.root(), "Europe/Berlin", kPushedAt);
}

Refusal refused_request(const std::string& body) {
    INFO(body);
    return refusal_of([&] { request_of(body); });
}

}  // namespace

TEST_CASE("the two commands of the walk-through are understood") {
    CHECK(request_of(R"({"action":{"command":"charge"}})").command == Command::charge);
    const auto idle = request_of(R"({"action":{"command":"idle"}})");
    CHECK(idle.command == Command::idle);
    CHECK_FALSE(idle.cancel_and_replace);
    CHECK_FALSE(idle.window.start);
    CHECK(idle.sandbox.is_plain());
}

TEST_CASE("cancel_and_replace is understood on either side of the action") {
    CHECK(request_of(R"({"action":{"command":"idle"},"onConflict":"cancel_and_replace"})").cancel_and_replace);
    CHECK(request_of(R"({"onConflict":"cancel_and_replace","action":{"command":"idle"}})").cancel_and_replace);
}

TEST_CASE("parameters that say nothing are allowed") {
    CHECK(request_of(R"({"action":{"command":"charge","parameters":{}}})").command == Command::charge);
    CHECK(request_of(R"({"action":{"command":"charge","parameters":null}})").command == Command::charge);
}

TEST_CASE("a window is read by the clock of the zone, or from now") {
    const auto relative = request_of(R"({"action":{"command":"charge","start":"30m","end":"2h"}})");
    CHECK(relative.window.start == kPushedAt + std::chrono::minutes(30));
    CHECK(relative.window.end == kPushedAt + std::chrono::minutes(150));
    const auto wall = request_of(R"({"action":{"command":"idle","start":"2026-01-01T22:00:00"}})");
    CHECK(wall.window.start == kPushedAt + std::chrono::hours(21));
    CHECK_FALSE(wall.window.end);
}

TEST_CASE("idle has no window, and the refusal says what it has") {
    const Refusal refusal = refused_request(R"({"action":{"command":"idle","start":"1h","end":"2h"}})");
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "EXECUTION_NOT_SUPPORTED");
    CHECK(refusal.details == R"({"requestedExecution":"windowed","supportedExecution":["immediate","scheduled"]})");
}

TEST_CASE("a sandbox object is read in the sandbox, and not looked at in live") {
    const auto controls = [](const std::string& object,
                             canonical::Environment environment = canonical::Environment::sandbox) {
        const json::Document document = json::parse(R"({"action":{"command":"charge"},"sandbox":)" + object + "}");
        return canonical::parse_push_request(document.root(), "UTC", kPushedAt, environment).sandbox;
    };
    CHECK(controls("{}").is_plain());
    CHECK(controls(R"({"outcome":"accept","delayMs":0})").is_plain());
    CHECK(controls(R"({"outcome":"no_effect"})").outcome == "no_effect");
    CHECK(controls(R"({"delayMs":60000})").delay == std::chrono::minutes(1));
    CHECK(canonical::to_text(controls(R"({"outcome":"reject","delayMs":5})")) == R"({"outcome":"reject","delayMs":5})");
    for (const std::string wrong :
         {"7", "null", "[]", R"({"outcome":"explode"})", R"({"outcome":null})", R"({"outcome":1})", R"({"delayMs":-1})",
          R"({"delayMs":60001})", R"({"delayMs":1.5})", R"({"delayMs":"1"})", R"({"colour":1})"}) {
        INFO(wrong);
        const Refusal refusal = refusal_of([&] { controls(wrong); });
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "VALIDATION_ERROR");
        if (wrong.front() == '{') CHECK(controls(wrong, canonical::Environment::live).is_plain());
    }
}

TEST_CASE("times that are null mean an immediate command") {
    CHECK_FALSE(request_of(R"({"action":{"command":"charge","start":null,"end":null}})").window.start);
}

TEST_CASE("a push that is no object is no request at all") {
    for (const std::string body : {"[]", "\"charge\"", "null", "1"}) {
        const Refusal refusal = refused_request(body);
        CHECK(refusal.status == 400);
        CHECK(refusal.code == "INVALID_REQUEST");
        CHECK(refusal.details == "{}");
    }
}

TEST_CASE("a push without an action or a command is refused by path") {
    check_validation_error(refused_request("{}"), "action", "is missing");
    check_validation_error(refused_request(R"({"onConflict":"cancel_and_replace"})"), "action", "is missing");
    check_validation_error(refused_request(R"({"action":{}})"), "action.command", "is missing");
    check_validation_error(refused_request(R"({"action":{"parameters":{}}})"), "action.command", "is missing");
}

TEST_CASE("ill-typed members of a push are refused by path") {
    check_validation_error(refused_request(R"({"action":"charge"})"), "action", "must be an object");
    check_validation_error(refused_request(R"({"action":null})"), "action", "must be an object");
    check_validation_error(refused_request(R"({"action":["charge"]})"), "action", "must be an object");
    check_validation_error(refused_request(R"({"action":{"command":1}})"), "action.command", "must be a string");
    check_validation_error(refused_request(R"({"action":{"command":null}})"), "action.command", "must be a string");
    check_validation_error(refused_request(R"({"action":{"command":"idle","parameters":[]}})"), "action.parameters",
                           "must be an object");
    check_validation_error(refused_request(R"({"action":{"command":"idle"},"onConflict":null})"), "onConflict",
                           "must be a string");
    check_validation_error(refused_request(R"({"action":{"command":"idle"},"onConflict":true})"), "onConflict",
                           "must be a string");
    check_validation_error(refused_request(R"({"action":{"command":"idle"},"sandbox":"reject"})"), "sandbox",
                           "must be an object");
    check_validation_error(refused_request(R"({"action":{"command":"idle","start":30}})"), "action.start",
                           "must be a string");
    check_validation_error(refused_request(R"({"action":{"command":"charge","start":"1h","end":true}})"), "action.end",
                           "must be a string");
}

TEST_CASE("unknown members of a push are refused, never dropped") {
    check_validation_error(refused_request(R"({"action":{"command":"idle"},"priority":1})"), "priority",
                           "is not known here");
    check_validation_error(refused_request(R"({"action":{"command":"idle","deferUntil":"1h"}})"), "action.deferUntil",
                           "is not known here");
    check_validation_error(refused_request(R"({"action":{"command":"idle"},"on_conflict":"cancel_and_replace"})"),
                           "on_conflict", "is not known here");
}

TEST_CASE("a command outside the vocabulary is refused with the ones there are") {
    for (const std::string command : {"discharge", "start_charging", "Charge", "charge ", ""}) {
        const Refusal refusal = refused_request(R"({"action":{"command":")" + command + "\"}}");
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "UNSUPPORTED_MODE");
        CHECK(refusal.details == R"({"unsupportedModes":[")" + command +
                                     R"("],"deviceCapabilities":{"supportedModes":["charge","idle"]}})");
    }
}

TEST_CASE("every parameter is refused by name, since the commands take none") {
    const Refusal refusal = refused_request(
        R"({"action":{"command":"charge","parameters":{"power":{"value":7,"unit":"kw"},"target":null}}})");
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "UNSUPPORTED_PARAMETER");
    CHECK(refusal.details ==
          R"({"unsupportedParameters":["power","target"],"deviceCapabilities":{"supportedParameters":[]}})");
}

TEST_CASE("a charger does not queue commands, whether or not there is a conflict") {
    const Refusal refusal = refused_request(R"({"action":{"command":"idle"},"onConflict":"queue_after"})");
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "STRATEGY_NOT_SUPPORTED");
    CHECK(refusal.details == R"({"strategies":["cancel_and_replace"]})");
    check_validation_error(refused_request(R"({"action":{"command":"idle"},"onConflict":"wait"})"), "onConflict",
                           "must be cancel_and_replace");
}

TEST_CASE("an end without a start is no time window") {
    const Refusal refusal = refused_request(R"({"action":{"command":"charge","end":"2h"}})");
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "INVALID_TIME_WINDOW");
    CHECK(refusal.details == R"({"reason":"end_without_start"})");
}

TEST_CASE("what a body means is judged before what the device can do, whatever the order of members") {
    check_validation_error(refused_request(R"({"onConflict":"queue_after"})"), "action", "is missing");
    check_validation_error(refused_request(R"({"action":{"parameters":{"power":1}}})"), "action.command", "is missing");
    check_validation_error(refused_request(R"({"action":{"parameters":{"power":1},"command":"charge","until":1}})"),
                           "action.until", "is not known here");
    check_validation_error(refused_request(R"({"action":{"command":"discharge"},"priority":1})"), "priority",
                           "is not known here");
}

TEST_CASE("a conflict says why, with which action, and what would help") {
    const Refusal refusal = refusal_of([] { canonical::throw_conflict("act_7"); });
    CHECK(refusal.status == 409);
    CHECK(refusal.code == "CONFLICT");
    CHECK(refusal.details ==
          R"({"reason":"no_strategy_supplied","conflictingActionIds":["act_7"],"strategies":["cancel_and_replace"]})");
}
