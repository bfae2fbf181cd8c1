#include <catch2/catch.hpp>
#include <random>

#include "fixture.h"
#include "ledger.h"

using namespace storage_test;
using namespace storage;

namespace {

/// Every row's session, and whether each session is there once only.
void check_against(const std::string& database, const Ledger& ledger) {
    Connection connection(database, Connection::Mode::read);
    CHECK(connection.text("PRAGMA integrity_check") == "ok");
    CHECK(connection.number("SELECT count(*) - count(DISTINCT repeat_key) FROM transactions") == 0);
    CHECK(connection.number("SELECT count(*) - count(DISTINCT payload) FROM meter_values") == 0);
    CHECK(connection.number("SELECT count(*) FROM orphan_stops") == 0);
    CHECK(connection.number("SELECT count(*) FROM orphan_values") == 0);
    std::map<long, long> starts;
    std::set<long> stops;
    std::set<long> readings;
    Query rows(connection, "SELECT repeat_key, transaction_id, stop_payload IS NOT NULL FROM transactions");
    while (rows.step()) {
        const long session = std::stol(rows.taken<std::string>());
        starts[session] = rows.taken<std::int64_t>();
        if (rows.taken<bool>()) stops.insert(session);
    }
    Query values(connection, "SELECT repeat_key FROM meter_values JOIN transactions USING (transaction_id)");
    while (values.step()) readings.insert(std::stol(values.taken<std::string>()));
    for (const auto& [session, id] : ledger.starts) {
        INFO("start of session " << session);
        CHECK((starts.count(session) == 1 && starts.at(session) == id));
    }
    for (long session : ledger.stops) CHECK(stops.count(session) == 1);
    for (long session : ledger.readings) CHECK(readings.count(session) == 1);
}

}  // namespace

TEST_CASE("what was acknowledged survives kill -9 at any moment, once") {
    TempDir dir;
    Ledger ledger;
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int life = 0; life < 30; ++life) {
        run_and_kill(dir / "data", static_cast<int>(random() % 80), ledger);
        DirectStorage recovered(dir / "data");
        recovered.load();
        check_against(dir / "data/gateway.db", ledger);
    }
    run_and_kill(dir / "data", 1000, ledger);
    check_against(dir / "data/gateway.db", ledger);
    CHECK(ledger.stops.size() > 10);
}
