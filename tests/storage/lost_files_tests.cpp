#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "fixture.h"
#include "storage/database_identity.h"
#include "storage/limits.h"
#include "storage/write_ahead_log.h"

/// Files of the database that are mixed up, emptied, moved or deleted, as people do by mistake.
using namespace storage_test;
using namespace storage;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

constexpr auto kOver = fs::copy_options::overwrite_existing;

std::string why_refused(const std::string& data_dir) {
    try {
        DirectStorage direct(data_dir);
    } catch (const StorageError& error) {
        return error.what();
    }
    return "accepted";
}

/// What lies on disk when the process is killed now.
void copy_as_killed(const std::string& from, const std::string& to) {
    fs::create_directory(to);
    for (const auto& entry : fs::directory_iterator(from)) {
        if (entry.path().extension() != ".db-shm")
            fs::copy_file(entry.path(), fs::path(to) / entry.path().filename(), kOver);
    }
}

void fill(DirectStorage& direct, int from, int count) {
    for (int i = from; i < from + count; ++i)
        REQUIRE(direct.write({PutSetting{"key" + std::to_string(i), std::string(4000, 'x')}}).durable);
}

}  // namespace

TEST_CASE("an older copy of the database is not destroyed by the log that lies beside it") {
    TempDir dir;
    {
        DirectStorage direct(dir / "data");
        fill(direct, 0, 5);
    }
    fs::copy_file(dir / "data/gateway.db", dir / "backup.db");
    {
        DirectStorage direct(dir / "data");
        fill(direct, 5, 20);
        copy_as_killed(dir / "data", dir / "killed");
    }
    fs::copy_file(dir / "backup.db", dir / "killed/gateway.db", kOver);
    CHECK_THAT(why_refused(dir / "killed"), Contains("is not the log of this gateway.db"));
    fs::remove(dir / "killed/gateway.db-wal");
    DirectStorage again(dir / "killed");
    CHECK(again.load().settings.size() == 5);
    CHECK(text_in(dir / "killed/gateway.db", "PRAGMA integrity_check") == "ok");
}

TEST_CASE("a copy that was taken while the gateway ran is told from its log once that was emptied") {
    TempDir dir;
    DirectStorage direct(dir / "data");
    fill(direct, 0, 5);
    fs::copy_file(dir / "data/gateway.db", dir / "copy.db");
    fill(direct, 5, 1200);  // beyond log_pages_before_emptied
    copy_as_killed(dir / "data", dir / "killed");
    CHECK(why_refused(dir / "killed") == "accepted");
    copy_as_killed(dir / "data", dir / "mixed");
    fs::copy_file(dir / "copy.db", dir / "mixed/gateway.db", kOver);
    CHECK_THAT(why_refused(dir / "mixed"), Contains("is not the log of this gateway.db"));
}

TEST_CASE("whenever the process is killed its log is its own") {
    TempDir dir;
    DirectStorage direct(dir / "data");
    for (int i = 0; i < 60; ++i) {
        fill(direct, 40 * i, 40);
        copy_as_killed(dir / "data", dir / "killed");
        INFO(i);
        REQUIRE_NOTHROW(check_log(dir / "killed/gateway.db", true));
        fs::remove_all(dir / "killed");
    }
    CHECK(fs::file_size(dir / "data/gateway.db-wal") < 2 * kLogPagesBeforeEmptied * 4096);
}

TEST_CASE("a reader in the way of an emptying leaves a log that is the database's own") {
    TempDir dir;
    DirectStorage direct(dir / "data");
    fill(direct, 0, 10);
    Connection reader(dir / "data/gateway.db", Connection::Mode::read);
    reader.execute("BEGIN");
    CHECK(reader.number("SELECT count(*) FROM settings") == 10);
    fill(direct, 10, 1300);
    copy_as_killed(dir / "data", dir / "held");
    CHECK(why_refused(dir / "held") == "accepted");
    reader.execute("COMMIT");
    fill(direct, 2000, 300);
    copy_as_killed(dir / "data", dir / "free");
    CHECK(why_refused(dir / "free") == "accepted");
    CHECK(fs::file_size(dir / "data/gateway.db-wal") < 2 * kLogPagesBeforeEmptied * 4096);
}

