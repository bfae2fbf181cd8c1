#include "json/repair.h"

#include <catch2/catch.hpp>

using json::repaired;

TEST_CASE("a member without a value has none") {
    CHECK(repaired(R"({"a":,"b":1})") == R"({"a":null,"b":1})");
    CHECK(repaired(R"({"a": })") == R"({"a": null})");
    CHECK(repaired(R"({"a":NaN,"b":[-Infinity]})") == R"({"a":null,"b":[null]})");
}

TEST_CASE("a comma before a closing bracket is dropped") {
    CHECK(repaired(R"([1,{"a":2 ,}, ])") == R"([1,{"a":2  }  ])");
}

TEST_CASE("numbers are written as JSON has them") {
    CHECK(repaired(R"([+5,007,-.5,5.,00,1.50e+3, +0.0])") == R"([5,7,-0.5,5,0,1.50e+3, 0.0])");
    CHECK(repaired(R"({"a":7,2,"b":7,25})") == R"({"a":7.2,"b":7.25})");
}

TEST_CASE("a byte order mark in front and NUL bytes behind are taken off") {
    CHECK(repaired("\xEF\xBB\xBF[]") == "[]");
    CHECK(repaired(std::string_view("[]\0\0", 4)) == "[]");
}

TEST_CASE("what could mean two things is left alone") {
    const auto text = GENERATE(as<std::string>{}, "", "[1,2", R"({"a":1,,"b":2})", "[1,,2]", "[,1]", R"({"a":0x10})",
                               R"({'a':1})", R"({a:1})", "[1 2]", "[--1]", "[1.2.3]", "[.]", "[+]", R"(["x)",
                               R"({"a":1,2})"
                               "]",
                               "[7,2]", R"({"a":[7,2]})", R"([{"a":/**/1}])", "[tru]", R"({"a"})");
    CAPTURE(text);
    CHECK_FALSE(repaired(text));
}

TEST_CASE("text inside strings is no business of the repair") {
    CHECK_FALSE(repaired(R"({"a":"x:,}\"NaN,]"})"));
    CHECK(repaired(R"({"a":"x:,}\\","b":,})") == R"({"a":"x:,}\\","b":null })");
}
