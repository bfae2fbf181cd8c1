#include <algorithm>
#include <catch2/catch.hpp>

#include "fixture.h"

using namespace storage_test;
using namespace storage;

TEST_CASE("every record comes back after a restart as it was written") {
    OnDisk store;
    const auto known = charge_point("CP-1");
    const auto plug = connector("device_1", "CP-1");
    const ApiKeyRecord key{"key_1",    "00ff",         canonical::Environment::sandbox,
                           "operator", "a key",        at(7),
                           at(8),      "devices:read", at(9),
                           at(10),     "00aa",         at(11)};
    const CapabilityRecord learnt{"V", "M", "1", R"({"units":"W"})"};
    store.must_write({PutChargePoint{known}, PutConnector{plug}, PutApiKey{key}, PutCapabilities{learnt},
                      PutSetting{"tag", "ABCD"}});
    store.restart();
    const auto snapshot = store.load();
    REQUIRE(snapshot.charge_points.size() == 1);
    CHECK(text_of(snapshot.charge_points[0]) == text_of(known));
    REQUIRE(snapshot.connectors.size() == 1);
    CHECK(text_of(snapshot.connectors[0]) == text_of(plug));
    REQUIRE(snapshot.api_keys.size() == 1);
    CHECK(text_of(snapshot.api_keys[0]) == text_of(key));
    REQUIRE(snapshot.capabilities.size() == 1);
    CHECK(text_of(snapshot.capabilities[0]) == text_of(learnt));
    CHECK(snapshot.settings == std::map<std::string, std::string>{{"tag", "ABCD"}});
}

TEST_CASE("a new storage is empty") {
    OnDisk store;
    const auto snapshot = store.load();
    CHECK(snapshot.charge_points.empty());
    CHECK(snapshot.connectors.empty());
    CHECK(snapshot.open_transactions.empty());
    CHECK(snapshot.open_actions.empty());
    CHECK(snapshot.settings.empty());
    CHECK(snapshot.last_transaction_id == 0);
}

TEST_CASE("writing a record again replaces it") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1")}});
    auto changed = charge_point("CP-1");
    changed.rated_kw.reset();
    changed.approved = false;
    ConnectorRecord plug{"device_1", "CP-1", 1, {{}, canonical::Intent::run}};
    store.must_write({PutChargePoint{changed}, PutConnector{plug}, PutSetting{"tag", "A"}, PutSetting{"tag", "B"},
                      PutCapabilities{{"V", "M", "1", "old"}}, PutCapabilities{{"V", "M", "1", "new"}}});
    const auto snapshot = store.load();
    REQUIRE(snapshot.charge_points.size() == 1);
    CHECK(text_of(snapshot.charge_points[0]) == text_of(changed));
    CHECK(text_of(snapshot.connectors.at(0)) == text_of(plug));
    CHECK(snapshot.settings.at("tag") == "B");
    REQUIRE(snapshot.capabilities.size() == 1);
    CHECK(snapshot.capabilities[0].learnt == "new");
}

TEST_CASE("what a charger taught is its own row, under its name in any letter case, and goes with it") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutChargerLessons{{"CP-1", "V", "M", "1", "old"}},
                      PutChargerLessons{{"cp-1", "V", "M", "2", "new"}},
                      PutChargerLessons{{"CP-2", "V", "M", "1", "b"}},
                      PutChargerLessons{{"CP-3", "V", "M", "1", "c"}}});
    store.restart();
    REQUIRE(store.load().charger_lessons.size() == 3);
    CHECK(store.load().charger_lessons[0].learnt == "new");
    CHECK(store.load().charger_lessons[0].firmware_version == "2");
    store.must_write({RemoveChargePoint{"CP-1", at(9)}, RemoveChargerLessons{"cp-2"}});
    store.restart();
    REQUIRE(store.load().charger_lessons.size() == 1);
    CHECK(store.load().charger_lessons[0].charge_point_id == "CP-3");
}

TEST_CASE("what was learnt about one kind of charger is removed and the others stay") {
    OnDisk store;
    store.must_write({PutCapabilities{{"V", "M", "1", "a"}}, PutCapabilities{{"V", "M", "2", "b"}},
                      PutCapabilities{{"V", "N", "1", "c"}}, PutCapabilities{{"W", "M", "1", "d"}}});
    store.must_write({RemoveCapabilities{"V", "M", "1"}, RemoveCapabilities{"nobody", "", ""}});
    store.restart();
    std::string left;
    for (const auto& record : store.load().capabilities) left += record.learnt;
    std::sort(left.begin(), left.end());
    CHECK(left == "bcd");
}

