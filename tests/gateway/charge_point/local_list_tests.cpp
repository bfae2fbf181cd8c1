#include <catch2/catch.hpp>

#include "bench.h"
#include "gateway/authorization/local_list_plan.h"
#include "json/parse.h"

/// The lists of tags that chargers keep themselves.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

std::vector<ocpp::AuthorizationData> tags(int from, int to) {
    std::vector<ocpp::AuthorizationData> entries;
    for (int i = from; i < to; ++i) {
        ocpp::IdTagInfo info;
        info.status = ocpp::AuthorizationStatus::Accepted;
        entries.push_back({ocpp::IdToken("TAG" + std::to_string(i)), info});
    }
    return entries;
}

void put_tags(Bench& bench, int count) {
    for (int i = 0; i < count; ++i)
        bench.site->tags().put({"TAG" + std::to_string(i), false, std::nullopt, "", ""}, [](const auto&) {});
    bench.settle();
}

LocalListResult sync(Bench& bench) {
    LocalListResult result{"no answer", 0, 0};
    bench.site->charge_point("CP1")->local_list().sync([&](const LocalListResult& told) { result = told; });
    bench.settle();
    return result;
}

/// "Full 10", "Differential 5", … in the order in which they went out.
std::vector<std::string> lists_sent(Bench& bench) {
    std::vector<std::string> shown;
    for (const auto& call : bench.calls_of("SendLocalList")) {
        const auto document = json::parse(call.payload);
        const auto list = document.root().find("localAuthorizationList");
        std::size_t count = 0;
        if (list) {
            for ([[maybe_unused]] const auto each : list->elements()) ++count;
        }
        shown.push_back(std::string(document.root().find("updateType")->text()) + " " + std::to_string(count));
    }
    return shown;
}

}  // namespace

TEST_CASE("CF-110 after a difference that the charger refuses the whole list is sent, once") {
    Bench bench;
    bench.arrive();
    bench.advance(1min);
    put_tags(bench, 3);
    CHECK(sync(bench).error.empty());
    put_tags(bench, 4);
    const std::string refusal = GENERATE("Failed", "VersionMismatch");
    bool refuses_all = false;
    bench.answers["SendLocalList"] = [&](const GatewayCall& call) {
        const bool refused = refuses_all || call.payload.find("Differential") != std::string::npos;
        return "{\"status\":\"" + (refused ? refusal : "Accepted") + "\"}";
    };
    bench.forget_calls();
    SECTION("and taken") {
        CHECK(sync(bench).error.empty());
        CHECK(lists_sent(bench) == std::vector<std::string>{"Differential 1", "Full 4"});
    }
    SECTION("and refused") {
        refuses_all = true;
        CHECK_THAT(sync(bench).error, Contains(refusal));
        CHECK(lists_sent(bench) == std::vector<std::string>{"Differential 1", "Full 4"});
        CHECK(bench.storage.rows().local_lists().at("CP1").entries.empty());
    }
}

TEST_CASE("a limit that becomes due during a long list goes out between two of its parts") {
    Bench bench;
    bench.configuration["SendLocalListMaxLength"] = "1";
    bench.arrive();
    bench.advance(30s);
    put_tags(bench, 10);
    bench.forget_calls();
    int parts = 0;
    bench.answers["SendLocalList"] = [&](const auto&) {
        if (++parts == 3)
            bench.site->commands().write_settings(bench.device(), canonical::SettingsPatch{7.0, {}}, [](bool) {});
        return std::string(R"({"status":"Accepted"})");
    };
    CHECK(sync(bench).error.empty());
    const auto position_of = [&](const std::string& action, auto first, auto last) {
        return std::distance(first, std::find_if(first, last, [&](const auto& call) { return call.action == action; }));
    };
    const auto limit = position_of("SetChargingProfile", bench.calls.begin(), bench.calls.end());
    const auto parts_behind = position_of("SendLocalList", bench.calls.rbegin(), bench.calls.rend());
    CHECK(limit < static_cast<std::ptrdiff_t>(bench.calls.size()) - 1 - parts_behind);
}

