#include <catch2/catch.hpp>

#include "gateway/site/schedules.h"
#include "tests/gateway/operator/operator_bench.h"

/// A device's plan over REST.
using namespace gateway;

namespace {

using Ids = std::vector<std::string>;

const std::string kNightly =
    R"({"timezone":"Europe/Berlin","recurrence":{"rule":"daily"},"slots":[{"time":"22:00","duration":"PT5H","command":"charge","parameters":{}}]})";
const std::string kOnce = R"({"slots":[{"time":"07:00","command":"idle"}]})";

struct Planned : OperatorBench {
    Planned() {
        arrive();
        get("/ev-charger");  // the first use of the key is stored, too
    }
    std::string device_id() { return device().connector->record.device_id; }
    std::string path() { return "/ev-charger/" + device_id() + "/schedule"; }
    std::string put_plan(const std::string& body = kNightly) { return put(path(), body).text("data.id"); }
    RestAnswer as_integrator(const std::string& method, const std::string& target, const std::string& body = {}) {
        return *ask(method, target, body, integrator_key);
    }
};

}  // namespace

TEST_CASE("a plan is written, read and found in its one shape") {
    Planned bench;
    const RestAnswer written = bench.as_integrator("PUT", bench.path(), kNightly);
    CHECK(written.status == 200);
    const std::string id = written.text("data.id");
    CHECK(id.compare(0, 6, "sched_") == 0);
    CHECK(written.text("data.deviceId") == bench.device_id());
    CHECK(written.text("data.deviceType") == "ev_charger");
    CHECK(written.text("data.state") == "pending");
    CHECK(written.text("data.timezone") == "Europe/Berlin");
    CHECK(written.text("data.recurrence.rule") == "daily");
    CHECK(written.at("data.slots") == R"([{"time":"22:00","duration":"PT5H","command":"charge","parameters":null}])");
    CHECK(written.text("data.nextFireAt") == "2026-01-01T21:00:00.000Z");
    CHECK(written.text("data.links.self") == "/schedules/" + id);
    CHECK(bench.as_integrator("GET", bench.path()).at("data") == written.at("data"));
    CHECK(bench.as_integrator("GET", "/schedules/" + id).at("data") == written.at("data"));
    CHECK(bench.as_integrator("GET", "/schedules").at("data.items.0") == written.at("data"));
    CHECK(bench.get("/ev-charger/" + bench.device_id()).text("data.currentSchedule.links.self") == "/schedules/" + id);
}

TEST_CASE("writing again replaces the plan in force and keeps its id") {
    Planned bench;
    const std::string id = bench.put_plan();
    bench.advance(1min);
    const RestAnswer again = bench.put(bench.path(), kOnce);
    CHECK(again.status == 200);
    CHECK(again.text("data.id") == id);
    CHECK(again.at("data.recurrence") == "null");
    CHECK(again.text("data.updatedAt") > again.text("data.createdAt"));
    CHECK(again.text("data.timezone") == "UTC");
}

TEST_CASE("a cancelled plan is shown a last time, and found by its id from then on") {
    Planned bench;
    const std::string id = bench.put_plan();
    const RestAnswer cancelled = bench.remove(bench.path());
    CHECK(cancelled.status == 200);
    CHECK(cancelled.text("data.id") == id);
    CHECK(cancelled.text("data.state") == "cancelled");
    CHECK(cancelled.at("data.nextFireAt") == "null");
    CHECK(bench.get("/schedules/" + id).text("data.state") == "cancelled");
    for (const std::string method : {"GET", "DELETE"}) {
        const RestAnswer gone = *bench.ask(method, bench.path());
        CHECK(gone.status == 404);
        CHECK(gone.code() == "NOT_FOUND");
    }
    CHECK(bench.get("/ev-charger/" + bench.device_id()).at("data.currentSchedule") == "null");
    CHECK(bench.put_plan() != id);
}

TEST_CASE("plans of devices that nobody knows, and plans that nobody wrote, are not found") {
    Planned bench;
    for (const std::string method : {"GET", "PUT", "DELETE"}) {
        const RestAnswer answer = *bench.ask(method, "/ev-charger/device_none/schedule", method == "PUT" ? kOnce : "");
        CHECK(answer.status == 404);
        CHECK(answer.code() == "DEVICE_NOT_FOUND");
    }
    CHECK(bench.get("/schedules/sched_none").code() == "NOT_FOUND");
    CHECK(bench.get("/schedules/sched_none").status == 404);
}

