#include "ocpp/frame.h"

#include <catch2/catch.hpp>

using namespace ocpp;

namespace {

template <class Content>
std::optional<Content> read_as(const std::string& text, Strictness strictness = Strictness::lenient) {
    QuirkCounters quirks;
    const Frame frame = read_frame(text, strictness, quirks);
    if (const auto* content = std::get_if<Content>(&frame.content)) return *content;
    return std::nullopt;
}

}  // namespace

TEST_CASE("a CALL is taken apart") {
    QuirkCounters quirks;
    const Frame frame = read_frame(R"([2,"17","Heartbeat",{}])", Strictness::strict, quirks);
    const auto& call = std::get<Call>(frame.content);
    CHECK(call.id == "17");
    CHECK(call.action == "Heartbeat");
    CHECK(call.payload->is_object());
}

TEST_CASE("messages that are none are ignored") {
    const auto text =
        GENERATE(as<std::string>{}, "", "hello", "{\"a\":1}", "5", "null", "[]", "[2]", R"(["2","1","Heartbeat",{}])",
                 R"([2.5,"1","Heartbeat",{}])", R"([-2,"1","Heartbeat",{}])", R"([1e2,"1","Heartbeat",{}])",
                 R"([null,"1","Heartbeat",{}])", R"([5,"1","Heartbeat",{}])", R"([6,"1","Heartbeat",{}])",
                 R"([2,null,"Heartbeat",{}])", R"([2,{},"Heartbeat",{}])", R"([2,true,"Heartbeat",{}])");
    CAPTURE(text);
    CHECK(read_as<Ignored>(text));
    CHECK(read_as<Ignored>(text, Strictness::strict));
}

TEST_CASE("a CALL with an id but without its rest is answered with its id") {
    CHECK(read_as<BrokenCall>(R"([2,"1"])")->id == "1");
    CHECK(read_as<BrokenCall>(R"([2,"","Heartbeat",{}])")->id.empty());
    CHECK(read_as<BrokenCall>("[2,\"" + std::string(37, 'x') + "\",\"Heartbeat\",{}]", Strictness::strict)->id.size() ==
          37);
    CHECK(read_as<BrokenCall>(R"([2,"1",5,{}])"));
    CHECK(read_as<Ignored>("[2,\"" + std::string(300, 'x') + "\",\"Heartbeat\",{}]"));
}

TEST_CASE("quirk 36 missing and extra elements are taken from chargers and refused strictly") {
    CHECK(read_as<Call>(R"([2,"1","Heartbeat"])"));
    CHECK(read_as<BrokenCall>(R"([2,"1","Heartbeat"])", Strictness::strict));
    CHECK(read_as<Call>(R"([2,"1","Heartbeat",{},{}])"));
    CHECK(read_as<BrokenCall>(R"([2,"1","Heartbeat",{},{}])", Strictness::strict));
    CHECK(read_as<Call>(R"([2,"1","Heartbeat",null])", Strictness::strict));
}

TEST_CASE("a number as id is echoed as a number") {
    const auto call = read_as<Call>(R"([2,1,"Heartbeat",{}])");
    REQUIRE(call);
    CHECK(write_call_result(*call, "{}") == "[3,1,{}]");
    CHECK(read_as<Ignored>(R"([2,1,"Heartbeat",{}])", Strictness::strict));
}

TEST_CASE("a message type written as 2.0 is a 2 with a quirk") {
    QuirkCounters quirks;
    const Frame frame = read_frame(R"([2.0,"1","Heartbeat",{}])", Strictness::lenient, quirks);
    CHECK(std::holds_alternative<Call>(frame.content));
    CHECK(quirks.of(Quirk::odd_envelope) == 1);
}

TEST_CASE("quirk 34 broken JSON with a readable head is answered, a broken answer fails its call at once") {
    CHECK(read_as<BrokenCall>(R"([2,"7","MeterValues",{"connectorId":1)")->id == "7");
    CHECK(read_as<BrokenAnswer>(R"([3,"abc",{"status":)")->id == "abc");
    CHECK(read_as<Ignored>(R"([2,"7","MeterValues",{"connectorId":1)", Strictness::strict));
    CHECK(read_as<Ignored>(R"([,{"a":1})"));
}

