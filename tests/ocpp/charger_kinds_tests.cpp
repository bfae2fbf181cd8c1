#include <catch2/catch.hpp>
#include <set>

#include "json/parse.h"
#include "ocpp/charger_kinds.h"

using namespace ocpp;
using Catch::Contains;

namespace {

/// A row with all it needs, and `more` members.
std::string row(const std::string& name, const std::string& more = {}) {
    return R"({"name":")" + name + R"(","title":"A title","note":"A note","sources":["somewhere #1"])" +
           (more.empty() ? "" : "," + more) + "}";
}

std::string file(const std::string& rows) { return R"({"charger_kinds":[)" + rows + "]}"; }

ChargerKinds kinds_of(const std::string& rows) {
    ChargerKinds kinds;
    kinds.extend(file(rows));
    return kinds;
}

std::string matched(const ChargerKinds& kinds, const std::string& vendor, const std::string& model = "M",
                    const std::string& firmware = "1") {
    const ChargerKind* kind = kinds.match(vendor, model, firmware);
    return kind == nullptr ? "" : kind->name;
}

std::vector<std::string> names(const ChargerKinds& kinds) {
    std::vector<std::string> result;
    for (const ChargerKind& kind : kinds.all()) result.push_back(kind.name);
    return result;
}

std::string member(const json::Value& object, std::string_view name) {
    const auto value = object.find(name);
    return value ? std::string(value->text()) : std::string();
}

}  // namespace

