#include <catch2/catch.hpp>

#include "second_charger.h"
#include "sessions.h"

using namespace gateway;
using Catch::Matchers::Contains;

namespace {

SiteOptions with(AuthorisationPolicy policy) {
    SiteOptions options = Bench::automatic();
    options.authorisation.policy = policy;
    return options;
}

std::string put(Bench& bench, storage::TagRecord tag) {
    std::string result = "no answer";
    bench.site->tags().put(tag, [&](const std::string& error) { result = error; });
    bench.settle();
    return result;
}

std::string status_in(const std::string& answer) {
    const auto at = answer.find("\"status\":\"");
    return at == std::string::npos ? answer : answer.substr(at + 10, answer.find('"', at + 10) - at - 10);
}

std::string authorise(Bench& bench, const std::string& id) {
    return status_in(bench.call("Authorize", R"({"idTag":")" + id + "\"}"));
}

std::string start_as(Bench& bench, const std::string& id, int connector = 1, const std::string& timestamp = {}) {
    return status_in(bench.call("StartTransaction", R"({"connectorId":)" + std::to_string(connector) + R"(,"idTag":")" +
                                                        id + R"(","meterStart":5,"timestamp":")" +
                                                        (timestamp.empty() ? bench.utc_text() : timestamp) + "\"}"));
}

const storage::StoredTransaction& last_stored(Bench& bench) {
    return bench.storage.rows().transactions().rbegin()->second;
}

}  // namespace

TEST_CASE("CF-066 tc_023_1 where tags are listed an unknown one is Invalid, in Authorize and in a start alike") {
    Bench bench(with(GENERATE(AuthorisationPolicy::list, AuthorisationPolicy::reject_unknown)));
    bench.arrive();
    REQUIRE(put(bench, tag("KNOWN")).empty());
    CHECK(authorise(bench, "NOBODY") == "Invalid");
    CHECK(start_as(bench, "NOBODY") == "Invalid");
    CHECK(authorise(bench, "KNOWN") == "Accepted");
    bench.advance(1s);
    CHECK(start_as(bench, "KNOWN") == "Accepted");
}

TEST_CASE("CF-071 a tag of exactly twenty characters is a tag like any other") {
    Bench bench(with(AuthorisationPolicy::list));
    bench.arrive();
    REQUIRE(put(bench, tag("ABCDEFGHIJKLMNOPQRST")).empty());
    CHECK(authorise(bench, "abcdefghijklmnopqrst") == "Accepted");
    CHECK(authorise(bench, "abcdefghijklmnopqrs") == "Invalid");
}

TEST_CASE("tc_053 the parent of a tag is told, in Authorize and in a start") {
    Bench bench;
    bench.arrive();
    auto child = tag("CHILD");
    child.parent_id_tag = "FAMILY";
    REQUIRE(put(bench, child).empty());
    const std::string info = R"({"idTagInfo":{"status":"Accepted","parentIdTag":"FAMILY"})";
    CHECK(bench.call("Authorize", R"({"idTag":"CHILD"})") == info + "}");
    const auto answer =
        bench.call("StartTransaction",
                   R"({"connectorId":1,"idTag":"CHILD","meterStart":0,"timestamp":")" + bench.utc_text() + "\"}");
    CHECK_THAT(answer, Contains(info));
    CHECK(last_stored(bench).start.parent_id_tag == "FAMILY");
}

TEST_CASE("a start is refused in the same words as the tag, and is a transaction all the same") {
    Bench bench;
    bench.arrive();
    auto blocked = tag("BLOCKED");
    blocked.blocked = true;
    REQUIRE(put(bench, blocked).empty());
    CHECK(authorise(bench, "BLOCKED") == "Blocked");
    CHECK(start_as(bench, "BLOCKED") == "Blocked");
    CHECK(last_stored(bench).start.id_tag_status == "Blocked");
    CHECK(last_stored(bench).start.flags == "deauthorised");
    CHECK(bench.view().observed.transaction->id == last_stored(bench).start.transaction_id);
}

TEST_CASE("a tag counts from the moment it is durable, and outlives a restart") {
    Bench bench(with(AuthorisationPolicy::list));
    bench.arrive();
    bench.storage.fail_next = true;
    CHECK_THAT(put(bench, tag("A")), Contains("nothing has changed"));
    CHECK(authorise(bench, "A") == "Invalid");
    REQUIRE(put(bench, tag("A")).empty());
    bench.restart();
    bench.arrive();
    CHECK(authorise(bench, "a") == "Accepted");
    auto removed = TagDesk::Removal::failed;
    bench.site->tags().remove("a", [&](TagDesk::Removal result) { removed = result; });
    bench.settle();
    CHECK(removed == TagDesk::Removal::done);
    CHECK(authorise(bench, "A") == "Invalid");
    bench.site->tags().remove("a", [&](TagDesk::Removal result) { removed = result; });
    CHECK(removed == TagDesk::Removal::unknown);
    CHECK(bench.storage.rows().tags().empty());
}

