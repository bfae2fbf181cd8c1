#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "damaged_database.h"
#include "storage/database_report.h"
#include "storage/page_sums_renewal.h"
#include "storage/schema.h"

/// Databases of before there were sums, and those into which another program has written.
using namespace storage_test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

TEST_CASE("a database that never had sums is not accused of anything, and gets them at the start") {
    const auto version = GENERATE(range(std::int64_t{1}, newest_schema_version() + 1));
    CAPTURE(version);
    TempDir dir;
    make_of_version(dir / "data", version);
    const std::string database = dir / "data/gateway.db";
    CHECK_FALSE(has_sums(database));
    const DatabaseReport before = look_at_database(database, true, false);
    CHECK((before.trouble + before.verdict) == "ok");
    const auto settings = text_in(database, "SELECT group_concat(name || value) FROM settings");
    REQUIRE(refusal_of(dir / "data").empty());
    CHECK(has_sums(database));
    const DatabaseReport after = look_at_database(database, true, false);
    CHECK(after.wrong_pages.empty());
    CHECK((after.trouble + after.verdict) == "ok");
    CHECK(after.schema_version == newest_schema_version());
    CHECK(text_in(database, "SELECT group_concat(name || value) FROM settings") == settings);
    struct stat status {};
    REQUIRE(stat(database.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK_FALSE(fs::exists(database + ".with-sums"));
}

TEST_CASE("a database that was made without an account of its pages gives free ones back once it has sums") {
    TempDir dir;
    make_of_version(dir / "data", newest_schema_version());
    const std::string database = dir / "data/gateway.db";
    REQUIRE(number_in(database, "PRAGMA auto_vacuum") == 0);
    serve_once(dir / "data");
    DirectStorage direct(dir / "data");
    REQUIRE(direct.write({PutSetting{"large", std::string(1'000'000, 'x')}}).durable);
    REQUIRE(direct.write({PutSetting{"large", ""}}).durable);
    const auto free = number_in(database, "PRAGMA freelist_count"), pages = number_in(database, "PRAGMA page_count");
    REQUIRE(free > 200);
    const auto pruned = direct.write({Prune{Kept::free_pages, at(0)}}).pruned;
    REQUIRE(pruned);
    CHECK(pruned->rows > free / 2);
    CHECK(number_in(database, "PRAGMA page_count") == pages - pruned->rows);
}

TEST_CASE("a database that another program has open goes on without sums, and gets them at a later start") {
    TempDir dir;
    make_of_version(dir / "data", newest_schema_version());
    const std::string database = dir / "data/gateway.db";
    Connection(database, Connection::Mode::write).execute("PRAGMA journal_mode = WAL");
    {
        Connection other(database, Connection::Mode::read);
        other.execute("BEGIN");
        CHECK(other.number("SELECT count(*) FROM settings") > 0);
        serve_once(dir / "data");
        CHECK(DirectStorage(dir / "data").write({PutSetting{"a", "1"}}).durable);
        CHECK_FALSE(has_sums(database));
        CHECK(text_in(database, "PRAGMA journal_mode") == "wal");
        CHECK_THAT(look_at_database(database, false, true).settings.at(kPageSumsMissing),
                   Contains("another program holds the database"));
    }
    CHECK(refusal_of(dir / "data").empty());
    CHECK(has_sums(database));
    CHECK(text_in(database, "SELECT value FROM settings WHERE name = 'a'") == "1");
    CHECK(look_at_database(database, false, false).settings.count(kPageSumsMissing) == 0);
}

TEST_CASE("a command on a closed database leaves it without sums: writing all of it anew is the start's") {
    TempDir dir;
    make_of_version(dir / "data", newest_schema_version());
    CHECK(DirectStorage(dir / "data").write({PutSetting{"a", "1"}}).durable);
    CHECK_FALSE(has_sums(dir / "data/gateway.db"));
    Loop loop;
    open_storage(dir / "data", loop.post())->load();
    CHECK(has_sums(dir / "data/gateway.db"));
}

TEST_CASE("what was left when bringing in the sums was interrupted does no harm") {
    TempDir dir;
    make_of_version(dir / "data", newest_schema_version());
    write_bytes(dir / "data/gateway.db.with-sums", "half a database");
    CHECK(refusal_of(dir / "data").empty());
    CHECK(has_sums(dir / "data/gateway.db"));
    CHECK_FALSE(fs::exists(dir / "data/gateway.db.with-sums"));
}

TEST_CASE("pages that another program wrote are refused with the way out, which renews the sums and keeps the file") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    const std::string foreign =
        "sqlite3 " + database + " \"UPDATE settings SET value = 'by hand' WHERE name = 'setting7'\"";
    if (std::system(foreign.c_str()) != 0) return;  // no such program here
    CHECK_THAT(refusal_of(dir / "data"), Contains("another program has written it") && Contains("doctor --deep"));
    CHECK_THAT(about_wrong_sums(look_at_database(database, true, false).wrong_pages),
               Contains("has a wrong sum") && Contains("settings"));
    std::string told;
    const std::string kept = renew_page_sums(dir / "data", [&](const std::string& text) {
        told = text;
        CHECK_FALSE(look_at_database(database, true, false).wrong_pages.empty());
    });
    CHECK_THAT(told, Contains("has a wrong sum") && Contains("(settings"));
    CHECK(fs::exists(kept));
    CHECK(look_at_database(database, true, false).wrong_pages.empty());
    CHECK(refusal_of(dir / "data").empty());
    CHECK(text_in(database, "SELECT value FROM settings WHERE name = 'setting7'") == "by hand");
}

TEST_CASE("sums are not renewed over a database whose rows are damaged") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    std::string bytes = bytes_in(database);
    bytes.replace(20 * page_bytes, 100, std::string(100, '\xA5'));
    bytes.replace(30 * page_bytes, 100, std::string(100, '\xA5'));
    bytes.replace(40 * page_bytes, 100, std::string(100, '\xA5'));
    write_bytes(database, bytes);
    CHECK_THROWS_WITH(renew_page_sums(dir / "data", [](const auto&) {}), Contains("restore a backup"));
    CHECK(bytes_in(database) == bytes);
}
