#include "json/parse.h"

#include <catch2/catch.hpp>

using json::Limits;
using json::parse;
using json::ParseError;
using json::Reading;

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

bool is_refused(const std::string& text, Reading reading = Reading::strict) {
    try {
        parse(text, reading);
        return false;
    } catch (const ParseError&) {
        return true;
    }
}

}  // namespace

TEST_CASE("a document is read back member by member") {
    const auto document = parse(R"({"a":[1,-2.5,"x"],"b":{"c":true,"d":null}})");
    const auto root = document.root();
    REQUIRE(root.is_object());
    REQUIRE(root.size() == 2);
    const auto list = root.find("a");
    REQUIRE(list);
    std::vector<std::string> texts;
    for (const auto element : list->elements()) texts.emplace_back(element.text());
    CHECK(texts == std::vector<std::string>{"1", "-2.5", "x"});
    CHECK(root.find("b")->find("c")->is_true());
    CHECK(root.find("b")->find("d")->is_null());
    CHECK_FALSE(root.find("e"));
    CHECK(root.to_json() == R"({"a":[1,-2.5,"x"],"b":{"c":true,"d":null}})");
}

TEST_CASE("the number that kills a stock parser is read as a harmless zero") {
    const auto document = parse(R"([2,"1","MeterValues",{"connectorId":0.11111111111111111111111e-2147483639}])");
    double value = 1;
    for (const auto element : document.root().elements()) {
        if (const auto id = element.find("connectorId")) value = id->number().value();
    }
    CHECK(value == 0.0);
}

TEST_CASE("numbers are converted by their text") {
    const auto number = [](const std::string& text) { return parse("[" + text + "]"); };
    const auto integer_of = [&](const std::string& text) {
        return (*number(text).root().elements().begin()).integer();
    };
    const auto real_of = [&](const std::string& text) { return (*number(text).root().elements().begin()).number(); };
    CHECK(integer_of("9223372036854775807") == 9223372036854775807);
    CHECK_FALSE(integer_of("9223372036854775808"));
    CHECK(integer_of("5.0") == 5);
    CHECK(integer_of("5e0") == 5);
    CHECK_FALSE(integer_of("5.5"));
    CHECK(real_of("8.1") == 8.1);
    CHECK(is_refused("[1e999]"));
    CHECK(is_refused("[-1e999]"));
    CHECK(real_of("1e-400") == 0.0);
    CHECK(real_of("-0.0") == 0.0);
}

TEST_CASE("what is not JSON is refused") {
    const auto text =
        GENERATE(as<std::string>{}, "", "   ", "hello", "{", "[", "[2,", "[1]x", "[1][2]", "[1,]", "{'a':1}", "[NaN]",
                 "[Infinity]", "[0x10]", "[01]", "[+1]", "[.5]", "[1.]", "[\"a\nb\"]", "[// c\n1]");
    CAPTURE(text);
    CHECK(is_refused(text));
}

TEST_CASE("a NUL byte is refused wherever it stands") {
    CHECK(is_refused(std::string("[1]\0garbage", 11)));
    CHECK(is_refused(std::string("[1]\0garbage", 11), Reading::tolerant));
    CHECK(is_refused(std::string("[\"a\0b\"]", 7), Reading::tolerant));
}

TEST_CASE("a name that occurs twice in one object is refused") {
    CHECK(is_refused(R"({"status":"Available","status":"Faulted"})"));
    CHECK(is_refused(R"({"a":1,"b":2,"\u0061":3})"));
    CHECK_FALSE(is_refused(R"({"a":{"b":1},"b":{"a":1}})"));
}

TEST_CASE("an escaped NUL is refused from clients and kept from chargers") {
    CHECK(is_refused(R"(["a\u0000b"])"));
    const auto document = parse(R"(["a\u0000b"])", Reading::tolerant);
    CHECK((*document.root().elements().begin()).text() == std::string_view("a\0b", 3));
}

TEST_CASE("half a surrogate pair is refused") {
    CHECK(is_refused(R"(["\ud800"])"));
    CHECK(is_refused(R"(["\udc00"])"));
    CHECK(is_refused(R"(["\udc00"])", Reading::tolerant));
    CHECK_FALSE(is_refused(R"(["\ud83d\ude00"])"));
}

