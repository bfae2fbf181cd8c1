#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <random>

#include "damaged_database.h"
#include "disk_steps.h"
#include "storage/database_report.h"
#include "storage/schema.h"

/// A start that brings tables up to date and sums in, and is killed before any of the things that it does to the disk.
using namespace storage_test;
using namespace storage;
namespace fs = std::filesystem;

namespace {

int disk_steps = 0;      ///< so far
int last_disk_step = 0;  ///< before the one behind it the process is killed; 0: never

int steps_of_start(const std::string& data_dir) {
    disk_steps = 0;
    { DirectStorage direct(data_dir); }
    return disk_steps;
}

/// In a process of its own.
void start_and_be_killed(const std::string& data_dir, int after) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        last_disk_step = after;
        disk_steps = 0;
        { DirectStorage direct(data_dir); }
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
}

std::string rows_worth_keeping(const std::string& database) {
    return text_in(database,
                   "SELECT (SELECT group_concat(name || value) FROM settings) ||"
                   " (SELECT group_concat(id || rated_kw) FROM charge_points) ||"
                   " (SELECT group_concat(transaction_id || charge_point_id) FROM"
                   " (SELECT * FROM transactions ORDER BY transaction_id))");
}

void expect_whole(const std::string& data_dir, const std::string& rows) {
    const std::string database = data_dir + "/gateway.db";
    {
        DirectStorage again(data_dir);
        CHECK(again.load().charge_points.size() == 2);
    }
    const DatabaseReport report = look_at_database(database, true, false);
    CHECK((report.trouble + report.verdict) == "ok");
    CHECK(report.wrong_pages.empty());
    CHECK(report.has_sums);
    CHECK(report.schema_version == newest_schema_version());
    CHECK(rows_worth_keeping(database) == rows);
    CHECK_FALSE(fs::exists(database + ".with-sums"));
}

}  // namespace

namespace storage_test {

void before_disk_step() {
    if (last_disk_step > 0 && disk_steps == last_disk_step) ::kill(::getpid(), SIGKILL);
    ++disk_steps;
}

}  // namespace storage_test

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
    before_disk_step();
    return ::syscall(SYS_pwrite64, file, bytes, count, offset);
}

extern "C" int rename(const char* from, const char* to) noexcept {
    before_disk_step();
    return static_cast<int>(::syscall(SYS_rename, from, to));
}

extern "C" int unlink(const char* path) noexcept {
    before_disk_step();
    return static_cast<int>(::syscall(SYS_unlink, path));
}

TEST_CASE("a start that is killed while it migrates a database of any version has lost nothing and is begun again") {
    constexpr int kills = 15;
    const auto version = GENERATE(range(std::int64_t{1}, newest_schema_version() + 1));
    TempDir dir;
    make_without_sums(dir / "data", version);
    const std::string rows = rows_worth_keeping(dir / "data/gateway.db");
    fs::copy(dir / "data", dir / "whole", fs::copy_options::recursive);
    const int steps = steps_of_start(dir / "whole");
    REQUIRE(steps > 40);
    const auto seed = std::random_device{}();
    std::mt19937 random(seed);
    for (int kill = 0; kill < kills; ++kill) {
        const int after = 1 + static_cast<int>(random() % static_cast<unsigned>(steps - 1));
        CAPTURE(version, seed, after, steps);
        fs::remove_all(dir / "killed");
        fs::copy(dir / "data", dir / "killed", fs::copy_options::recursive);
        start_and_be_killed(dir / "killed", after);
        expect_whole(dir / "killed", rows);
    }
}

TEST_CASE("bringing in the sums may be killed before any step that it does to the disk") {
    TempDir dir;
    make_without_sums(dir / "data", newest_schema_version());
    const std::string rows = rows_worth_keeping(dir / "data/gateway.db");
    fs::copy(dir / "data", dir / "whole", fs::copy_options::recursive);
    const int steps = steps_of_start(dir / "whole");
    for (int after = 1; after < steps; ++after) {
        CAPTURE(after, steps);
        fs::remove_all(dir / "killed");
        fs::copy(dir / "data", dir / "killed", fs::copy_options::recursive);
        start_and_be_killed(dir / "killed", after);
        expect_whole(dir / "killed", rows);
    }
}