TEST_CASE("an identity in another case is the same charge point, in its first spelling") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("Cp-1")}});
    auto shouted = charge_point("CP-1");
    shouted.vendor = "Other";
    store.must_write({PutChargePoint{shouted}, PutConnector{connector("device_1", "cp-1")}});
    const auto snapshot = store.load();
    REQUIRE(snapshot.charge_points.size() == 1);
    CHECK(snapshot.charge_points[0].id == "Cp-1");
    CHECK(snapshot.charge_points[0].vendor == "Other");
}

TEST_CASE("texts keep every byte, NUL included") {
    OnDisk store;
    const std::string odd("a\0b\xff\xfe'\";--\n", 11);
    auto known = charge_point("CP-1");
    known.vendor = odd;
    auto started = transaction(10, "CP-1", odd);
    started.id_tag = odd;
    store.must_write({PutChargePoint{known}, PutSetting{odd, odd + odd}, OpenTransaction{started}});
    store.restart();
    const auto snapshot = store.load();
    CHECK(snapshot.charge_points.at(0).vendor == odd);
    CHECK(snapshot.settings.at(odd) == odd + odd);
    CHECK(snapshot.open_transactions.at(0).id_tag == odd);
    CHECK(snapshot.open_transactions.at(0).repeat_key == odd);
    auto other = transaction(11, "CP-1", std::string("a\0c", 3));  // differs after the NUL only
    CHECK_FALSE(store.must_write({OpenTransaction{other}}).opened->repeated);
}

TEST_CASE("a bad batch leaves no trace and its neighbours are written") {
    OnDisk store;
    std::vector<Written> answers;
    const auto keep = [&](const Written& written) { answers.push_back(written); };
    store.get().write({PutSetting{"first", "1"}}, keep);
    store.get().write({PutSetting{"bad", "1"}, PutConnector{connector("device_1", "nobody")}}, keep);
    store.get().write({PutSetting{"last", "1"}}, keep);
    store.wait([&] { return answers.size() == 3; });
    CHECK(answers[0].durable);
    CHECK_FALSE(answers[1].durable);
    CHECK_FALSE(answers[1].error.empty());
    CHECK(answers[2].durable);
    CHECK(store.load().settings == std::map<std::string, std::string>{{"first", "1"}, {"last", "1"}});
}

TEST_CASE("two devices for one connector are refused") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1", 1)}});
    CHECK_FALSE(store.write({PutConnector{connector("device_2", "CP-1", 1)}}).durable);
    CHECK(store.write({PutConnector{connector("device_2", "CP-1", 2)}}).durable);
}

TEST_CASE("two API keys with one hash are refused") {
    OnDisk store;
    store.must_write({PutApiKey{{"key_1", "aa", {}, "operator", "", {}, {}}}});
    CHECK_FALSE(store.write({PutApiKey{{"key_2", "aa", {}, "operator", "", {}, {}}}}).durable);
}

TEST_CASE("an empty batch is answered") {
    OnDisk store;
    const auto written = store.must_write({});
    CHECK_FALSE(written.opened.has_value());
}

TEST_CASE("answers come in the order of the writes") {
    OnDisk store;
    std::vector<int> order;
    for (int i = 0; i < 300; ++i) {
        store.get().write({PutSetting{"n", std::to_string(i)}}, [&, i](const Written&) { order.push_back(i); });
    }
    store.wait([&] { return order.size() == 300; });
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK(store.load().settings.at("n") == "299");
}

TEST_CASE("after close every write fails and says why") {
    OnDisk store;
    bool earlier = false;
    store.get().write({PutSetting{"a", "1"}}, [&](const Written& written) { earlier = written.durable; });
    store.get().close();
    store.wait([&] { return earlier; });
    const auto written = store.write({PutSetting{"b", "1"}});
    CHECK_FALSE(written.durable);
    CHECK(written.error == "the database is closed");
    store.restart();
    CHECK(store.load().settings == std::map<std::string, std::string>{{"a", "1"}});
}
