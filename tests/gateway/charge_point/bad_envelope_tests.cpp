#include <catch2/catch.hpp>

#include "frame_play.h"
#include "json/parse.h"

/// Envelopes of an accepted charger that are not what they should be.
using namespace gateway;

namespace {

void check_refused_in_both_modes(const std::string& frame, const std::string& code, const std::string& id = "\"7\"") {
    check_refused(frame, code, id);
    check_refused_strictly(frame, code, id);
}

std::string message_id_in(const std::string& frame) {
    const auto document = json::parse(frame);
    auto part = document.root().elements().begin();
    ++part;
    return std::string((*part).text());
}

}  // namespace

TEST_CASE("BI-127 an empty array is ignored") { check_no_message("[]"); }

TEST_CASE("BI-128 a CALL that ends early is refused if it has an id") {
    check_no_message("[2]");
    check_refused_in_both_modes(R"([2,"7"])", "FormationViolation");
    // A payload that is left out stands for an empty one (quirk 36).
    check_taken(R"([2,"7","Heartbeat"])");
    check_refused_strictly(R"([2,"7","Heartbeat"])", "FormationViolation");
}

TEST_CASE("BI-129 a fifth element is passed over, strictly refused") {
    check_taken(R"([2,"7","Heartbeat",{},{}])");
    check_refused_strictly(R"([2,"7","Heartbeat",{},{}])", "FormationViolation");
}

TEST_CASE("BI-130 a type that is a text is none") { check_no_message(R"(["2","1","Heartbeat",{}])"); }

TEST_CASE("BI-131 a type written as 2.0 is a 2, and a quirk") {
    check_taken(R"([2.0,"7","Heartbeat",{}])");
    Bench bench;
    bench.arrive();
    answers_to(bench, R"([2.0,"7","Heartbeat",{}])");
    CHECK(bench.device().charge_point->quirks().of(ocpp::Quirk::odd_envelope) == 1);
}

TEST_CASE("BI-132 types that are other numbers are ignored") {
    for (const auto* type : {"2.5", "-2", "1e2", "2e0"}) {
        check_no_message("[" + std::string(type) + R"(,"1","Heartbeat",{}])");
    }
}

TEST_CASE("BI-133 types that are no numbers are ignored") {
    for (const auto* type : {"null", "true", "[2]", "{}"}) {
        check_no_message("[" + std::string(type) + R"(,"1","Heartbeat",{}])");
    }
}

TEST_CASE("BI-134 the types of OCPP 2.1 are ignored") {
    for (const auto* frame : {R"([5,"1",{}])", R"([6,"1","NotifyPeriodicEventStream",{}])"}) check_no_message(frame);
}

TEST_CASE("BI-135 an id that is a number is echoed as that number, strictly ignored") {
    check_taken(R"([2,1,"Heartbeat",{}])", "1");
    check_ignored_strictly(R"([2,1,"Heartbeat",{}])");
}

TEST_CASE("BI-136 ids that are no texts are ignored") {
    for (const auto* id : {"null", "true", "{}", "[]"})
        check_no_message("[2," + std::string(id) + R"(,"Heartbeat",{}])");
}

TEST_CASE("BI-137 an empty id is refused under that id") {
    check_refused_in_both_modes(R"([2,"","Heartbeat",{}])", "FormationViolation", R"("")");
}

TEST_CASE("BI-138 ids of 37 to 255 characters are echoed as a quirk, strictly refused under that id") {
    for (const std::size_t length : {37, 255}) {
        const std::string id = "\"" + std::string(length, 'i') + "\"";
        check_taken("[2," + id + R"(,"Heartbeat",{}])", id);
        check_refused_strictly("[2," + id + R"(,"Heartbeat",{}])", "FormationViolation", id);
    }
}

TEST_CASE("BI-139 ids of 256 and of 100,000 characters are ignored") {
    for (const std::size_t length : {256, 100000}) {
        check_no_message("[2,\"" + std::string(length, 'i') + R"(","Heartbeat",{}])");
    }
}

TEST_CASE("BI-140 quotes, backslashes, line ends and symbols in an id come back as they were") {
    const std::string written = "\"a\\\"b\\\\c\\nd\\u0001\xF0\x9F\x94\x8C\"";
    Bench bench;
    bench.arrive();
    const auto answers = answers_to(bench, "[2," + written + R"(,"Heartbeat",{}])");
    REQUIRE(answers.size() == 1);
    CHECK(message_id_in(answers[0]) == "a\"b\\c\nd\x01\xF0\x9F\x94\x8C");
    CHECK(answers[0].find('\n') == std::string::npos);
}

TEST_CASE("BI-141 markup in an id is an id") {
    check_taken(R"([2,"<script>alert(1)</script>","Heartbeat",{}])", R"("<script>alert(1)</script>")");
}

TEST_CASE("BI-142 an action that is no text is refused") {
    for (const auto* action : {"5", "null", "{}"}) {
        check_refused_in_both_modes(R"([2,"7",)" + std::string(action) + ",{}]", "FormationViolation");
    }
}

TEST_CASE("BI-143 an action of 10,000 characters is unknown, and is not sent back") {
    const std::string action(10000, 'A');
    check_refused(call_text(action, "{}"), "NotImplemented");
    Bench bench;
    bench.arrive();
    CHECK(answers_to(bench, call_text(action, "{}")).at(0).size() < 300);
}

TEST_CASE("BI-144 actions with paths, blanks and endings are unknown") {
    for (const auto* action : {"../Heartbeat", "Heart beat", " Heartbeat", "BootNotification.req", ""}) {
        check_refused(call_text(action, "{}"), "NotImplemented");
    }
}