TEST_CASE("a log whose transactions are not whole is nothing, and one of another kind neither") {
    TempDir dir;
    {
        DirectStorage direct(dir / "data");
        fill(direct, 0, 3);
        copy_as_killed(dir / "data", dir / "killed");
    }
    const std::string log = dir / "killed/gateway.db-wal";
    CHECK_FALSE(WriteAheadLog(dir / "killed/gateway.db").is_empty());
    fs::resize_file(log, 32 + 24 + 4000);
    CHECK(WriteAheadLog(dir / "killed/gateway.db").is_empty());
    std::ofstream(log, std::ios::trunc) << "no log at all, but long enough to be taken for one";
    CHECK(WriteAheadLog(dir / "killed/gateway.db").is_empty());
    CHECK(WriteAheadLog(dir / "nowhere/gateway.db").is_empty());
}

TEST_CASE("a database that was deleted or emptied is not replaced by a new one unasked") {
    TempDir dir;
    { DirectStorage direct(dir / "data"); }
    SECTION("deleted") { fs::remove(dir / "data/gateway.db"); }
    SECTION("emptied") { fs::resize_file(dir / "data/gateway.db", 0); }
    CHECK_THAT(why_refused(dir / "data"), Contains("--new"));
    CHECK_THAT(why_refused(dir / "data"), Contains("restore a backup"));
    Loop loop;
    CHECK(open_storage(dir / "data", loop.post(), true)->load().settings.empty());
    CHECK_THROWS_WITH(open_storage(dir / "data", loop.post(), true), Contains("--new is for"));
}

TEST_CASE("a database without any table is not taken for a new one where one was in use") {
    TempDir dir;
    { DirectStorage direct(dir / "data"); }
    fs::remove(dir / "data/gateway.db");
    std::ofstream(dir / "data/gateway.db").close();
    Connection(dir / "data/gateway.db", Connection::Mode::write).execute("CREATE TABLE x (y); DROP TABLE x");
    REQUIRE(fs::file_size(dir / "data/gateway.db") > 0);
    CHECK_THAT(why_refused(dir / "data"), Contains("was emptied"));
    Loop loop;
    CHECK(open_storage(dir / "data", loop.post(), true)->load().settings.empty());
}

TEST_CASE("the pepper of an older gateway shows that a database was lost") {
    TempDir dir;
    fs::create_directory(dir / "data");
    std::ofstream(dir / "data/pepper") << "secret";
    CHECK_THAT(why_refused(dir / "data"), Contains("--new"));
}

TEST_CASE("a first start that was killed before there was a database is no loss") {
    TempDir dir;
    fs::create_directory(dir / "data");
    std::ofstream(dir / "data/lock").close();
    CHECK(why_refused(dir / "data") == "accepted");
}

TEST_CASE("a data directory into which everybody may write is refused") {
    TempDir dir;
    fs::create_directory(dir / "data");
    chmod((dir / "data").c_str(), 0777);
    CHECK_THAT(why_refused(dir / "data"), Contains("chmod 700"));
}

TEST_CASE("nothing is acknowledged once a file was taken away under the running gateway, until it is back") {
    TempDir dir;
    DirectStorage direct(dir / "data");
    fill(direct, 0, 1);
    const std::string name = GENERATE(std::string("gateway.db"), std::string("gateway.db-wal"), std::string("lock"));
    INFO(name);
    fs::rename(dir / ("data/" + name), dir / "away");
    const auto written = direct.write({PutSetting{"a", "1"}});
    CHECK_FALSE(written.durable);
    CHECK_THAT(written.error, Contains(name + " was moved or deleted"));
    fs::rename(dir / "away", dir / ("data/" + name));
    CHECK(direct.write({PutSetting{"a", "1"}}).durable);
}
