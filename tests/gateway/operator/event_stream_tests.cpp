#include <catch2/catch.hpp>

#include "gateway/api/event_ring.h"
#include "tests/gateway/operator/event_listener.h"

/// GET /events: what a listener hears, and what one that comes back does.
using namespace gateway;

namespace {

std::vector<std::string> powers(const EventListener& listener) {
    std::vector<std::string> result;
    for (const auto& event : listener.heard("device")) result.push_back(event.at("state.currentPower"));
    return result;
}

std::vector<std::string> action_states(const EventListener& listener) {
    std::vector<std::string> result;
    for (const auto& event : listener.heard("action")) result.push_back(event.at("state"));
    return result;
}

using Texts = std::vector<std::string>;

storage::AppendEvent stored_event(canonical::Environment environment, const std::string& type) {
    return {{0, "msg_" + type, type, environment, "device_x", R"({"event":")" + type + R"("})", {}}};
}

}  // namespace

TEST_CASE("who begins to listen is shown the present state of each device once") {
    OperatorBench bench;
    bench.arrive();
    bench.status("Preparing");
    const EventListener listener(bench);
    CHECK(listener.answer.status == 200);
    CHECK(listener.content_type == "text/event-stream");
    const auto events = listener.heard();
    REQUIRE(events.size() == 1);
    CHECK(events[0].type == "device");
    CHECK(events[0].at("deviceId") == "\"" + bench.device().connector->record.device_id + "\"");
    CHECK(events[0].at("deviceType") == R"("ev_charger")");
    CHECK(events[0].at("sync.available") == "true");
    CHECK(events[0].at("state.status") == R"("connected")");
    CHECK(listener.resume_id().find('-') != std::string::npos);
}

TEST_CASE("a device is told of at most once a second, and the newest state wins") {
    OperatorBench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(3);
    EventListener listener(bench);
    bench.advance(2s);
    CHECK(powers(listener) == Texts{"3"});
    bench.meter(4);
    bench.advance(100ms);
    CHECK(powers(listener) == Texts{"3", "4"});
    bench.meter(5);
    bench.advance(100ms);
    bench.meter(6);
    bench.advance(500ms);
    CHECK(powers(listener) == Texts{"3", "4"});
    bench.advance(1s);
    CHECK(powers(listener) == Texts{"3", "4", "6"});
    bench.meter(6);
    bench.advance(5s);
    CHECK(powers(listener) == Texts{"3", "4", "6"});
}

TEST_CASE("a lost link is told of") {
    OperatorBench bench;
    bench.arrive();
    EventListener listener(bench);
    bench.disconnect();
    bench.advance(2s);
    CHECK(listener.heard("device").back().at("sync.available") == "false");
}

TEST_CASE("every state of an action is told of as it was stored, in the full record's form") {
    OperatorBench bench;
    bench.arrive();
    bench.begin_session();
    EventListener listener(bench, "types=action");
    const auto id = bench.idle();
    CHECK(action_states(listener) == Texts{R"("acknowledged")"});
    bench.status("SuspendedEVSE");
    bench.advance(2s);
    CHECK(action_states(listener) == Texts{R"("acknowledged")", R"("completed")"});
    const auto last = listener.heard().back();
    CHECK(last.at("id") == "\"" + id + "\"");
    CHECK(last.body == RestAnswer{bench.get("/actions/" + id)}.at("data"));
}

TEST_CASE("a filter by device and by type holds for present states and for what comes") {
    OperatorBench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.status("Available", 2);
    const auto second = bench.device(2).connector->record.device_id;
    EventListener of_second(bench, "deviceId=" + second);
    EventListener actions(bench, "types=action,push.completed");
    bench.status("Preparing", 1);
    bench.status("Preparing", 2);
    bench.advance(2s);
    CHECK(actions.heard().empty());
    const auto events = of_second.heard();
    REQUIRE(events.size() == 2);
    for (const auto& event : events) CHECK(event.at("deviceId") == "\"" + second + "\"");
}

TEST_CASE("filters that name nothing are refused") {
    OperatorBench bench;
    const EventListener no_type(bench, "types=device,nonsense");
    CHECK(no_type.answer.status == 422);
    CHECK(no_type.answer.at("error.details.path") == R"("types")");
    const EventListener no_device(bench, "deviceId=device_other");
    CHECK(no_device.answer.status == 404);
    CHECK(no_device.answer.code() == "DEVICE_NOT_FOUND");
}

TEST_CASE("events of the webhooks are streamed as stored, each environment to its own listeners") {
    OperatorBench bench;
    EventListener live(bench), sandbox(bench, "", bench.sandbox_operator_key);
    bench.storage.write({stored_event(canonical::Environment::live, "push.completed")}, nullptr);
    bench.storage.write({stored_event(canonical::Environment::sandbox, "device.connected")}, nullptr);
    bench.settle();
    REQUIRE(live.heard().size() == 1);
    CHECK(live.heard()[0].type == "push.completed");
    CHECK(live.heard()[0].body == R"({"event":"push.completed"})");
    REQUIRE(sandbox.heard().size() == 1);
    CHECK(sandbox.heard()[0].type == "device.connected");
}