TEST_CASE(
    "CF-111 a list that is longer than one call takes is one Full and Differentials, each tag once, versions growing") {
    Bench bench;
    bench.arrive();
    bench.advance(1min);
    bench.configuration["SendLocalListMaxLength"] = "10";
    put_tags(bench, 25);
    bench.site->tags().put({"tag7", false, std::nullopt, "", ""}, [](const auto&) {});
    bench.settle();
    const auto result = sync(bench);
    CHECK(result.error.empty());
    CHECK(result.entries == 25);
    CHECK(lists_sent(bench) == std::vector<std::string>{"Full 10", "Differential 10", "Differential 5"});
    std::int64_t version = 0;
    std::map<std::string, int> seen;
    for (const auto& call : bench.calls_of("SendLocalList")) {
        const auto document = json::parse(call.payload);
        CHECK(*document.root().find("listVersion")->integer() == ++version);
        for (const auto entry : document.root().find("localAuthorizationList")->elements()) {
            CHECK(entry.find("idTagInfo"));
            ++seen[std::string(entry.find("idTag")->text())];
        }
    }
    CHECK(seen.size() == 25);
    CHECK(result.version == 3);
    CHECK(bench.storage.rows().local_lists().at("CP1").version == 3);
}

TEST_CASE("only what changed is sent again, a tag that went without its status, over a restart too") {
    Bench bench;
    bench.arrive();
    bench.advance(1min);
    put_tags(bench, 3);
    CHECK(sync(bench).error.empty());
    bench.restart();
    bench.arrive();
    bench.advance(1min);
    bench.forget_calls();
    CHECK(sync(bench).error.empty());
    CHECK(lists_sent(bench).empty());
    bench.site->tags().remove("TAG1", [](TagDesk::Removal) {});
    bench.site->tags().put({"TAG2", true, std::nullopt, "", ""}, [](const auto&) {});
    bench.settle();
    CHECK(sync(bench).error.empty());
    REQUIRE(bench.count("SendLocalList") == 1);
    CHECK_THAT(bench.calls_of("SendLocalList")[0].payload,
               Contains(R"({"idTag":"TAG2","idTagInfo":{"status":"Blocked"}})") && Contains(R"({"idTag":"TAG1"})") &&
                   Contains("Differential") && Contains(R"("listVersion":2)"));
}

TEST_CASE("a charger that keeps no list, or a shorter one, says so") {
    Bench bench;
    bench.arrive();
    bench.advance(1min);
    put_tags(bench, 3);
    SECTION("none") {
        bench.answers_with("SendLocalList", R"({"status":"NotSupported"})");
        CHECK_THAT(sync(bench).error, Contains("NotSupported"));
        CHECK(lists_sent(bench) == std::vector<std::string>{"Full 3"});
    }
    SECTION("shorter") {
        bench.configuration["LocalAuthListMaxLength"] = "2";
        CHECK_THAT(sync(bench).error, Contains("holds 2 tags and there are 3"));
        CHECK(lists_sent(bench).empty());
    }
    SECTION("none that it can say anything of") {
        bench.disconnect();
        CHECK_THAT(sync(bench).error, Contains("not connected"));
    }
}

TEST_CASE("where it is wished for a change of the tags reaches the charger by itself, once for several") {
    const bool wished = GENERATE(false, true);
    SiteOptions options = Bench::automatic();
    options.authorisation.local_list = wished;
    Bench bench(options);
    bench.arrive();
    bench.advance(1min);
    bench.forget_calls();
    put_tags(bench, 3);
    bench.advance(10s);
    CHECK(lists_sent(bench) == (wished ? std::vector<std::string>{"Differential 3"} : std::vector<std::string>{}));
}

TEST_CASE("a whole list of no tags empties the charger's, and one that fails in its middle is begun anew") {
    LocalListPlan empty({"CP1", 0, ""}, {}, 20);
    CHECK_FALSE(empty.is_done());
    CHECK(empty.next().updateType == ocpp::UpdateType::Full);
    CHECK_FALSE(empty.next().localAuthorizationList);
    CHECK(empty.answered(ocpp::UpdateStatus::Accepted));
    CHECK(empty.is_done());
    CHECK(empty.record().entries == "[]");
    LocalListPlan two_parts({"CP1", 5, ""}, tags(0, 3), 2);
    CHECK(two_parts.next().listVersion.value == 6);
    CHECK(two_parts.answered(ocpp::UpdateStatus::Accepted));
    CHECK(two_parts.next().updateType == ocpp::UpdateType::Differential);
    CHECK_FALSE(two_parts.answered(ocpp::UpdateStatus::Failed));
    CHECK(two_parts.record().entries.empty());
    CHECK(two_parts.record().version == 7);
}
