#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "fixture.h"
#include "storage/migrations.h"
#include "storage/schema.h"

using namespace storage_test;
using namespace storage;

namespace {

std::string blank_file(const TempDir& dir) {
    std::ofstream(dir / "some.db");
    return dir / "some.db";
}

}  // namespace

TEST_CASE("migration steps run once each and in order") {
    TempDir dir;
    const auto path = blank_file(dir);
    {
        Connection connection(path, Connection::Mode::write);
        migrate(connection, {"CREATE TABLE one (x)"});
        CHECK(connection.number("PRAGMA user_version") == 1);
        CHECK(connection.number("PRAGMA application_id") == kApplicationId);
    }
    Connection connection(path, Connection::Mode::write);
    migrate(connection, {"CREATE TABLE one (x)", "ALTER TABLE one ADD COLUMN y; INSERT INTO one VALUES (1, 2)"});
    migrate(connection, {"CREATE TABLE one (x)", "ALTER TABLE one ADD COLUMN y; INSERT INTO one VALUES (1, 2)"});
    CHECK(connection.number("SELECT sum(y) FROM one") == 2);
    CHECK(connection.number("PRAGMA user_version") == 2);
}

TEST_CASE("a migration step that fails leaves the version before it, whole") {
    TempDir dir;
    const auto path = blank_file(dir);
    {
        Connection connection(path, Connection::Mode::write);
        CHECK_THROWS_AS(migrate(connection, {"CREATE TABLE one (x)", "CREATE TABLE two (x); nonsense"}), SqlError);
    }
    Connection connection(path, Connection::Mode::read);
    CHECK(connection.number("PRAGMA user_version") == 1);
    CHECK(connection.number("SELECT count(*) FROM sqlite_master") == 1);
}

TEST_CASE("a database of the first version opens and keeps its rows") {
    TempDir dir;
    std::filesystem::create_directory(dir / "data");
    std::ofstream(dir / "data/gateway.db");
    {
        Connection before(dir / "data/gateway.db", Connection::Mode::write);
        migrate(before, {migrations[0]});
        before.execute(
            "INSERT INTO charge_points VALUES ('CP-1', 'live', 1, 1, 'V', 'M', 'S', '1.2', '', '', 231, 1, 8, 7.4,"
            " 0, '127.0.0.1', 3, 1000, 2000);"
            "INSERT INTO connectors VALUES ('device_1', 'CP-1', 1, 7.4, 'pause');"
            "INSERT INTO capabilities VALUES ('V', 'M', '1.2', '{}')");
    }
    DirectStorage direct(dir / "data");
    const auto snapshot = direct.load();
    REQUIRE(snapshot.charge_points.size() == 1);
    auto record = snapshot.charge_points[0];
    CHECK(record.id == "CP-1");
    CHECK(record.nominal_voltage == 231);
    CHECK_FALSE(record.control);
    CHECK(record.last_seen == at(2000));
    CHECK(record.traits.empty());
    REQUIRE(snapshot.connectors.size() == 1);
    CHECK(snapshot.connectors[0].desired.max_charge_rate_kw == 7.4);
    CHECK(snapshot.capabilities.size() == 1);

    record.traits = R"({"unit":"W"})";
    REQUIRE(direct.write({PutChargePoint{record}}).durable);
    CHECK(direct.load().charge_points.at(0).traits == record.traits);
}

TEST_CASE("a database of before chargers had lessons of their own keeps what was known of models") {
    TempDir dir;
    std::filesystem::create_directory(dir / "data");
    std::ofstream(dir / "data/gateway.db");
    {
        Connection before(dir / "data/gateway.db", Connection::Mode::write);
        migrate(before, {migrations[0], migrations[1], migrations[2], migrations[3]});
        before.execute("INSERT INTO capabilities VALUES ('V', 'M', '1.2', '{\"zero_ignored\":true}')");
    }
    DirectStorage direct(dir / "data");
    const auto snapshot = direct.load();
    REQUIRE(snapshot.capabilities.size() == 1);
    CHECK(snapshot.capabilities[0].learnt == R"({"zero_ignored":true})");
    CHECK(snapshot.charger_lessons.empty());
    REQUIRE(direct.write({PutChargerLessons{{"CP-1", "V", "M", "1.2", "{}"}}}).durable);
    CHECK(direct.load().charger_lessons.size() == 1);
}

TEST_CASE("a database of before reservations had their charger's numbers keeps them") {
    TempDir dir;
    std::filesystem::create_directory(dir / "data");
    std::ofstream(dir / "data/gateway.db");
    {
        Connection before(dir / "data/gateway.db", Connection::Mode::write);
        migrate(before, {migrations.begin(), migrations.begin() + 6});
        before.execute("INSERT INTO reservations VALUES (7, 'CP-1', 2, 'TAG', 'GROUP', 9000, 1000, 'open')");
    }
    DirectStorage direct(dir / "data");
    auto open = direct.load().open_reservations;
    REQUIRE(open.size() == 1);
    CHECK(open[0].reservation_id == 7);
    CHECK(open[0].connector_id == 2);
    CHECK(open[0].parent_id_tag == "GROUP");
    CHECK(open[0].expires_at == at(9000));
    open[0].state = ReservationState::used;
    REQUIRE(direct.write({PutReservation{open[0]}}).durable);
    CHECK(direct.load().open_reservations.empty());
    CHECK(direct.load().last_reservation_id == 7);
}

TEST_CASE("the list of tables names all that the migrations make") {
    OnDisk store;
    store.load();
    CHECK(number_in(store.database(),
                    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'") ==
          static_cast<std::int64_t>(tables.size()));
}

TEST_CASE("the writing connection is durable and waits for locks") {
    TempDir dir;
    Connection connection(blank_file(dir), Connection::Mode::write);
    prepare_schema(connection, {});
    CHECK(connection.text("PRAGMA journal_mode") == "wal");
    CHECK(connection.number("PRAGMA synchronous") == 2);
    CHECK(connection.number("PRAGMA foreign_keys") == 1);
    CHECK(connection.number("PRAGMA busy_timeout") == 5000);
    CHECK(connection.number("PRAGMA wal_autocheckpoint") == 0);  // the Writer empties the log itself
    Connection reading(dir / "some.db", Connection::Mode::read);
    CHECK(reading.number("PRAGMA wal_autocheckpoint") == 0);
    CHECK(reading.number("PRAGMA query_only") == 1);
}

TEST_CASE("a word that this program does not know is an error, not a guess") {
    TempDir dir;
    DirectStorage direct(dir / "data");
    REQUIRE(direct.write({PutChargePoint{charge_point("CP-1")}}).durable);
    Connection(dir / "data/gateway.db", Connection::Mode::write)
        .execute("UPDATE charge_points SET environment = 'elsewhere'");
    CHECK_THROWS_AS(direct.load(), StorageError);
}