TEST_CASE("our own tag is accepted under every policy, with junk behind it too") {
    Bench bench(with(AuthorisationPolicy::list));
    bench.arrive();
    const std::string ours = bench.site->charge_point("CP1")->tags().own();
    CHECK(authorise(bench, ours) == "Accepted");
    CHECK(start_as(bench, ours + "x") == "Accepted");
    CHECK(last_stored(bench).start.started_by_us);
}

TEST_CASE(
    "the parent that the operator gives our own tag is told, so that a card of the group can stop what the owner "
    "began") {
    Bench bench(with(AuthorisationPolicy::list));
    bench.arrive("Preparing");
    const std::string ours = bench.site->charge_point("CP1")->tags().own();
    const auto own = [&] { return bench.call("Authorize", R"({"idTag":")" + ours + "\"}"); };
    CHECK_THAT(own(), !Contains("parentIdTag"));
    for (const char* card : {"CARD1", "CARD2"}) {
        storage::TagRecord of_family = tag(card);
        of_family.parent_id_tag = "FAMILY";
        REQUIRE(put(bench, of_family).empty());
    }
    CHECK_THAT(own(), Contains(R"("parentIdTag":"FAMILY")"));  // there is no other group
    storage::TagRecord of_neighbour = tag("CARD3");
    of_neighbour.parent_id_tag = "NEIGHBOUR";
    REQUIRE(put(bench, of_neighbour).empty());
    CHECK_THAT(own(), !Contains("parentIdTag"));
    storage::TagRecord given = tag(ours);
    given.parent_id_tag = "FAMILY";
    REQUIRE(put(bench, given).empty());
    CHECK_THAT(own(), Contains(R"("parentIdTag":"FAMILY")"));
    bench.advance(1s);
    const auto started = bench.call("StartTransaction", R"({"connectorId":1,"meterStart":5,"idTag":")" + ours +
                                                            R"(","timestamp":")" + bench.utc_text() + "\"}");
    CHECK_THAT(started, Contains(R"("parentIdTag":"FAMILY")"));
    const auto id = std::to_string(last_stored(bench).start.transaction_id);
    const auto stopped =
        bench.call("StopTransaction", R"({"transactionId":)" + id + R"(,"idTag":"CARD1","meterStop":9,"timestamp":")" +
                                          bench.utc_text() + "\"}");
    CHECK(status_in(stopped) == "Accepted");
    CHECK_THAT(stopped, Contains(R"("parentIdTag":"FAMILY")"));
}

TEST_CASE("one tag in a second session elsewhere is ConcurrentTx where tags are listed, in a start only") {
    Bench bench(with(AuthorisationPolicy::list));
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1s);
    for (const char* each : {"A", "B"}) REQUIRE(put(bench, tag(each)).empty());
    REQUIRE(start_as(bench, "A") == "Accepted");
    const auto first = last_stored(bench).start.transaction_id;
    bench.advance(1s);
    CHECK(authorise(bench, "A") == "Accepted");
    CHECK(start_as(bench, "a", 2) == "ConcurrentTx");
    CHECK(last_stored(bench).start.id_tag_status == "ConcurrentTx");
    SECTION("at another charger as well") {
        SecondCharger second(bench);
        CHECK_THAT(second.call("StartTransaction", R"({"connectorId":1,"idTag":"A","meterStart":0,"timestamp":")" +
                                                       bench.utc_text() + "\"}"),
                   Contains("ConcurrentTx"));
        CHECK_THAT(second.call("StartTransaction", R"({"connectorId":1,"idTag":"B","meterStart":0,"timestamp":")" +
                                                       bench.utc_text() + "\"}"),
                   Contains("Accepted"));
    }
    SECTION("not once the first has ended") {
        bench.stop_transaction(first);
        bench.stop_transaction(last_stored(bench).start.transaction_id);
        bench.advance(1s);
        CHECK(start_as(bench, "A", 2) == "Accepted");
    }
}

