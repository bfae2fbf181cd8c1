#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "fixture.h"
#include "storage/data_dir.h"
#include "storage/limits.h"

using namespace storage_test;
using namespace storage;
namespace fs = std::filesystem;

namespace {

/// A file system of 2 MB, where the machine lets us have one.
class SmallDisk {
  public:
    explicit SmallDisk(const std::string& path) : path_(path) {
        fs::create_directory(path_);
        is_mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=2m") == 0;
    }
    ~SmallDisk() {
        if (is_mounted_) umount2(path_.c_str(), MNT_DETACH);
    }
    bool is_mounted() const { return is_mounted_; }

  private:
    std::string path_;
    bool is_mounted_ = false;
};

/// No file of this process can grow past `bytes` while this lives: writing there fails with an input/output
/// error.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

  private:
    rlimit before_{};
};

Batch large(int number) {
    return {AppendMeterValues{values("CP-1", {}, std::to_string(number) + std::string(50'000, 'x'))}};
}

DatabaseFile new_database(const TempDir& dir) {
    const DataDir data_dir(dir / "data");
    return data_dir.prepare_database_file();
}

}  // namespace

TEST_CASE("a full database refuses what has no room, says so, and goes on when there is room") {
    TempDir dir;
    Writer writer(new_database(dir));
    writer.connection()->execute("PRAGMA max_page_count = 60");
    const Batch small{PutSetting{"small", "1"}};
    const Batch big = large(1);
    std::vector<const Batch*> group{&small, &big, &big, &big, &big, &big};
    const auto results = writer.commit(group);
    CHECK_FALSE(results.back().durable);
    CHECK(results.back().error == "disk full");
    for (const auto& result : results) CHECK(result.durable == result.error.empty());
    writer.connection()->execute("PRAGMA max_page_count = 100000");
    CHECK(writer.commit({&big}).front().durable);
    const auto held = number_in(dir / "data/gateway.db", "SELECT count(*) FROM meter_values");
    CHECK(held == 1 + std::count_if(results.begin() + 1, results.end(), [](const auto& one) { return one.durable; }));
    CHECK(text_in(dir / "data/gateway.db", "PRAGMA integrity_check") == "ok");
}

TEST_CASE("a full disk fails writes, never reads, and is over when there is space again") {
    TempDir dir;
    SmallDisk disk(dir / "disk");
    if (!disk.is_mounted()) {
        WARN("no small file system can be mounted here");
        return;
    }
    Loop loop;
    auto gateway = open_storage(dir / "disk/data", loop.post());
    std::ofstream(dir / "disk/ballast") << std::string(600'000, 'b');
    int accepted = 0;
    std::string error;
    for (int i = 0; error.empty() && i < 100; ++i) {
        std::optional<Written> answer;
        gateway->write(large(i), [&](const Written& written) { answer = written; });
        loop.run_until([&] { return answer.has_value(); });
        if (answer->durable) ++accepted;
        error = answer->error;
    }
    CHECK(error == "disk full");
    CHECK(accepted > 0);
    std::optional<std::string> read_error;
    gateway->list_actions({}, [&](const ActionPage&, const std::string& text) { read_error = text; });
    loop.run_until([&] { return read_error.has_value(); });
    CHECK(*read_error == "");
    fs::remove(dir / "disk/ballast");
    std::optional<Written> again;
    gateway->write(large(1000), [&](const Written& written) { again = written; });
    loop.run_until([&] { return again.has_value(); });
    CHECK(again->error == "");
    gateway->close();
    CHECK(number_in(dir / "disk/data/gateway.db", "SELECT count(*) FROM meter_values") == accepted + 1);
    CHECK(text_in(dir / "disk/data/gateway.db", "PRAGMA integrity_check") == "ok");
}

TEST_CASE("after an input/output error nothing is claimed, and the connection is replaced before the next group") {
    TempDir dir;
    Writer writer(new_database(dir));
    const Batch first{PutSetting{"first", "1"}};
    REQUIRE(writer.commit({&first}).front().durable);
    const Batch lost = large(1);
    {
        FileSizeLimit limit(fs::file_size(dir / "data/gateway.db-wal"));
        const auto result = writer.commit({&lost, &first}).front();
        CHECK_FALSE(result.durable);
        CHECK_THAT(result.error, Catch::Matchers::Contains("database error"));
        CHECK(writer.connection() == nullptr);
    }
    const auto results = writer.commit({&lost, &first});
    CHECK(results[0].durable);
    CHECK(results[1].durable);
    CHECK(writer.counters().reopened == 1);
    CHECK(writer.counters().failed_commits == 1);
    CHECK(number_in(dir / "data/gateway.db", "SELECT count(*) FROM meter_values") == 1);
    CHECK(text_in(dir / "data/gateway.db", "PRAGMA integrity_check") == "ok");
}

TEST_CASE("a database that stays damaged fails each write and never takes the process along") {
    TempDir dir;
    Writer writer(new_database(dir));
    const Batch some{PutSetting{"a", "1"}};
    {
        FileSizeLimit limit(fs::file_size(dir / "data/gateway.db-wal"));
        const Batch lost = large(1);
        CHECK_FALSE(writer.commit({&lost}).front().durable);
    }
    std::fstream(dir / "data/gateway.db", std::ios::binary | std::ios::in | std::ios::out) << std::string(100, '\xA5');
    for (int i = 0; i < 3; ++i) {
        const auto result = writer.commit({&some}).front();
        CHECK_FALSE(result.durable);
        CHECK_FALSE(result.error.empty());
    }
}

TEST_CASE("a lock held too long by another program fails the write and the next one works") {
    OnDisk store;
    store.load();
    Connection other(store.database(), Connection::Mode::write);
    other.execute("BEGIN IMMEDIATE");
    const auto held = store.write({PutSetting{"a", "1"}});
    CHECK_FALSE(held.durable);
    CHECK(held.error == "another program holds the database");
    other.execute("ROLLBACK");
    CHECK(store.write({PutSetting{"a", "2"}}).durable);
}

TEST_CASE("a read that takes too long is cut, and the next one is served") {
    TempDir dir;
    const DatabaseFile file = new_database(dir);
    Writer writer(file);
    Connection reading(file.path, Connection::Mode::read);
    reading.limit_time(std::chrono::milliseconds(50));
    CHECK_THROWS_WITH(reading.number("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                     " SELECT count(*) FROM n"),
                      "the query took too long");
    reading.limit_time(std::chrono::seconds(30));
    CHECK(reading.number("SELECT count(*) FROM settings") == 0);
}