TEST_CASE("raw control characters are refused from clients and become blanks from chargers") {
    const std::string text = "[\"tag\x10\x0E\"]";
    CHECK(is_refused(text));
    const auto document = parse(text, Reading::tolerant);
    CHECK((*document.root().elements().begin()).text() == "tag  ");
    CHECK(document.had_control_characters());
    CHECK_FALSE(parse("[1,\n 2]", Reading::tolerant).had_control_characters());
}

TEST_CASE("a control character is found wherever it stands in a long string, and so is the string's end") {
    for (std::size_t place = 0; place < 40; ++place) {
        for (char control = 1; control < 0x20; ++control) {
            std::string text = "[\"" + std::string(40, 'x') + "\"]";
            text[2 + place] = control;
            if (!is_refused(text)) FAIL("taken: character " << int(control) << " at " << place);
        }
        const auto document = parse("[\"" + std::string(place, 'x') + "\",7]");
        CHECK((*document.root().elements().begin()).text() == std::string(place, 'x'));
    }
    CHECK(is_refused("[1]\x1A"));
}

TEST_CASE("the bytes of an array or object are found again in what was parsed") {
    const std::string text = R"( [2, "a\"b", {"c" : [ 1,2 ] , "d":"\u00e9"}  ] )";
    const auto document = parse(text);
    const auto root = document.root();
    CHECK(document.bytes_of(root, text) == R"([2, "a\"b", {"c" : [ 1,2 ] , "d":"\u00e9"}  ])");
    auto element = root.elements().begin();
    const auto object = *++ ++element;
    CHECK(document.bytes_of(object, text) == R"({"c" : [ 1,2 ] , "d":"\u00e9"})");
    CHECK(document.bytes_of(*object.find("c"), text) == "[ 1,2 ]");
    CHECK(object.text().empty());
}

TEST_CASE("a name that comes twice is found among few members and among many") {
    for (int members = 2; members < 20; ++members) {
        std::string text;
        for (int i = 0; i < members; ++i) text += (i == 0 ? "{\"" : ",\"") + std::to_string(i) + "\":0";
        CHECK_FALSE(is_refused(text + "}"));
        CHECK(is_refused(text + ",\"0\":1}"));
        CHECK(is_refused(text + ",\"" + std::to_string(members - 1) + "\":1}"));
    }
}

TEST_CASE("bytes that are not UTF-8 are refused") {
    CHECK(is_refused("[\"\xFF\"]"));
    CHECK(is_refused("[\"\xC0\xAF\"]"));
    CHECK(is_refused("[\"\xED\xA0\x80\"]"));
    CHECK(is_refused("[\"\xF4\x90\x80\x80\"]"));
    CHECK_FALSE(is_refused("[\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"]"));
}

TEST_CASE("nesting beyond the limit is refused without recursion") {
    CHECK_FALSE(is_refused(nested(16)));
    CHECK(is_refused(nested(17)));
    CHECK(is_refused(nested(200000)));
    std::string objects;
    for (int i = 0; i < 20000; ++i) objects += "{\"a\":";
    CHECK(is_refused(objects));
}

TEST_CASE("more values than the limit are refused") {
    std::string zeros = "[0";
    for (int i = 0; i < 100000; ++i) zeros += ",0";
    CHECK(is_refused(zeros + "]"));
}

TEST_CASE("long numbers, names and texts are refused by their limits") {
    CHECK(is_refused("[" + std::string(1000000, '1') + "]"));
    CHECK(is_refused("[0." + std::string(65, '1') + "]"));
    CHECK(is_refused("{\"" + std::string(65, 'k') + "\":1}"));
    Limits small;
    small.bytes = 10;
    CHECK_THROWS_AS(parse("[1,2,3,4,5,6]", Reading::strict, small), ParseError);
    CHECK_NOTHROW(parse("[1,2]", Reading::strict, small));
}

TEST_CASE("BI-125 every short byte sequence is either read or refused") {
    int read = 0;
    for (int a = 0; a < 256; ++a) {
        read += !is_refused(std::string(1, static_cast<char>(a)));
        for (int b = 0; b < 256; ++b) {
            const char bytes[] = {static_cast<char>(a), static_cast<char>(b)};
            read += !is_refused(std::string(bytes, 2));
        }
    }
    CHECK(read == 10 + 90 + 10 + 2 * 4 * 10 + 3);  // digits, two digits, "-d", blanks around a digit, [] {} ""
}
