#include <catch2/catch.hpp>

#include "fixture.h"

using namespace storage_test;
using namespace storage;

namespace {

std::vector<std::string> ids_of(const ActionPage& page) {
    std::vector<std::string> ids;
    for (const auto& found : page.items) ids.push_back(found.id);
    return ids;
}

ActionQuery query_of(int offset, int limit) {
    ActionQuery query;
    query.offset = offset;
    query.limit = limit;
    return query;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("an action is found whole in each of its states") {
    OnDisk store;
    auto plain = action("act_1", "device_1", 100);
    plain.environment = canonical::Environment::sandbox;
    plain.acknowledged_at = at(101);
    plain.start = at(200);
    plain.end = at(300);
    auto completed = plain;
    completed.id = "act_2";
    canonical::complete(completed, canonical::Evidence::transaction, "done", at(400));
    auto failed = plain;
    failed.id = "act_3";
    canonical::fail(failed, "TIMEOUT", std::string("no \0 answer", 11), at(500));
    store.must_write({PutAction{plain}, PutAction{completed}, PutAction{failed}});
    store.restart();
    CHECK(text_of(*store.find("act_1")) == text_of(plain));
    CHECK(text_of(*store.find("act_2")) == text_of(completed));
    CHECK(text_of(*store.find("act_3")) == text_of(failed));
    CHECK_FALSE(store.find("act_4").has_value());
}

TEST_CASE("actions are listed newest first, page by page, with the total") {
    OnDisk store;
    store.must_write({PutAction{action("act_a", "device_1", 200)}, PutAction{action("act_b", "device_1", 300)},
                      PutAction{action("act_c", "device_1", 100)}, PutAction{action("act_d", "device_1", 200)}});
    auto changed = action("act_a", "device_1", 200);
    canonical::cancel(changed, "", at(900));
    store.must_write({PutAction{changed}});  // a change does not move it
    const auto first = store.list(query_of(0, 3));
    CHECK(ids_of(first) == Ids{"act_b", "act_d", "act_a"});
    CHECK(first.total == 4);
    CHECK(ids_of(store.list(query_of(3, 3))) == Ids{"act_c"});
    const auto beyond = store.list(query_of(40, 3));
    CHECK(beyond.items.empty());
    CHECK(beyond.total == 4);
    CHECK(store.list(query_of(0, 0)).items.empty());
    CHECK(store.list(query_of(-5, -5)).items.empty());
    CHECK(store.list(query_of(0, 2'000'000'000)).items.size() == 4);
}

TEST_CASE("a list is filtered by environment, device and state") {
    OnDisk store;
    auto sandbox = action("act_s", "device_1", 1);
    sandbox.environment = canonical::Environment::sandbox;
    auto failed = action("act_f", "device_1", 2);
    canonical::fail(failed, "TIMEOUT", "", at(3));
    store.must_write({PutAction{sandbox}, PutAction{failed}, PutAction{action("act_o", "device_1", 4)},
                      PutAction{action("act_2", "device_2", 5)}});
    ActionQuery query;
    CHECK(ids_of(store.list(query)) == Ids{"act_2", "act_o", "act_f"});
    query.device_id = "device_1";
    CHECK(ids_of(store.list(query)) == Ids{"act_o", "act_f"});
    query.state = canonical::ActionState::failed;
    CHECK(ids_of(store.list(query)) == Ids{"act_f"});
    CHECK(store.list(query).total == 1);
    query.device_id.reset();
    query.state = canonical::ActionState::acknowledged;
    CHECK(ids_of(store.list(query)) == Ids{"act_2", "act_o"});
    query.environment = canonical::Environment::sandbox;
    CHECK(ids_of(store.list(query)) == Ids{"act_s"});
}

TEST_CASE("BI-274 a filter takes wildcards and quotes of SQL by the letter") {
    OnDisk store;
    store.must_write({PutAction{action("act_a", "device_1", 1)}, PutAction{action("act_b", "dev%", 2)}});
    const auto of_device = [&](const std::string& device_id) {
        auto query = query_of(0, 10);
        query.device_id = device_id;
        return ids_of(store.list(query));
    };
    for (const std::string none : {"%", "_evice_1", "device%", "*", "DEVICE_1", "x' OR '1'='1", "device_1'--"})
        CHECK(of_device(none).empty());
    CHECK(of_device("dev%") == Ids{"act_b"});
    CHECK_FALSE(store.find("act_%").has_value());
}

TEST_CASE("the snapshot holds open actions and each device's newest") {
    OnDisk store;
    auto over = action("act_over", "device_1", 300);
    canonical::cancel(over, "", at(301));
    auto planned = action("act_planned", "device_1", 200);
    planned.state = canonical::ActionState::scheduled;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1")},
                      PutAction{planned}, PutAction{over}, PutAction{action("act_old", "device_1", 100)}});
    store.restart();
    const auto snapshot = store.load();
    REQUIRE(snapshot.open_actions.size() == 2);
    CHECK(snapshot.open_actions[0].id == "act_planned");
    CHECK(snapshot.open_actions[1].id == "act_old");
    CHECK(snapshot.last_actions.at("device_1").id == "act_over");
}

TEST_CASE("on disk a read sees every write that was answered before it, while others are written") {
    OnDisk store;
    int answered = 0;
    int found = 0;
    for (int i = 0; i < 100; ++i) {
        const auto id = "act_" + std::to_string(i);
        store.get().write({PutAction{action(id, "device_1", i)}}, [&, id](const Written& written) {
            REQUIRE(written.durable);
            ++answered;
            store.get().find_action(
                id, [&](const std::optional<canonical::Action>& seen, const std::string&) { found += seen ? 1 : 0; });
        });
    }
    store.wait([&] { return found == 100; });
    CHECK(answered == 100);
}

TEST_CASE("on disk more lists than the bound are answered busy at once") {
    OnDisk store;
    int good = 0;
    int busy = 0;
    for (int i = 0; i < 100; ++i) {
        store.get().list_actions(
            {}, [&](const ActionPage&, const std::string& error) { ++(error == "busy" ? busy : good); });
    }
    store.wait([&] { return good + busy == 100; });
    CHECK(good == 64);
    CHECK(busy == 36);
    CHECK(store.get().counters().busy_reads == 36);
    CHECK(store.list({}).total == 0);  // there is room again
}
