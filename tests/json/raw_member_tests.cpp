#include "json/raw_member.h"

#include <catch2/catch.hpp>

using json::raw_member;

TEST_CASE("a member's value is found with every byte as it was written") {
    const char* text =
        " {\"a\" : [1, {\"payload\":0} ,\"]}\"], \"payload\":\t{ \"n\": 1.50 ,\"t\":\"\\\"}\\u0041\" }\n , \"z\":1.0}";
    CHECK(raw_member(text, "payload") == "{ \"n\": 1.50 ,\"t\":\"\\\"}\\u0041\" }");
    CHECK(raw_member(text, "z") == "1.0");
    CHECK(raw_member(text, "a") == "[1, {\"payload\":0} ,\"]}\"]");
}

TEST_CASE("what is no member, is written otherwise or no object has no bytes") {
    CHECK_FALSE(raw_member("{}", "a"));
    CHECK_FALSE(raw_member("{ }", ""));
    CHECK_FALSE(raw_member(R"({"\u0061":1})", "a"));
    CHECK_FALSE(raw_member("[1]", "a"));
    CHECK_FALSE(raw_member("", "a"));
}