TEST_CASE("quirk 37 errors of odd length are read, long codes are cut") {
    CHECK(read_as<CallErrorFrame>(R"([4,"id","NotSupported","x"])")->code == "NotSupported");
    CHECK(read_as<CallErrorFrame>(R"([4,"id"])")->code.empty());
    CHECK(read_as<CallErrorFrame>("[4,\"id\",\"" + std::string(10000, 'c') + "\",\"x\",{}]")->code.size() == 64);
    CHECK(read_as<BrokenAnswer>(R"([4,"id","NotSupported","x"])", Strictness::strict));
}

TEST_CASE("CF-041 what we write is complete and escaped") {
    CHECK(write_call("1", "Heartbeat", "{}") == R"([2,"1","Heartbeat",{}])");
    CHECK(write_call_error("a\"b", false, ErrorCode::OccurenceConstraintViolation, "no\nline") ==
          R"([4,"a\"b","OccurenceConstraintViolation","no\nline",{}])");
}

TEST_CASE("an id of up to 255 characters is a quirk, and echoed as it is") {
    QuirkCounters quirks;
    const std::string id(255, 'x');
    const Frame frame = read_frame("[2,\"" + id + "\",\"Heartbeat\",{}]", Strictness::lenient, quirks);
    CHECK(std::get<Call>(frame.content).id == id);
    CHECK(quirks.of(Quirk::odd_envelope) == 1);
    CHECK(read_as<BrokenCall>("[2,\"" + id + "\",\"Heartbeat\",{\"a\":1")->id == id);
}

TEST_CASE("what is no JSON but can mean one thing only is read and counted, strictly it is none") {
    const auto text =
        GENERATE(as<std::string>{}, R"([2,"1","Heartbeat",{"a":,"b":1}])", R"([2,"1","Heartbeat",{"a": }])",
                 R"([2,"1","Heartbeat",{"b":1,},])", R"([2,"1","Heartbeat",{"b":NaN}])",
                 R"([2,"1","Heartbeat",{"b":-Infinity}])", R"([2,"1","Heartbeat",{"b":+01}])",
                 R"([2,"1","Heartbeat",{"b":1.}])", R"([2,"1","Heartbeat",{"b":7,2}])",
                 "\xEF\xBB\xBF[2,\"1\",\"Heartbeat\",{}]", std::string("[2,\"1\",\"Heartbeat\",{}]\0", 24));
    CAPTURE(text);
    QuirkCounters quirks;
    const Frame frame = read_frame(text, Strictness::lenient, quirks);
    CHECK(std::get<Call>(frame.content).id == "1");
    CHECK(quirks.of(Quirk::repaired_json) == 1);
    CHECK(quirks.of(Quirk::broken_json) == 0);
    CHECK_FALSE(read_as<Call>(text, Strictness::strict));
}

TEST_CASE("a repair opens no way around depth, repeated names or escaped NULs") {
    CHECK(read_as<BrokenCall>("[2,\"1\",\"A\",{\"a\":,\"b\":" + std::string(20, '[') + std::string(20, ']') + "}]"));
    CHECK(read_as<BrokenCall>(R"([2,"1","A",{"a":,"a":1}])"));
    CHECK(read_as<BrokenCall>(R"([2,"1","A",{"a":1,"a":1,}])"));
    QuirkCounters quirks;
    read_frame("[2,\"1\",\"A\",{\"a\":" + std::string(200000, '[') + ",}]", Strictness::lenient, quirks);
    CHECK(quirks.of(Quirk::repaired_json) == 0);
}

TEST_CASE("a payload can be kept as it came, unless it had to be mended") {
    QuirkCounters quirks;
    const auto bytes_of = [&](const std::string& text) {
        const Frame frame = read_frame(text, Strictness::lenient, quirks);
        return std::string(std::get<Call>(frame.content).payload_bytes);
    };
    CHECK(bytes_of(R"([2, "1","A", {"b" : [1.50, "\u00e9"]} ])") == R"({"b" : [1.50, "\u00e9"]})");
    CHECK(bytes_of(R"([2,"1","A",{"b":1,}])").empty());
    CHECK(bytes_of("[2,\"1\",\"A\",{\"b\":\"c\x10\"}]").empty());
    for (const std::string blank : {"\t", "\n", "\r"})
        CHECK(bytes_of("[2,\"1\",\"A\",{\"b\":\"c" + blank + "\"}]").empty());
    CHECK(bytes_of(R"([2,"1","A",null])").empty());
    CHECK(bytes_of(R"([2,"1","A"])").empty());
}
