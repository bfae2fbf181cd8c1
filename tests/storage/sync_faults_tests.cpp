#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include <sys/syscall.h>

#include "disk_steps.h"
#include "fixture.h"
#include "storage/data_dir.h"

/// Disks that fail when what was written shall stay: the last word on a commit must be true after a kill.
using namespace storage_test;
using namespace storage;
namespace fs = std::filesystem;

namespace {

/// How many of the next calls of this program fail; the database calls them by their names.
std::atomic<int> failing_syncs{0};

int sync_or_fail(long number, int file) {
    before_disk_step();
    if (failing_syncs > 0) {
        --failing_syncs;
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(number, file));
}

/// The given number of syncs fail, and none after this is gone.
class FailingDisk {
  public:
    explicit FailingDisk(int times) { failing_syncs = times; }
    ~FailingDisk() { failing_syncs = 0; }
};

DatabaseFile made(const TempDir& dir) {
    const DataDir data_dir(dir / "data");
    return data_dir.prepare_database_file();
}

/// What the next process finds when this one is killed now.
std::map<std::string, std::string> found_after_kill(const TempDir& dir) {
    fs::create_directory(dir / "killed");
    for (const char* name : {"gateway.db", "gateway.db-wal"})
        fs::copy_file(dir / ("data/" + std::string(name)), dir / ("killed/" + std::string(name)));
    return DirectStorage(dir / "killed").load().settings;
}

/// Once nothing of the page is in the memory of SQLite any more.
void spoil_root_page(const std::string& database, const std::string& table) {
    Connection connection(database, Connection::Mode::read);
    const std::string statement = "SELECT rootpage FROM sqlite_master WHERE name = '" + table + "'";
    std::fstream file(database, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp((connection.number(statement.c_str()) - 1) * 4096);
    file << std::string(4096, '\xA5');
}

}  // namespace

extern "C" int fdatasync(int file) { return sync_or_fail(SYS_fdatasync, file); }
extern "C" int fsync(int file) { return sync_or_fail(SYS_fsync, file); }

TEST_CASE("a change that was denied because its commit failed does not come back after a kill") {
    TempDir dir;
    Writer writer(made(dir));
    const Batch change{PutSetting{"denied", "1"}}, other{PutSetting{"made", "1"}};
    REQUIRE(writer.commit({&other}).front().durable);
    Connection reader(dir / "data/gateway.db", Connection::Mode::read);  // as in service: the log stays
    CHECK(reader.number("SELECT count(*) FROM settings") == 1);
    {
        const FailingDisk disk(1);
        const auto written = writer.commit({&change}).front();
        CHECK_FALSE(written.durable);
        CHECK_FALSE(written.is_unknown);
    }
    const auto found = found_after_kill(dir);
    CHECK(found.count("denied") == 0);
    CHECK(found.count("made") == 1);
}

TEST_CASE("where not even that can be settled the outcome is unknown, and says so") {
    TempDir dir;
    Writer writer(made(dir));
    const Batch change{PutSetting{"a", "1"}};
    {
        const FailingDisk disk(1000);
        const auto written = writer.commit({&change}).front();
        CHECK_FALSE(written.durable);
        CHECK(written.is_unknown);
        CHECK_FALSE(writer.trouble().empty());
    }
    CHECK(writer.commit({&change}).front().durable);
    CHECK(writer.trouble().empty());
}

TEST_CASE("a group whose commit fails once is written batch by batch") {
    TempDir dir;
    Writer writer(made(dir));
    std::vector<Batch> batches;
    for (int i = 0; i < 10; ++i) batches.push_back({PutSetting{"key" + std::to_string(i), "1"}});
    std::vector<const Batch*> group;
    for (const Batch& batch : batches) group.push_back(&batch);
    const FailingDisk disk(1);
    for (const Written& written : writer.commit(group)) CHECK(written.durable);
    CHECK(writer.load().settings.size() == 10);
}

TEST_CASE("a page that is damaged costs the batch that needs it, and no other") {
    TempDir dir;
    const DatabaseFile file = made(dir);
    { Writer writer(file); }
    Writer writer(file);
    spoil_root_page(file.path, "tags");
    writer.connection()->execute("PRAGMA shrink_memory");
    const Batch first{PutSetting{"a", "1"}}, damaged{PutTag{{"CARD", false, {}, "", ""}}}, last{PutSetting{"b", "1"}};
    const auto results = writer.commit({&first, &damaged, &last});
    CHECK(results[0].durable);
    CHECK_FALSE(results[1].durable);
    CHECK(results[2].durable);
}
