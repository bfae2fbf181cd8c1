#include "gateway/site/retention.h"

#include <catch2/catch.hpp>

#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// A gateway's retention, with a week-old event and a young one in its storage.
struct Kept {
    ManualTime time;
    support::SteppedStorage storage;
    bool is_synchronised = false, is_short = false;
    Retention retention{time,
                        storage,
                        RetentionTerms{},
                        ClockTrust(UtcTime{}, std::nullopt),
                        {[this] { return is_synchronised; }, [this] { return is_short; }}};

    Kept() {
        storage.immediate = true;
        put_event("old", time.utc() - 8 * 24h);
        put_event("young", time.utc() - 1h);
    }
    void put_event(const std::string& id, UtcTime at) {
        storage::EventRecord event;
        event.id = id;
        event.created_at = at;
        storage.write({storage::AppendEvent{event}}, nullptr);
    }
    void wait(std::chrono::seconds duration) {
        const SteadyTime end = time.now() + duration;
        while (time.ring_next(end)) storage.deliver();
    }
    std::size_t events() {
        std::size_t count = 0;
        storage.list_events({}, [&](const storage::EventPage& page, const std::string&) { count = page.items.size(); });
        storage.deliver();
        return count;
    }
};

}  // namespace

TEST_CASE("what is old goes within the first minute, what is young stays") {
    Kept kept;
    kept.retention.start();
    kept.wait(1min);
    CHECK(kept.events() == 1);
    CHECK(kept.retention.counters().runs == 1);
    kept.wait(3h);
    CHECK(kept.retention.counters().runs >= 3);
    CHECK(kept.retention.counters().failed_steps == 0);
}

TEST_CASE("a clock that goes on while the machine is suspended is believed") {
    Kept kept;
    kept.retention.start();
    kept.wait(2min);
    kept.time.sleep(30 * 24h);
    kept.wait(15min);
    CHECK(kept.retention.clock_doubt().empty());
}

TEST_CASE("a clock that has moved drops nothing, until it is believed again") {
    Kept kept;
    kept.retention.start();
    kept.wait(2min);
    kept.time.jump_wall_clock(30 * 24h);
    kept.wait(3h);
    CHECK(kept.events() == 1);
    CHECK_FALSE(kept.retention.clock_doubt().empty());
    CHECK(kept.retention.counters().skipped_runs > 0);
    kept.is_synchronised = true;
    kept.wait(2h);
    CHECK(kept.retention.clock_doubt().empty());
    CHECK(kept.events() == 0);
}

TEST_CASE("a run goes on where its last step ended, past what stays") {
    Kept kept;
    storage::Batch batch;
    for (int i = 0; i < 600; ++i) {
        storage::TransactionEnd stop;
        stop.charge_point_id = "CP1";
        stop.transaction_id = 1'800'000'000 + i;
        stop.received_at = kept.time.utc() - (i < 550 ? 24h : 500 * 24h);
        batch.emplace_back(storage::CloseTransaction{stop});
    }
    kept.storage.write(std::move(batch), nullptr);
    kept.retention.start();
    kept.wait(1min);
    CHECK(kept.retention.counters().dropped.at("orphan_stops") == 50);
    CHECK(kept.retention.counters().dropped.count("free_pages") == 1);
}

TEST_CASE("who judges by the clock hears at once that it has moved") {
    Kept kept;
    kept.retention.start();
    kept.wait(1min);
    CHECK(kept.retention.clock_doubt_now().empty());
    kept.time.jump_wall_clock(30h);
    CHECK_FALSE(kept.retention.clock_doubt_now().empty());
    CHECK_FALSE(kept.retention.clock_doubt().empty());
}
