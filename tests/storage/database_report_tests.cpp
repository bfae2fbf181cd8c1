#include "storage/database_report.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "damaged_database.h"

/// How a database is, for those who look at it from outside.
using namespace storage_test;
using namespace storage;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

TEST_CASE("whether a gateway has a data directory is told by its lock, also before it answers anybody") {
    TempDir dir;
    CHECK_FALSE(is_in_use(dir / "data"));
    {
        const DataDir held(dir / "data");
        CHECK(is_in_use(dir / "data"));
        CHECK(is_in_use(dir / "data"));
    }
    CHECK_FALSE(is_in_use(dir / "data"));
    const DataDir again(dir / "data");
}

TEST_CASE("a change that was interrupted is left in its journal by those who only look") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db", killed = dir / "killed.db";
    {
        Connection writing(database, Connection::Mode::write);
        CHECK(writing.text("PRAGMA journal_mode = DELETE") == "delete");
        writing.execute("PRAGMA cache_size = 5; BEGIN; UPDATE meter_values SET payload = payload || 'x'");
        fs::copy(database, killed);
        fs::copy(database + "-journal", killed + "-journal");
    }
    const std::string bytes = bytes_in(killed), journal = bytes_in(killed + "-journal");
    REQUIRE(journal.size() > page_bytes);
    const DatabaseReport report = look_at_database(killed, true, false);
    CHECK_THAT(report.trouble, Contains("a change waits in gateway.db-journal"));
    CHECK(bytes_in(killed) == bytes);
    CHECK(bytes_in(killed + "-journal") == journal);
}