TEST_CASE("BI-145 the names of OCPP 2.0 are unknown") {
    for (const auto* action : {"BootNotificationRequest", "TransactionEvent"}) {
        check_refused(call_text(action, "{}"), "NotImplemented");
    }
}

TEST_CASE("BI-146 a payload that is no object is refused") {
    for (const auto* payload : {"[]", "\"\"", "5", "false"}) {
        check_refused_in_both_modes(call_text("Heartbeat", payload), "FormationViolation");
    }
}

TEST_CASE("BI-147 a payload of null lacks what the action needs") {
    check_refused_in_both_modes(call_text("BootNotification", "null"), "OccurenceConstraintViolation");
}

TEST_CASE("BI-148 an answer of two or four elements is no answer") {
    OpenCall call;
    const std::string head = "[3,\"" + call.id + "\"";
    CHECK(call.receive(head + "]").empty());
    CHECK(call.receive(head + R"(,{"status":"Accepted"},{}])").empty());
    check_ignored_strictly(R"([3,"1",{},{}])");
    call.check_waits();
}

TEST_CASE("BI-149 an answer whose payload is no object fails the call at once") {
    for (const auto* payload : {"null", "[]", R"("Accepted")"}) {
        OpenCall call;
        call.check_fails_with("[3,\"" + call.id + "\"," + payload + "]");
    }
}

TEST_CASE("BI-150 an error of three, four or six elements fails the call at once") {
    for (const std::string rest : {R"("NotSupported"])", R"("NotSupported","no"])", R"("NotSupported","no",{},1])"}) {
        OpenCall call;
        call.check_fails_with("[4,\"" + call.id + "\"," + rest);
        ocpp::QuirkCounters quirks;
        const auto strict = ocpp::read_frame(R"([4,"1",)" + rest, ocpp::Strictness::strict, quirks);
        CHECK(std::holds_alternative<ocpp::BrokenAnswer>(strict.content));
    }
}

TEST_CASE("BI-151 an error is an error whatever its details are") {
    for (const std::string details : {R"("details")", "[]", "null", "5"}) {
        OpenCall call;
        call.check_fails_with("[4,\"" + call.id + R"(","NotSupported","no",)" + details + "]");
    }
}

TEST_CASE("BI-152 an error code of 10,000 characters is cut to 64") {
    OpenCall call;
    const std::string frame = "[4,\"" + call.id + "\",\"" + std::string(10000, 'c') + R"(","no",{}])";
    call.check_fails_with(frame);
    ocpp::QuirkCounters quirks;
    const auto read = ocpp::read_frame(frame, ocpp::Strictness::lenient, quirks);
    CHECK(std::get<ocpp::CallErrorFrame>(read.content).code == std::string(64, 'c'));
}

TEST_CASE("BI-153 the second answer to one call changes nothing") {
    OpenCall call;
    call.receive("[3,\"" + call.id + R"(",{"status":"Accepted"}])");
    REQUIRE(call.bench.read().power_rate_limit_kw == 6.9);
    CHECK(call.receive("[3,\"" + call.id + R"(",{"status":"Rejected"}])").empty());
    CHECK(call.bench.read().power_rate_limit_kw == 6.9);
    CHECK(call.bench.device().charge_point->quirks().of(ocpp::Quirk::unmatched_answer) == 1);
}

TEST_CASE("BI-154 an answer under another charger's id does nothing there") {
    OpenCall call;
    auto other = std::make_shared<FakeLink>("CP2", 50);
    UpgradeRequest request;
    request.identity = "CP2";
    call.bench.site->admission().admit(request, canonical::Environment::live);
    call.bench.site->admission().link_opened(other);
    call.bench.site->admission().received(*other, "[3,\"" + call.id + R"(",{"status":"Accepted"}])");
    call.bench.settle();
    CHECK(other->open);
    CHECK(call.bench.site->charge_points().at("cp2")->quirks().of(ocpp::Quirk::unmatched_answer) == 1);
    call.check_waits();
}

TEST_CASE("BI-155 our own CALL sent back is a CALL for the wrong side, and ours waits on") {
    OpenCall call;
    const auto open = call.bench.calls_of("SetChargingProfile").at(0);
    const auto answers = call.receive("[2,\"" + call.id + "\",\"SetChargingProfile\"," + open.payload + "]");
    REQUIRE(answers.size() == 1);
    const std::string head = "[4,\"" + call.id + R"(","NotSupported",")";
    CHECK(answers[0].substr(0, head.size()) == head);
    call.check_waits();
}

TEST_CASE("BI-156 a thousand CALLs at once are answered one by one in their order") {
    Bench bench;
    bench.arrive();
    const std::size_t before = bench.link->sent.size();
    for (int i = 0; i < 1000; ++i) {
        bench.site->admission().received(*bench.link, "[2,\"p" + std::to_string(i) + R"(","Authorize",{"idTag":"A"}])");
    }
    bench.settle();
    REQUIRE(bench.link->sent.size() == before + 1000);
    for (std::size_t i = 0; i < 1000; ++i)
        CHECK(message_id_in(bench.link->sent[before + i]) == "p" + std::to_string(i));
}

TEST_CASE("over 20 messages in a minute with which nothing can be done close the socket with 1008") {
    Bench bench;
    bench.arrive();
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 20; ++i) answers_to(bench, "hello");
        CHECK(bench.link->open);
        bench.advance(61s);
    }
    for (int i = 0; i < 20; ++i) answers_to(bench, "[9]");
    REQUIRE(bench.link->open);
    answers_to(bench, "{}");
    CHECK(bench.link->close_code == CloseCode::policy_violation);
}
