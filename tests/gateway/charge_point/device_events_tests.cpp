#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

namespace {

using Types = std::vector<std::string>;

Types events_since(const Bench& bench, std::size_t count) {
    auto types = bench.events();
    types.erase(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(count));
    return types;
}

std::string last_body(const Bench& bench) { return bench.storage.rows().events().rbegin()->second.body; }

/// For a minute; gives the number of events so far.
std::size_t follow_a_ceiling(Bench& bench) {
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    bench.meter_for(60s, 7);
    return bench.events().size();
}

}  // namespace

TEST_CASE("a device is connected once, and gone only when it stays away") {
    Bench bench;
    bench.arrive();
    CHECK(bench.events() == Types{"device.connected"});
    bench.disconnect();
    bench.advance(20s);
    bench.arrive();
    CHECK(bench.events().size() == 1);
    bench.disconnect();
    bench.advance(31s);
    CHECK(events_since(bench, 1) == Types{"device.disconnected"});
    bench.advance(1h);
    CHECK(bench.events().size() == 2);
    bench.arrive();
    CHECK(events_since(bench, 2) == Types{"device.connected"});
}

TEST_CASE("a restarted gateway knows whom it has told of") {
    Bench bench;
    bench.arrive();
    bench.restart();
    bench.advance(10s);
    bench.arrive();
    CHECK(bench.events() == Types{"device.connected"});
    bench.restart();
    bench.advance(40s);
    CHECK(events_since(bench, 1) == Types{"device.disconnected"});
}

TEST_CASE("a ceiling is applied when the charger has taken it, once for each value") {
    Bench bench;
    bench.arrive();
    const auto before = bench.events().size();
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(7.4);
    CHECK(bench.events().size() == before);
    bench.answers_as_usual("SetChargingProfile");
    bench.answer(bench.calls_of("SetChargingProfile").back(), R"({"status":"Accepted"})");
    bench.settle();
    CHECK(events_since(bench, before) == Types{"setting.applied"});
    CHECK(last_body(bench).find(R"("setting":"max_charge_rate","value":7.4,"unit":"kw")") != std::string::npos);
    bench.set_ceiling(7.4);
    bench.disconnect();
    bench.arrive();
    bench.advance(1h);
    CHECK(events_since(bench, before) == Types{"setting.applied"});
    bench.set_ceiling(11);
    bench.advance(10s);
    bench.set_ceiling(7.4);
    CHECK(events_since(bench, before + 1) == Types{"setting.applied", "setting.applied"});
}

TEST_CASE("a limit that was followed and then is not has drifted") {
    Bench bench;
    const auto before = follow_a_ceiling(bench);
    bench.meter_for(60s, 11);
    const auto events = events_since(bench, before);
    REQUIRE_FALSE(events.empty());
    CHECK(events[0] == "setting.drifted");
}

TEST_CASE("a drift that cannot be stored is told later") {
    Bench bench;
    const auto before = follow_a_ceiling(bench);
    for (int i = 0; i < 6 && bench.events().size() == before; ++i) {
        bench.storage.fail_next = true;
        bench.advance(10s);
        bench.meter(11);
        bench.storage.fail_next = false;
    }
    bench.advance(90s);
    const auto events = events_since(bench, before);
    REQUIRE_FALSE(events.empty());
    CHECK(events[0] == "setting.drifted");
}

TEST_CASE("an event that cannot be stored is told later") {
    Bench bench;
    bench.connect();
    bench.boot();
    bench.settle();
    bench.advance(2s);
    bench.status("Available");
    const auto before = bench.events().size();
    bench.disconnect();
    bench.advance(29s);
    bench.storage.fail_next = true;
    bench.advance(2s);
    CHECK(bench.events().size() == before);
    bench.advance(1min);
    CHECK(events_since(bench, before) == Types{"device.disconnected"});
}

TEST_CASE("killed at any step of its life, an action has one outcome and one event of it") {
    const bool has_start = GENERATE(false, true);
    const int killed_at = GENERATE(range(0, 7));
    const bool was_stored = GENERATE(false, true);
    CAPTURE(has_start, killed_at, was_stored);
    Bench bench;
    bench.arrive("Preparing");
    std::string id;
    int step = 0;
    std::int64_t transaction = 0;
    const auto now = [&](auto&& happens) {
        if (step++ != killed_at) return happens();
        // What was written is on disk, or nothing of it; no answer reached the gateway.
        bench.hold_storage = true;
        bench.storage.fail_next = !was_stored;
        happens();
        bench.hold_storage = false;
        bench.storage.fail_next = false;
        bench.restart();
        bench.arrive(transaction == 0 ? "Preparing" : "Charging");
    };
    now([&] { id = has_start ? bench.charge_in(10min) : bench.charge(); });
    if (id.empty()) {
        const auto& actions = bench.storage.rows().actions();
        CHECK(actions.empty() == (!was_stored && killed_at == 0));
        if (actions.empty()) return;
        id = actions[0].id;
    }
    now([&] { bench.advance(10min); });
    now([&] { bench.advance(1s); });
    now([&] { transaction = bench.start_transaction(); });
    now([&] { bench.status("Charging"); });
    now([&] { bench.meter(7); });
    bench.advance(30min);
    const auto ended = bench.action(id);
    CHECK(canonical::is_terminal(ended.state));
    Types pushes;
    for (const auto& type : bench.events()) {
        if (type.compare(0, 5, "push.") == 0) pushes.push_back(type);
    }
    CHECK(pushes == Types{"push." + std::string(to_text(ended.state))});
}
