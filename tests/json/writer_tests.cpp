#include "json/writer.h"

#include <catch2/catch.hpp>

#include "json/indented.h"
#include "json/parse.h"

using json::Writer;

TEST_CASE("whole numbers are written without a fraction and others in their shortest form") {
    Writer writer;
    writer.begin_array().number(11).number(7.4).number(0.1).integer(-3).number(1e300).end_array();
    CHECK(writer.take() == "[11,7.4,0.1,-3,1e+300]");
}

TEST_CASE("foreign text is escaped so that it stays one JSON string") {
    Writer writer;
    writer.begin_object().member("a\"b", std::string_view("line\n\x1b[31m\\\0", 12)).end_object();
    const auto text = writer.take();
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK_NOTHROW(json::parse(text, json::Reading::tolerant));
}

TEST_CASE("what JSON wants escaped is, everything else stays as it is") {
    Writer writer;
    writer.string("\"\\/\b\f\n\r\t\x01\x1F\x7F \xC3\xA9");
    CHECK(writer.take() == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001F\x7F \xC3\xA9\"");
}

TEST_CASE("commas stand between values at every depth") {
    Writer writer;
    writer.begin_array().begin_object().end_object().begin_object().key("a").begin_array().null().boolean(false);
    writer.raw("[1]").end_array().member("b", 1.5).end_object().begin_array().end_array().string("x").end_array();
    CHECK(writer.take() == R"([{},{"a":[null,false,[1]],"b":1.5},[],"x"])");
}

TEST_CASE("bytes that are not UTF-8 are replaced, the rest is kept") {
    Writer writer;
    writer.begin_array().string("\xC3\xA9 \xFF x \xE2\x82").end_array();
    const auto text = writer.take();
    CHECK(json::is_utf8(text));
    CHECK(text == "[\"\xC3\xA9 \xEF\xBF\xBD x \xEF\xBF\xBD\xEF\xBF\xBD\"]");
}

TEST_CASE("a writer can be used again after its text was taken") {
    Writer writer;
    writer.begin_array().end_array();
    CHECK(writer.take() == "[]");
    writer.begin_object().member("a", true).member("b", 2).member("c", "x").end_object();
    CHECK(writer.take() == R"({"a":true,"b":2,"c":"x"})");
}

TEST_CASE("indented JSON has a member a line and reads the same") {
    const std::string compact = R"({"a":1,"b":[],"c":{},"d":["x, {y}: \"z\\",{"e":null}]})";
    const std::string indented = json::indented(compact);
    CHECK(indented == R"({
  "a": 1,
  "b": [],
  "c": {},
  "d": [
    "x, {y}: \"z\\",
    {
      "e": null
    }
  ]
})");
    CHECK(json::parse(indented).root().to_json() == compact);
}

TEST_CASE("indenting a text that breaks off ends with it") {
    CHECK(json::indented("\"ab\\") == "\"ab\\");
    CHECK(json::indented("").empty());
}