TEST_CASE("neither a repeat, nor a start of ours, nor any where all tags are accepted is ConcurrentTx") {
    const auto policy = GENERATE(AuthorisationPolicy::accept_all, AuthorisationPolicy::list);
    Bench bench(with(policy));
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1s);
    REQUIRE(put(bench, tag("A")).empty());
    const std::string at = bench.utc_text();
    REQUIRE(start_as(bench, "A", 1, at) == "Accepted");
    CHECK(start_as(bench, "A", 1, at) == "Accepted");
    bench.disconnect();
    bench.connect();
    CHECK(start_as(bench, "A", 1, at) == "Accepted");
    const std::string ours = bench.site->charge_point("CP1")->tags().own();
    CHECK(start_as(bench, ours, 1) == "Accepted");
    CHECK(start_as(bench, ours, 2) == "Accepted");
    if (policy == AuthorisationPolicy::accept_all) {
        CHECK(start_as(bench, "A", 1) == "Accepted");
        CHECK(start_as(bench, "A", 2) == "Accepted");
    }
}

TEST_CASE("CF-074 tc_037_3 an offline start of an unknown tag gets its id and Invalid, and is kept as deauthorised") {
    Bench bench(with(AuthorisationPolicy::list));
    bench.arrive();
    CHECK(start_as(bench, "NOBODY", 1, "2025-12-31T22:00:00Z") == "Invalid");
    const auto stored = last_stored(bench).start;
    CHECK(stored.transaction_id > 0);
    CHECK(stored.id_tag_status == "Invalid");
    CHECK(stored.flags == "offline deauthorised");
    CHECK(bench.call("StopTransaction",
                     R"({"transactionId":)" + std::to_string(stored.transaction_id) +
                         R"(,"meterStop":9,"timestamp":"2025-12-31T23:00:00Z","reason":"DeAuthorized"})") == "{}");
    CHECK(last_stored(bench).end->reason == "DeAuthorized");
}

TEST_CASE("reject_unknown lets a session stand that an unknown tag began while the charger was cut off") {
    Bench bench(with(AuthorisationPolicy::reject_unknown));
    bench.arrive();
    auto blocked = tag("BLOCKED");
    blocked.blocked = true;
    REQUIRE(put(bench, blocked).empty());
    CHECK(start_as(bench, "NOBODY", 1, "2025-12-31T22:00:00Z") == "Accepted");
    CHECK(last_stored(bench).start.flags == "offline unknown_tag");
    CHECK(start_as(bench, "BLOCKED", 1, "2025-12-31T23:00:00Z") == "Blocked");
}

TEST_CASE("CF-075 to the letter a second tag on a busy connector is ConcurrentTx, and the first session stays") {
    SiteOptions options = Bench::automatic();
    options.strict = true;
    Bench bench(options);
    bench.arrive();
    REQUIRE(start_as(bench, "A") == "Accepted");
    const auto first = bench.view().observed.transaction->id;
    bench.advance(1s);
    CHECK(start_as(bench, "B") == "ConcurrentTx");
    const auto second = last_stored(bench).start.transaction_id;
    CHECK(second != first);
    CHECK(bench.view().observed.transaction->id == first);
    SECTION("and after a restart it stays") {
        bench.restart();
        CHECK(bench.view().observed.transaction->id == first);
    }
    SECTION("and the end of the second does not end it") {
        bench.stop_transaction(second, "DeAuthorized");
        CHECK(bench.view().observed.transaction->id == first);
        CHECK_FALSE(bench.storage.rows().transactions().at(first).ended_at);
    }
}

// Tags of every shape (bad inputs, group F), where tags are listed.

TEST_CASE("BI-167 a tag of 21 characters is Invalid, to the letter refused") {
    const bool strict = GENERATE(false, true);
    SiteOptions options = with(AuthorisationPolicy::list);
    options.strict = strict;
    Bench bench(options);
    bench.arrive();
    CHECK(authorise(bench, "123456789012345678901") == (strict ? "!PropertyConstraintViolation" : "Invalid"));
}

TEST_CASE("BI-168 BI-170 BI-171 BI-172 BI-173 what is no tag, or a pattern, or another letter, is Invalid") {
    Bench bench(with(AuthorisationPolicy::list));
    bench.arrive();
    for (const char* each : {"i", "TAG1"}) REQUIRE(put(bench, tag(each)).empty());
    for (const char* each :
         {"", "'; DROP TABLE tags;--", "%", "_", "*", "TAG_", "T\xC3\xA4g", "e\xCC\x81", "\xC4\xB0", "\xC4\xB1"}) {
        INFO(each);
        CHECK(authorise(bench, each) == "Invalid");
    }
    CHECK(authorise(bench, "I") == "Accepted");
    CHECK(bench.storage.rows().tags().size() == 2);
}
