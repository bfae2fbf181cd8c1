#include <catch2/catch.hpp>

#include "frame_play.h"

/// Bad JSON of an accepted charger. Where quirk 34 asks for it, lenient reading answers
/// what it can still tell the id of with FormationViolation; strictly such a frame is ignored.
using namespace gateway;

namespace {

const std::string kHeartbeat = R"([2,"7","Heartbeat",{}])";

void check_broken(const std::string& frame) {
    check_refused(frame, "FormationViolation");
    check_ignored_strictly(frame);
}

void check_repaired(const std::string& frame) {
    check_quirk(frame, ocpp::Quirk::repaired_json);
    check_ignored_strictly(frame);
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

/// A DataTransfer whose `data` is nested so that the whole frame has this depth.
std::string of_depth(std::size_t depth) {
    return call_text("DataTransfer",
                     R"({"vendorId":"x","data":)" + repeated("[", depth - 2) + repeated("]", depth - 2) + "}");
}

}  // namespace

TEST_CASE("BI-093 nothing and blanks are ignored") {
    for (const auto* frame : {"", "   ", "\r\n\t"}) check_no_message(frame);
}

TEST_CASE("BI-094 a word is ignored") { check_no_message("hello"); }

TEST_CASE("BI-095 JSON that stops before its id is ignored") {
    for (const auto* frame : {"{", "[", "[2,"}) check_no_message(frame);
}

TEST_CASE("BI-096 an object is ignored") { check_no_message(R"({"a":1})"); }

TEST_CASE("BI-097 a lone value is ignored") {
    for (const auto* frame : {"5", "\"x\"", "null", "true"}) check_no_message(frame);
}

TEST_CASE("BI-098 a CALL behind a byte order mark is answered as a quirk, strictly ignored") {
    check_repaired("\xEF\xBB\xBF" + kHeartbeat);
}

TEST_CASE("BI-099 a CALL with something behind it is refused, strictly ignored") { check_broken(kHeartbeat + "x"); }

TEST_CASE("BI-100 two CALLs in one frame are refused once, strictly ignored") { check_broken(kHeartbeat + kHeartbeat); }

TEST_CASE("BI-101 a NUL behind a CALL does not hide what follows: refused, strictly ignored") {
    check_broken(kHeartbeat + std::string("\0[9", 3));
}

TEST_CASE("BI-102 a trailing comma is a quirk, comments and single quotes are no JSON") {
    check_repaired(R"([2,"7","Heartbeat",{},])");
    check_broken(R"([2,"7","Heartbeat",{/**/}])");
    check_no_message(R"(/**/[2,"7","Heartbeat",{}])");
    check_no_message("[2,'7','Heartbeat',{}]");
}

TEST_CASE("BI-103 blanks are taken up to the limit of a message") {
    check_taken(R"([2,"7","Heartbeat",{})" + std::string(100000, ' ') + "]");
}

TEST_CASE("BI-104 the number that kills a stock parser is answered as meter values are, strictly refused") {
    const auto frame = call_text("MeterValues", R"({"connectorId":0.11111111111111111111111e-2147483639})");
    CHECK(check_taken(frame) == "{}");
    check_refused_strictly(frame, "PropertyConstraintViolation");
}

TEST_CASE("BI-105 numbers beyond all doubles are refused, strictly ignored") {
    for (const auto* number : {"1e999", "-1e999"}) check_broken(status_text(R"("connectorId":)" + std::string(number)));
}

TEST_CASE("BI-106 a number in a spelling that is no JSON is a quirk where it can mean one thing only") {
    for (const auto* number : {"01", "+1", "1."})
        check_repaired(status_text(R"("connectorId":)" + std::string(number)));
    for (const auto* nothing : {"NaN", "Infinity", ""}) {
        check_repaired(status_text(R"("connectorId":1,"vendorId":)" + std::string(nothing)));
    }
    check_broken(status_text(R"("connectorId":0x10)"));
}

TEST_CASE("BI-107 too small for a double, and minus nothing, are 0") {
    for (const auto* number : {"1e-400", "-0", "-0.0"}) {
        check_taken(status_text(R"("connectorId":)" + std::string(number)));
    }
}

TEST_CASE("BI-108 an integer of a million digits is refused, strictly ignored") {
    check_broken(status_text(R"("connectorId":)" + std::string(1000000, '7')));
}

TEST_CASE("BI-109 a fraction of a million digits is refused, strictly ignored") {
    check_broken(status_text(R"("connectorId":0.)" + std::string(1000000, '7')));
}

TEST_CASE("BI-110 20,000 nested arrays are ignored") {
    check_no_message(std::string(20000, '[') + std::string(20000, ']'));
}

TEST_CASE("BI-111 20,000 nested objects are ignored") { check_no_message(repeated(R"({"a":)", 20000)); }

TEST_CASE("BI-112 depth 16 is taken and depth 17 is not") {
    check_taken(of_depth(16));
    check_broken(of_depth(17));
}

TEST_CASE("BI-113 a depth of 200,000 ends at the limit of 16") {
    check_no_message(std::string(200000, '['));
    check_broken(of_depth(200000));
}

TEST_CASE("BI-114 an object of 60,000 members is refused, strictly ignored") {
    std::string members;
    for (int i = 0; i < 60000; ++i) members += R"("a)" + std::to_string(i) + R"(":0,)";
    check_broken(call_text("DataTransfer", "{" + members + R"("vendorId":"x"})"));
}

TEST_CASE("BI-115 a member that is there twice is refused, and neither value counts") {
    Bench bench;
    bench.arrive();
    const auto frame = status_text(R"("connectorId":1,"status":"Faulted")");
    CHECK(answers_to(bench, frame).at(0).find("FormationViolation") != std::string::npos);
    CHECK(bench.read().status == canonical::DeviceStatus::available);
    check_refused(frame, "FormationViolation");
    check_refused_strictly(frame, "FormationViolation");
}

TEST_CASE("BI-116 members named after a language's own are unknown fields like others") {
    const auto frame = call_text("Heartbeat", R"({"__proto__":{"x":1},"constructor":1})");
    check_taken(frame);
    check_refused_strictly(frame, "FormationViolation");
}

TEST_CASE("BI-117 raw control characters in a text become blanks, strictly the frame is ignored") {
    for (const char control : {'\x01', '\n', '\x1B'}) {
        const auto frame = status_text(R"("connectorId":1,"info":"a)" + std::string(1, control) + "b\"");
        check_taken(frame);
        check_ignored_strictly(frame);
    }
}

TEST_CASE("BI-118 an escaped NUL inside a tag is refused and stored nowhere") {
    const auto frame = call_text("Authorize", R"({"idTag":"A\u0000B"})");
    check_refused(frame, "PropertyConstraintViolation");
    check_refused_strictly(frame, "PropertyConstraintViolation");
}

TEST_CASE("BI-119 the first half of a surrogate pair alone is refused, strictly ignored") {
    check_broken(status_text(R"("connectorId":1,"info":"\ud800")"));
}

TEST_CASE("BI-120 the second half of a surrogate pair alone is refused, strictly ignored") {
    check_broken(status_text(R"("connectorId":1,"info":"\udc00")"));
}

TEST_CASE("BI-122 250,000 characters of info are cut, strictly refused") {
    const auto frame = status_text(R"("connectorId":1,"info":")" + std::string(250000, 'i') + "\"");
    CHECK(check_taken(frame) == "{}");
    check_refused_strictly(frame, "PropertyConstraintViolation");
}

TEST_CASE("BI-123 a payload of 100,000 zeros is refused, strictly ignored") {
    check_broken(call_text("MeterValues", "[" + repeated("0,", 99999) + "0]"));
}
