#include "tests/support/stepped_storage.h"

#include <catch2/catch.hpp>

using namespace storage;
using support::SteppedStorage;

namespace {

ChargePointRecord charger(const std::string& id) {
    ChargePointRecord record;
    record.id = id;
    return record;
}

}  // namespace

TEST_CASE("a write takes effect at once, and is answered when it is delivered") {
    SteppedStorage storage;
    std::string order;
    storage.write({PutChargePoint{charger("CP-1")}},
                  [&](const Written& written) { order += written.durable ? "1" : "-"; });
    storage.write({PutSetting{"a", "b"}}, [&](const Written&) { order += "2"; });
    CHECK(storage.rows().charge_points().count("cp-1") == 1);
    CHECK(order.empty());
    CHECK(storage.deliver() == 2);
    CHECK(order == "12");
}

TEST_CASE("after a crash what was written is there, and nobody is answered") {
    SteppedStorage storage;
    bool is_answered = false;
    storage.write({PutChargePoint{charger("CP-1")}}, [&](const Written&) { is_answered = true; });
    storage.forget_answers();
    CHECK(storage.deliver() == 0);
    CHECK_FALSE(is_answered);
    CHECK(storage.load().charge_points.size() == 1);
}

TEST_CASE("a batch that is refused, or told to fail, leaves nothing") {
    SteppedStorage storage;
    storage.immediate = true;
    std::string error;
    const auto keep_error = [&](const Written& written) { error = written.error; };
    storage.write({PutChargePoint{charger("CP-1")}, PutConnector{{"device_1", "nowhere", 1, {}}}}, keep_error);
    CHECK_FALSE(error.empty());
    storage.fail_next = true;
    storage.write({PutChargePoint{charger("CP-1")}}, keep_error);
    CHECK(error == "disk full");
    CHECK(storage.writes == 0);
    CHECK(storage.rows().charge_points().empty());
    storage.write({PutChargePoint{charger("CP-1")}}, keep_error);
    CHECK(error.empty());
    CHECK(storage.rows().charge_points().size() == 1);
}

TEST_CASE("every database in memory is its own") {
    SteppedStorage one, other;
    one.immediate = true;
    one.write({PutChargePoint{charger("CP-1")}}, nullptr);
    CHECK(other.load().charge_points.empty());
}

TEST_CASE("a storage that is told so answers reads with busy") {
    SteppedStorage storage;
    storage.fail_reads = true;
    std::string error;
    storage.list_schedules({}, [&](auto, const std::string& said) { error = said; });
    storage.deliver();
    CHECK(error == "busy");
}