TEST_CASE("a charger kind is read with all its members") {
    const auto kinds = kinds_of(row("some-kind", R"("match":{"vendor":"V*","model":"M","firmware":"1.*"},
        "traits":{"unit":"W"},"persona":{"vendor":"V1","behaviour":{"only_watts":true}})"));
    REQUIRE(kinds.all().size() == 1);
    const ChargerKind& kind = kinds.all().front();
    CHECK(kind.name == "some-kind");
    CHECK(kind.title == "A title");
    CHECK(kind.note == "A note");
    CHECK(kind.sources == std::vector<std::string>{"somewhere #1"});
    CHECK(kind.vendor == "V*");
    CHECK(kind.model == "M");
    CHECK(kind.firmware == "1.*");
    CHECK(kind.traits == R"({"unit":"W"})");
    CHECK(kind.persona == R"({"vendor":"V1","behaviour":{"only_watts":true}})");
}

TEST_CASE("a charger kind needs no patterns, traits or persona") {
    const auto kinds = kinds_of(row("bare"));
    CHECK_FALSE(kinds.all().front().has_pattern());
    CHECK(kinds.all().front().traits == "{}");
    CHECK(kinds.all().front().persona == "{}");
    CHECK(matched(kinds, "") == "");
}

TEST_CASE("charger kinds are matched by patterns in which letter case does not count") {
    const auto kinds = kinds_of(row("exact", R"("match":{"vendor":"Acme"})") + "," +
                                row("begins", R"("match":{"vendor":"Wall Box*","firmware":"5.*"})") + "," +
                                row("within", R"("match":{"model":"*BS-EV*"})") + "," +
                                row("parts", R"("match":{"vendor":"EV*BOX*x"})"));
    const auto [vendor, model, firmware, expected] =
        GENERATE(table<std::string, std::string, std::string, std::string>({
            {"Acme", "M", "1", "exact"},
            {"aCME", "", "", "exact"},
            {"Acme2", "M", "1", ""},
            {"Wall Box Chargers", "M", "5.17", "begins"},
            {"WALL BOX", "M", "5.", "begins"},
            {"Wall Box Chargers", "M", "6.5.1", ""},
            {"Other", "xbs-ev22", "1", "within"},
            {"Other", "BS-E", "1", ""},
            {"EV-BOX-BOXx", "M", "1", "parts"},
            {"EVBOXx", "M", "1", "parts"},
            {"EV-BOX", "M", "1", ""},
            {"", "", "", ""},
        }));
    INFO(vendor << "/" << model << "/" << firmware);
    CHECK(matched(kinds, vendor, model, firmware) == expected);
}

TEST_CASE("a star alone matches everything, an empty text too") {
    const auto kinds = kinds_of(row("all", R"("match":{"vendor":"*","model":""})"));
    CHECK(matched(kinds, "", "", "") == "all");
    CHECK(matched(kinds, "x", "y", "z") == "all");
}

TEST_CASE("a pattern full of stars is matched in bounded time") {
    std::string pattern;
    for (int i = 0; i < 150; ++i) pattern += "*a";
    const auto kinds = kinds_of(row("stars", R"("match":{"vendor":")" + pattern + R"("})"));
    CHECK(matched(kinds, std::string(100000, 'a') + "b") == "");
}

TEST_CASE("the first charger kind that fits is taken") {
    const auto kinds = kinds_of(row("persona-only") + "," + row("five", R"("match":{"vendor":"V","firmware":"5*"})") +
                                "," + row("rest", R"("match":{"vendor":"V"})"));
    CHECK(matched(kinds, "V", "M", "5.1") == "five");
    CHECK(matched(kinds, "V", "M", "6.1") == "rest");
}

TEST_CASE("charger kinds of the operator come first, those of a known name take its place") {
    auto kinds = kinds_of(row("a", R"("match":{"vendor":"V*"})") + "," + row("b", R"("match":{"vendor":"W"})"));
    kinds.extend(file(row("mine", R"("match":{"vendor":"V1"})") + "," +
                      row("b", R"("match":{"vendor":"X"},"traits":{"unit":"A"})") + "," + row("also-mine")));
    CHECK(names(kinds) == std::vector<std::string>{"mine", "also-mine", "a", "b"});
    CHECK(matched(kinds, "V1") == "mine");
    CHECK(matched(kinds, "V2") == "a");
    CHECK(matched(kinds, "W") == "");
    CHECK(matched(kinds, "X") == "b");
    CHECK(kinds.find("b")->traits == R"({"unit":"A"})");
    CHECK(kinds.find("nobody") == nullptr);
}

TEST_CASE("what is wrong with charger kinds is said, and nothing changes") {
    const auto [text, words] = GENERATE(table<std::string, std::string>({
        {"{", "Missing a name for object member"},
        {"[]", "must be an object whose only member is the list charger_kinds"},
        {R"({"charger_kinds":{}})", "must be an object whose only member is the list charger_kinds"},
        {R"({"charger_kinds":[],"more":1})", "must be an object whose only member is the list charger_kinds"},
        {file("1"), "charger kind 1 must be an object"},
        {file(row("fine") + ",{}"), "charger kind 2 needs a name"},
        {file(row("Upper")), "charger kind 1 must have a name of lower-case letters, digits and hyphens"},
        {file(row("-edge")), "charger kind 1 must have a name of lower-case"},
        {file(row("edge-")), "charger kind 1 must have a name of lower-case"},
        {file(row("")), "charger kind 1 must have a name of lower-case"},
        {file(row(std::string(49, 'a'))), "at most 48"},
        {file(R"({"name":7})"), "charger kind 1 must have a name of lower-case"},
        {file(row("a") + "," + row("a")), "charger kind \"a\" is there twice"},
        {file(R"({"name":"a","note":"n","sources":["s"]})"), "charger kind \"a\" needs a title"},
        {file(R"({"name":"a","title":"t","sources":["s"]})"), "charger kind \"a\" needs a note"},
        {file(R"({"name":"a","title":"t","note":"n"})"), "charger kind \"a\" needs sources, at least one"},
        {file(R"({"name":"a","title":"t","note":"n","sources":[]})"), "charger kind \"a\" needs sources, at least one"},
        {file(R"({"name":"a","sources":"s"})"), "charger kind \"a\" has sources that are no list"},
        {file(R"({"name":"a","sources":[1]})"), "charger kind \"a\" has a source that is no text"},
        {file(R"({"name":"a","title":""})"), "charger kind \"a\" has a title that is empty"},
        {file(R"({"name":"a","note":"two\nlines"})"), "charger kind \"a\" has a note of more than one line"},
        {file(R"({"name":"a","note":")" + std::string(401, 'x') + R"("})"),
         "charger kind \"a\" has a note that is too long"},
        {file(row("a", R"("colour":1)")), "charger kind \"a\" has no member colour"},
        {file(row("a", R"("match":[])")), "charger kind \"a\" has a match that is no object"},
        {file(row("a", R"("match":{})")), "charger kind \"a\" has a match without vendor, model or firmware"},
        {file(row("a", R"("match":{"vendor":""})")),
         "charger kind \"a\" has a match without vendor, model or firmware"},
        {file(row("a", R"("match":{"serial":"1"})")), "charger kind \"a\" has a match for serial"},
        {file(row("a", R"("match":{"vendor":1})")), "charger kind \"a\" has a vendor that is no text"},
        {file(row("a", R"("traits":[])")), "charger kind \"a\" has traits other than an object"},
        {file(row("a", R"("persona":"x")")), "charger kind \"a\" has persona other than an object"},
        {file(row("a", R"("traits":{"unit":"A","unit":"W"})")), "twice"},
    }));
    INFO(text);
    auto kinds = kinds_of(row("kept"));
    CHECK_THROWS_AS(kinds.extend(text), ChargerKindError);
    CHECK_THROWS_WITH(kinds.extend(text), Contains(words));
    CHECK(names(kinds) == std::vector<std::string>{"kept"});
}

TEST_CASE("too many charger kinds are refused") {
    std::string rows = row("k0");
    for (std::size_t i = 1; i <= ChargerKinds::kMostKinds; ++i) rows += "," + row("k" + std::to_string(i));
    CHECK_THROWS_WITH(kinds_of(rows), Contains("more than 1000 charger kinds"));
}

TEST_CASE("every brand of the catalogue is among the built-in charger kinds") {
    const auto& kinds = ChargerKinds::built_in();
    const std::string name = GENERATE(
        "abb-terra-ac", "abl-emh", "alfen-eve", "autel-maxicharger", "easee", "en-plus", "entratek-power-dot",
        "evbox-elvi", "go-e", "fronius-wattpilot", "grizzl-e-3", "grizzl-e-5", "huawei-scharger",
        "huawei-scharger-nameless", "mennekes-4you", "mennekes-acu", "necharge", "ocular-bs-ev", "phoenix-charx",
        "teison", "timxon-a0", "morek-a0", "wallbox-5", "wallbox-6", "warp", "everest", "microocpp", "zaptec-go");
    INFO(name);
    REQUIRE(kinds.find(name) != nullptr);
    CHECK(kinds.find(name)->has_pattern());
}

TEST_CASE("every behaviour that has to be mastered first is among the built-in charger kinds") {
    const auto& kinds = ChargerKinds::built_in();
    const std::string name = GENERATE(
        "plain", "silent-after-reconnect", "energy-meter-only", "per-phase-power-only", "watts-only",
        "amperes-only-silently", "below-minimum-ends", "zero-ends", "zero-ignored", "zero-refused", "level-zero-only",
        "top-level-only", "no-charge-point-max", "charge-point-max-ignored", "relative-default-only",
        "drops-limit-on-resume", "relative-only", "absolute-only", "slow-clock", "forgets-on-disconnect",
        "forgets-on-reboot", "full-power-on-clear", "accepts-without-effect", "replug-after-stop", "four-keys-at-once",
        "asks-never-twice", "fussy-about-measurands", "tired-of-measurands");
    INFO(name);
    REQUIRE(kinds.find(name) != nullptr);
    // The gateway has to find out by itself.
    CHECK_FALSE(kinds.find(name)->has_pattern());
    CHECK(kinds.find(name)->traits == "{}");
}

TEST_CASE("every built-in persona boots as a charger of its own kind and of no other") {
    const auto& kinds = ChargerKinds::built_in();
    std::set<std::string> identities;
    for (const ChargerKind& kind : kinds.all()) {
        INFO(kind.name);
        const auto document = json::parse(kind.persona);
        const json::Value persona = document.root();
        const std::string vendor = member(persona, "vendor"), model = member(persona, "model"),
                          firmware = member(persona, "firmware");
        CHECK(vendor.size() <= 20);
        CHECK(model.size() <= 20);
        CHECK(firmware.size() <= 50);
        CHECK(identities.insert(vendor + "\n" + model + "\n" + firmware).second);
        CHECK(matched(kinds, vendor, model, firmware) == (kind.has_pattern() ? kind.name : ""));
    }
}