TEST_CASE("who comes back with the id of its last event misses nothing and hears nothing twice") {
    OperatorBench bench;
    bench.arrive();
    bench.begin_session();
    EventListener first(bench);
    bench.meter(3);
    bench.advance(2s);
    const auto id = first.resume_id();
    first.leave();
    bench.meter(4);
    bench.advance(2s);
    bench.meter(5);
    bench.advance(2s);
    const bool in_query = GENERATE(false, true);
    EventListener second(bench, in_query ? "lastEventId=" + id : "", "", in_query ? "" : id);
    CHECK(powers(second) == Texts{"4", "5"});
    CHECK(second.heard("resync").empty());
    bench.meter(6);
    bench.advance(2s);
    CHECK(powers(second) == Texts{"4", "5", "6"});
}

TEST_CASE(
    "an id of another process, of another environment or from too long ago brings a resync and the present states") {
    OperatorBench bench;
    bench.arrive();
    std::string id = "other-1";
    SECTION("of another process") {}
    SECTION("no id at all") { id = "nonsense"; }
    SECTION("of another environment") {
        EventListener sandbox(bench, "", bench.sandbox_operator_key);
        id = sandbox.resume_id();
    }
    SECTION("older than what is kept after the last listener left") {
        EventListener first(bench);
        id = first.resume_id();
        first.leave();
        bench.advance(EventChannel::kKeptAfterLastListener + 1s);
    }
    SECTION("older than the ring") {
        EventListener first(bench);
        id = first.resume_id();
        for (std::size_t i = 0; i <= EventRing::kMostEvents; ++i)
            bench.storage.write({stored_event(canonical::Environment::live, "push.completed")}, nullptr);
        bench.settle();
    }
    EventListener second(bench, "", "", id);
    const auto events = second.heard();
    REQUIRE(events.size() == 2);
    CHECK(events[0].type == "resync");
    CHECK(events[1].type == "device");
    CHECK(second.resume_id() != id);
    CHECK(bench.get("/operator/counters").at("data.eventStreams.resyncs") == "1");
}

TEST_CASE("present states come in pieces, and what can be resumed from only with the last") {
    struct Taken : HttpStream {
        bool send(std::string_view more) override { return text += more, true; }
        std::size_t queued() const override { return 0; }
        void close() override {}
        std::string text;
    } stream;
    EventRing ring("E");
    ring.append("action", "a", "{}");
    EventReader reader({}, ring);
    reader.show_first(std::vector<std::string>(100, "device_1"));
    ring.append("action", "a", R"({"later":1})");
    const auto describe = [](const std::string&) { return std::string(1000, '1'); };
    CHECK(reader.feed(stream, describe) == EventReader::Progress::more_later);
    CHECK(stream.text.find("id: ") == std::string::npos);
    CHECK(stream.text.size() < 40000);
    while (reader.feed(stream, describe) == EventReader::Progress::more_later) {
    }
    const auto last_state = stream.text.rfind("event: device");
    CHECK(stream.text.find("id: ") > last_state);
    CHECK(stream.text.substr(stream.text.find("id: ")) == "id: E-1\n\nid: E-2\nevent: action\ndata: {\"later\":1}\n\n");
}

TEST_CASE("a slow reader is fed as fast as it reads; one that falls behind the ring is closed and counted") {
    OperatorBench bench;
    EventListener slow(bench, "types=push.completed"), lost(bench, "types=push.completed");
    slow.stop_reading();
    lost.stop_reading();
    const auto write_events = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            bench.storage.write({stored_event(canonical::Environment::live, "push.completed")}, nullptr);
        bench.settle();
    };
    write_events(1);
    write_events(EventRing::kMostEvents - 1);
    slow.read_again();
    bench.settle();
    CHECK(slow.heard().size() == EventRing::kMostEvents);
    slow.stop_reading();
    write_events(2);
    CHECK(slow.is_open());
    CHECK(lost.is_open());
    lost.read_again();
    bench.settle();
    CHECK_FALSE(lost.is_open());
    CHECK(bench.get("/operator/counters").at("data.eventStreams.tooSlow") == "1");
}

TEST_CASE("a narrow filter's listener keeps an id that can be resumed from") {
    OperatorBench bench;
    EventListener narrow(bench, "types=schedule.created");
    const auto before = narrow.resume_id();
    for (int i = 0; i < 3000; ++i)
        bench.storage.write({stored_event(canonical::Environment::live, "push.completed")}, nullptr);
    bench.settle();
    CHECK(narrow.heard().empty());
    CHECK(narrow.resume_id() != before);
}

TEST_CASE("one key may hold so many streams and no more") {
    OperatorBench bench;
    std::vector<std::unique_ptr<EventListener>> held;
    for (std::size_t i = 0; i < EventChannel::kMostOfKey; ++i) held.push_back(std::make_unique<EventListener>(bench));
    const EventListener one_more(bench);
    CHECK(one_more.answer.status == 429);
    CHECK(one_more.answer.header("Retry-After") == "60");
    const EventListener of_another_key(bench, "", bench.operator_key);
    CHECK(of_another_key.answer.status == 200);
    held.pop_back();
    const EventListener again(bench);
    CHECK(again.answer.status == 200);
}

TEST_CASE("without a listener nothing is computed") {
    OperatorBench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(3);
    bench.advance(10s);
    bench.idle();
    CHECK(bench.get("/operator/counters").at("data.eventStreams.events") == "0");
}
