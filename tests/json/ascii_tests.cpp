#include "json/ascii.h"

#include <catch2/catch.hpp>

TEST_CASE("the letters A to Z become small, and no other byte changes") {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        INFO(byte);
        if (byte >= 'A' && byte <= 'Z') CHECK(json::lower_case(c) == static_cast<char>(byte + 32));
        else CHECK(json::lower_case(c) == c);
    }
    CHECK(json::lower_case("Wallbox-\xc3\x84 7[") == "wallbox-\xc3\x84 7[");
}

TEST_CASE("texts are equal when they differ in the case of letters only") {
    CHECK(json::equal_ignoring_case("CP-1", "cp-1"));
    CHECK(json::equal_ignoring_case("", ""));
    CHECK_FALSE(json::equal_ignoring_case("CP-1", "CP-10"));
    CHECK_FALSE(json::equal_ignoring_case("CP-1", "CP_1"));
    CHECK_FALSE(json::equal_ignoring_case("@", "`"));
    CHECK_FALSE(json::equal_ignoring_case("[", "{"));
    CHECK_FALSE(json::equal_ignoring_case("\xc3\x84", "\xc3\xa4"));
}
