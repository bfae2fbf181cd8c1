#include <catch2/catch.hpp>
#include <set>

#include "frame_play.h"
#include "json/parse.h"

/// The RPC layer through the whole engine: CALLs of the charger.
using namespace gateway;

TEST_CASE("CF-027 a CALL is answered once, with its id byte for byte") {
    for (const std::string id : {"1", " 1", "a-b_c.D:e/f", "7f3a2b10-0000-4000-8000-00000000000a"}) {
        check_taken(call_with_id(id, "Heartbeat", "{}"), "\"" + id + "\"");
    }
}

TEST_CASE("CF-028 a thousand CALLs in a row have a thousand answers") {
    Bench bench;
    bench.arrive();
    std::set<std::string> answered;
    for (int i = 0; i < 1000; ++i) {
        const std::string id = "n" + std::to_string(i);
        const auto answers = answers_to(bench, call_with_id(id, i % 2 ? "Heartbeat" : "Authorize", R"({"idTag":"A"})"));
        REQUIRE(answers.size() == 1);
        REQUIRE(answers[0].rfind("[3,\"" + id + "\",", 0) == 0);
        answered.insert(id);
    }
    CHECK(answered.size() == 1000);
}

TEST_CASE("CF-029 an id of 36 characters is taken") {
    const std::string id = "7f3a2b10-0000-4000-8000-00000000000a";
    REQUIRE(id.size() == 36);
    check_taken(call_with_id(id, "Heartbeat", "{}"), "\"" + id + "\"");
}

TEST_CASE("CF-030 an id of 37 characters is a quirk, strictly refused under that id") {
    const std::string id(37, 'x');
    check_taken(call_with_id(id, "Heartbeat", "{}"), "\"" + id + "\"");
    check_refused_strictly(call_with_id(id, "Heartbeat", "{}"), "FormationViolation", "\"" + id + "\"");
}

TEST_CASE("CF-031 strictly, a second CALL under an id that is being handled is refused, and the first is answered") {
    Bench bench(Bench::strict());
    bench.arrive("Preparing");
    bench.hold_storage = true;
    CHECK(answers_to(bench, call_with_id("5", "StartTransaction", start_payload(100))).empty());
    const auto second = answers_to(bench, call_with_id("5", "Heartbeat", "{}"));
    REQUIRE(second.size() == 1);
    CHECK(second[0].rfind(R"([4,"5","ProtocolError",)", 0) == 0);
    const std::size_t before = bench.link->sent.size();
    bench.deliver();
    REQUIRE(bench.link->sent.size() > before);
    CHECK(bench.link->sent[before].rfind(R"([3,"5",{"idTagInfo")", 0) == 0);
    bench.hold_storage = false;
    CHECK(answers_to(bench, call_with_id("5", "Heartbeat", "{}")).at(0).rfind(R"([3,"5",)", 0) == 0);
}

TEST_CASE("CF-032 a StartTransaction that comes again under its id gets the same answer and is one session") {
    Bench bench;
    bench.arrive("Preparing");
    const auto frame = call_with_id("5", "StartTransaction", start_payload(100));
    const auto first = answers_to(bench, frame);
    REQUIRE(first.size() == 1);
    REQUIRE(first[0].find("transactionId") != std::string::npos);
    CHECK(answers_to(bench, frame) == first);
    CHECK(bench.storage.rows().transactions().size() == 1);
}

TEST_CASE("CF-033 an id that comes again with another payload is a new message") {
    Bench bench;
    bench.arrive("Preparing");
    const auto boot = R"({"chargePointVendor":"Acme","chargePointModel":"One"})";
    answers_to(bench, call_with_id("1", "Authorize", R"({"idTag":"A"})"));
    CHECK(answers_to(bench, call_with_id("1", "BootNotification", boot)).at(0).find("interval") != std::string::npos);
    const auto first = answers_to(bench, call_with_id("2", "StartTransaction", start_payload(100)));
    const auto second = answers_to(bench, call_with_id("2", "StartTransaction", start_payload(200)));
    CHECK(first != second);
    CHECK(bench.storage.rows().transactions().size() == 2);
}

TEST_CASE("CF-034 unknown message types are passed over") {
    for (const auto* frame : {R"([5,"1","x",{}])", R"([0,"1","x",{}])", R"([99,"1","x",{}])", R"([1,"1","x",{}])"}) {
        check_ignored(frame);
        check_ignored_strictly(frame);
    }
}

TEST_CASE("CF-035 a payload of null stands for an empty one") {
    CHECK(check_taken(R"([2,"7","Heartbeat",null])").find("currentTime") != std::string::npos);
}

TEST_CASE("CF-036 the payloads of all frames that we send are objects") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    bench.charge();
    const auto id = bench.begin_session();
    bench.meter_for(60s, 7.0, 3, id);
    bench.idle();
    bench.stop_transaction(id);
    bench.advance(5min);
    REQUIRE(bench.link->sent.size() > 20);
    for (const auto& frame : bench.link->sent) {
        INFO(frame);
        const auto document = json::parse(frame);
        std::vector<json::Value> parts;
        for (const auto part : document.root().elements()) parts.push_back(part);
        CHECK(parts.back().is_object());
    }
}

TEST_CASE("CF-037 an unknown action is not implemented") { check_refused(call_text("Foo", "{}"), "NotImplemented"); }

TEST_CASE("CF-038 an action in the wrong letter case is unknown") {
    for (const auto* action : {"heartbeat", "HEARTBEAT", "bootNotification"}) {
        check_refused(call_text(action, "{}"), "NotImplemented");
    }
}

TEST_CASE("CF-039 an action that only the central system sends is not supported") {
    for (const auto* action : {"Reset", "SetChargingProfile", "GetLog", "CertificateSigned"}) {
        check_refused(call_text(action, R"({"type":"Soft"})"), "NotSupported");
    }
}

TEST_CASE("CF-040 error codes are spelled as OCPP 1.6 prints them") {
    check_refused(call_text("BootNotification", "{}"), "OccurenceConstraintViolation");
    check_refused(call_text("BootNotification", "[]"), "FormationViolation");
    check_refused(call_text("Authorize", R"({"idTag":{}})"), "TypeConstraintViolation");
    check_refused(call_text("Authorize", R"({"idTag":")" + std::string(300, 'x') + "\"}"),
                  "PropertyConstraintViolation");
    check_refused(call_text("authorize", "{}"), "NotImplemented");
    check_refused(call_text("Reset", "{}"), "NotSupported");
    const std::set<std::string_view> printed = {"NotImplemented",
                                                "NotSupported",
                                                "InternalError",
                                                "ProtocolError",
                                                "SecurityError",
                                                "FormationViolation",
                                                "PropertyConstraintViolation",
                                                "OccurenceConstraintViolation",
                                                "TypeConstraintViolation",
                                                "GenericError"};
    for (int code = 0; code <= static_cast<int>(ocpp::ErrorCode::GenericError); ++code) {
        CHECK(printed.count(ocpp::wire_name(static_cast<ocpp::ErrorCode>(code))) == 1);
    }
}

TEST_CASE("CF-042 a blocked tag is refused in a CALLRESULT") {
    Bench bench;
    bench.arrive();
    storage::TagRecord tag;
    tag.id_tag = "B10C";
    tag.blocked = true;
    bench.site->tags().put(tag, [](const std::string& error) { CHECK(error.empty()); });
    bench.settle();
    CHECK(answers_to(bench, call_text("Authorize", R"({"idTag":"B10C"})")) ==
          std::vector<std::string>{R"([3,"7",{"idTagInfo":{"status":"Blocked"}}])"});
}
