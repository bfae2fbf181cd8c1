#include "gateway/link/utf8_validator.h"

#include <catch2/catch.hpp>
#include <string>

#include "json/parse.h"

namespace {

using websocketpp::utf8_validator::validator;

bool accepts_in_two(const std::string& text, std::size_t split) {
    validator whole;
    const auto middle = text.begin() + static_cast<std::ptrdiff_t>(split);
    return whole.decode(text.begin(), middle) && whole.decode(middle, text.end()) && whole.complete();
}

/// The bytes at which UTF-8 decides, and their neighbours.
const std::string& telling_bytes() {
    static const std::string bytes(
        "\x00\x41\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF3\xF4\xF5\xFF", 25);
    return bytes;
}

}  // namespace

TEST_CASE("a socket's text is UTF-8 by the same rule as everywhere, wherever it is split") {
    for (const char first : telling_bytes()) {
        for (const char second : telling_bytes()) {
            for (const char third : telling_bytes()) {
                for (const char fourth : telling_bytes()) {
                    const std::string text{first, second, third, fourth};
                    const bool expected = json::is_utf8(text);
                    for (std::size_t split = 0; split <= text.size(); ++split) {
                        if (accepts_in_two(text, split) != expected) FAIL("split at " << split << ": " << text);
                    }
                }
            }
        }
    }
}

TEST_CASE("one odd byte is found at every place of a long text") {
    for (std::size_t place = 0; place < 40; ++place) {
        std::string text(40, 'x');
        text[place] = '\xFF';
        CHECK_FALSE(websocketpp::utf8_validator::validate(text));
        text.replace(place, 1, "\xC3\xA9");
        CHECK(websocketpp::utf8_validator::validate(text));
    }
}

TEST_CASE("a text that ends inside a character is not complete, and a reset forgets it") {
    const std::string text = "caf\xC3";
    validator whole;
    CHECK(whole.decode(text.begin(), text.end()));
    CHECK_FALSE(whole.complete());
    whole.reset();
    CHECK(whole.complete());
}