TEST_CASE("what is wrong with a plan is said by path, and nothing of it is kept") {
    Planned bench;
    const RestAnswer slots =
        bench.put(bench.path(), R"({"slots":[{"time":"22:00","command":"charge"},{"time":"7:00","command":"idle"}]})");
    CHECK(slots.status == 422);
    CHECK(slots.code() == "VALIDATION_ERROR");
    CHECK(slots.text("error.details.path") == "slots[1].time");
    CHECK(bench.put(bench.path(), R"({"slots":[{"time":"22:00","command":"idle","duration":"PT1H"}]})").code() ==
          "EXECUTION_NOT_SUPPORTED");
    CHECK(bench.put(bench.path(), "[]").code() == "INVALID_REQUEST");
    CHECK(bench.put(bench.path(), "{").status == 400);
    CHECK(bench.get(bench.path()).status == 404);
}

TEST_CASE("a plan that could not be stored is answered so") {
    Planned bench;
    bench.storage.fail_next = true;
    CHECK(bench.put(bench.path(), kOnce).status == 503);
    CHECK(bench.get(bench.path()).status == 404);
    bench.put_plan();
    bench.storage.fail_next = true;
    CHECK(bench.remove(bench.path()).code() == "SERVICE_UNAVAILABLE");
    CHECK(bench.get(bench.path()).status == 200);
}

TEST_CASE("a plan is acknowledged when it is on disk, and not before") {
    Planned bench;
    bench.hold_storage = true;
    const auto answer = bench.ask("PUT", bench.path(), kOnce);
    CHECK(answer->status == 0);
    CHECK(bench.get(bench.path()).status == 404);
    bench.hold_storage = false;
    bench.settle();
    CHECK(answer->status == 200);
    CHECK(bench.get(bench.path()).status == 200);
}

TEST_CASE("plans are listed newest first, by device, state and owner, page by page") {
    Planned bench;
    bench.site->chargers().change_settings("CP1", {"owner=user_1"}, [](const auto&) {});
    const std::string first = bench.put_plan();
    bench.advance(1s);
    bench.remove(bench.path());
    const std::string second = bench.put_plan();
    const auto ids = [&](const std::string& query) {
        const RestAnswer page = bench.get("/schedules" + query);
        CHECK(page.status == 200);
        Ids found;
        for (int i = 0; i < 5; ++i) {
            const std::string id = page.text("data.items." + std::to_string(i) + ".id");
            if (id != "(nothing)") found.push_back(id);
        }
        return found;
    };
    CHECK(ids("") == Ids{second, first});
    CHECK(ids("?limit=1") == Ids{second});
    CHECK(ids("?limit=1&offset=1") == Ids{first});
    CHECK(ids("?state=cancelled") == Ids{first});
    CHECK(ids("?deviceId=" + bench.device_id()).size() == 2);
    CHECK(ids("?deviceId=device_none").empty());
    CHECK(ids("?userId=user_1").size() == 2);
    CHECK(ids("?userId=user_2").empty());
    CHECK(bench.get("/schedules?limit=1").at("data.pagination") ==
          R"({"limit":1,"offset":0,"total":2,"hasMore":true})");
    CHECK(bench.get("/schedules?state=scheduled").code() == "VALIDATION_ERROR");
    CHECK(bench.get("/schedules?limit=51").status == 422);
}

TEST_CASE("plans of the sandbox and of live devices do not see each other") {
    Planned bench;
    const std::string id = bench.put_plan();
    CHECK(bench.ask("GET", "/schedules/" + id, "", bench.sandbox_operator_key)->code() == "NOT_FOUND");
    CHECK(bench.ask("GET", bench.path(), "", bench.sandbox_operator_key)->code() == "DEVICE_NOT_FOUND");
    CHECK(bench.ask("GET", "/schedules", "", bench.sandbox_operator_key)->at("data.pagination.total") == "0");
}

TEST_CASE("an action that a slot made names its plan") {
    Planned bench;
    const std::string id = bench.put_plan(kOnce);
    bench.advance(8h);
    const RestAnswer actions = bench.get("/actions");
    CHECK(actions.text("data.items.0.scheduleId") == id);
    CHECK(actions.text("data.items.0.start") == "2026-01-01T07:00:00.000Z");
    CHECK(bench.get("/schedules/" + id).text("data.state") == "completed");
    CHECK(bench.get("/operator/counters").at("data.schedules.fired") == "1");
}

TEST_CASE("a list that the database has no room for is refused for the moment") {
    Planned bench;
    const std::string id = bench.put_plan();
    bench.storage.fail_reads = true;
    CHECK(bench.get("/schedules").status == 503);
    CHECK(bench.get("/schedules/" + id).status == 503);
}

TEST_CASE("a plan of which the slots cannot be read is passed over") {
    Planned bench;
    const std::string id = bench.put_plan();
    auto row = bench.storage.rows().schedules().at(id);
    row.slots = "[{]";
    bench.storage.write({storage::PutSchedule{row}}, [](const auto&) {});
    bench.settle();
    CHECK(bench.get("/schedules").at("data.items") == "[]");
    CHECK(bench.get("/schedules/" + id).code() == "NOT_FOUND");
}
