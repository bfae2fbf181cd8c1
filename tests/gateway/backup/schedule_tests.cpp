#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "gateway/backup/backups.h"
#include "json/writer.h"
#include "tests/gateway/backup/data_directory.h"
#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

using namespace backup_test;
using namespace gateway;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

/// Backups of a real data directory under a clock that the test moves; what would be a thread's runs at once.
struct Plan {
    explicit Plan(BackupRules rules = {}, std::optional<BackupRecord> last = std::nullopt)
        : backups(rules, data.path(), time, storage, std::move(last)) {
        storage.immediate = true;
        backups.run_aside = [](const std::function<void()>& work) { work(); };
        backups.start();
    }

    void pass(std::chrono::milliseconds span) {
        const auto end = time.now() + span;
        time.run_posted();
        while (time.ring_next(end)) time.run_posted();
    }
    std::vector<std::string> archives() const {
        const auto directory = backup_directory(data.path());
        return std::filesystem::exists(directory) ? names_below(directory) : std::vector<std::string>{};
    }
    std::optional<BackupRecord> remembered() { return backup_record_from(storage.load().settings); }

    DataDirectory data;
    storage::DirectStorage open{data.path()};
    ManualTime time;
    support::SteppedStorage storage;
    Backups backups;
};

}  // namespace

TEST_CASE("a backup is made a while after the start, then once in each span, and the newest are kept") {
    Plan plan({24h, 3});
    plan.pass(4min);
    CHECK(plan.archives().empty());
    plan.pass(2min);
    REQUIRE(plan.archives().size() == 1);
    CHECK(plan.archives()[0].rfind("scheduled-", 0) == 0);
    const auto first = plan.archives()[0];
    plan.pass(48h);
    CHECK(plan.archives().size() == 3);
    plan.pass(48h);
    CHECK(plan.archives().size() == 3);
    CHECK(plan.archives()[0] != first);
    for (const auto& name : plan.archives())
        CHECK(read_archive(backup_directory(plan.data.path()) + "/" + name, "", goes_on).charge_points == 1);
    REQUIRE(plan.remembered());
    CHECK(plan.remembered()->file == backup_directory(plan.data.path()) + "/" + plan.archives().back());
    CHECK(plan.remembered()->error.empty());
}

TEST_CASE("a restart does not make another backup before its time, whatever became of the clock") {
    const ManualTime clock;
    Plan plan({24h, 3}, BackupRecord{clock.utc() - 20h, clock.utc() - 20h, "f", 1, {}});
    plan.pass(3h);
    CHECK(plan.archives().empty());
    plan.pass(2h);
    CHECK(plan.archives().size() == 1);

    Plan in_the_past({24h, 3}, BackupRecord{clock.utc() + 1000h, clock.utc() + 1000h, "f", 1, {}});
    in_the_past.pass(25h);
    CHECK(in_the_past.archives().size() == 1);
}

TEST_CASE("without a schedule nothing is made unasked") {
    Plan plan({0s, 3});
    plan.pass(1000h);
    CHECK(plan.archives().empty());
}

TEST_CASE(
    "a backup that fails is told with its reason, keeps what was made before, and is tried again within the hour") {
    Plan plan({24h, 3});
    plan.pass(6min);
    const auto made = plan.remembered();
    REQUIRE(made);
    std::filesystem::rename(plan.data.file("pepper"), plan.data.beside("pepper"));
    std::filesystem::create_directory(plan.data.file("pepper"));  // is there, and cannot be packed
    plan.pass(24h);
    CHECK(plan.archives().size() == 1);
    CHECK_THAT(plan.remembered()->error, Contains("pepper"));
    CHECK(plan.remembered()->made_at == made->made_at);
    CHECK_THAT(shown(plan.remembered(), plan.time.utc()), Contains(made->file) && Contains("failed 20"));
    json::Writer out;
    out.begin_object();
    plan.backups.write_counters(out);
    CHECK_THAT(out.end_object().take(), Contains("\"failed\":1") && Contains("\"made\":1"));

    std::filesystem::remove(plan.data.file("pepper"));
    std::filesystem::rename(plan.data.beside("pepper"), plan.data.file("pepper"));
    plan.pass(61min);
    CHECK(plan.archives().size() == 2);
    CHECK(plan.remembered()->error.empty());
}

TEST_CASE("a backup that is older than twice the span between two is told, until there is a newer one") {
    Plan plan({24h, 3});
    CHECK(plan.backups.overdue().empty());
    plan.pass(6min);
    const auto made = plan.remembered();
    REQUIRE(made);
    std::filesystem::rename(plan.data.file("pepper"), plan.data.beside("pepper"));
    std::filesystem::create_directory(plan.data.file("pepper"));  // is there, and cannot be packed
    plan.pass(47h);
    CHECK(plan.backups.overdue().empty());
    plan.pass(2h);
    CHECK_THAT(plan.backups.overdue(), Contains("the newest backup is of " + canonical::to_text(*made->made_at)) &&
                                           Contains("the last one failed: ") && Contains("pepper"));
    json::Writer out;
    out.begin_object();
    plan.backups.write_counters(out);
    CHECK_THAT(out.end_object().take(), Contains("\"isOverdue\":1"));

    std::filesystem::remove(plan.data.file("pepper"));
    std::filesystem::rename(plan.data.beside("pepper"), plan.data.file("pepper"));
    plan.pass(61min);
    CHECK(plan.backups.overdue().empty());
    plan.time.sleep(72h);
    CHECK_FALSE(plan.backups.overdue().empty());
}

TEST_CASE("an old backup is overdue at the start, and none is where none are made unasked") {
    const ManualTime clock;
    const BackupRecord old{clock.utc() - 60h, clock.utc() - 60h, "f", 1, {}};
    CHECK_FALSE(Plan({24h, 3}, old).backups.overdue().empty());
    CHECK(Plan({0s, 3}, old).backups.overdue().empty());
    CHECK(Plan({24h, 3}).backups.overdue().empty());
}

TEST_CASE("a page that only a scheduled backup finds damaged is told by the health of the storage") {
    DataDirectory data;
    ManualTime time;
    const auto storage =
        storage::open_storage(data.path(), [&](std::function<void()> work) { time.post(std::move(work)); });
    storage->load();
    constexpr std::streamoff in_page_ten = 10 * 4096 + 2000;
    std::fstream file(data.file("gateway.db"), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(in_page_ten);
    file.put('\x5A');
    file.close();
    CHECK(storage->health().damage.empty());
    Backups backups({}, data.path(), time, *storage, std::nullopt);
    backups.run_aside = [](const std::function<void()>& work) { work(); };
    std::string failed;
    backups.make("", true, [&](const BackupMade&, const std::string& error) { failed = error; });
    time.run_posted();
    CHECK_THAT(failed, Contains("page 11"));
    CHECK_THAT(storage->health().damage, Contains("page 11 has a wrong sum"));
}

TEST_CASE("one backup at a time, and the end of the gateway waits for no backup") {
    Plan plan({0s, 3});
    std::function<void()> begun;
    plan.backups.run_aside = [&](std::function<void()> work) { begun = std::move(work); };
    std::string first = "(none)", second = "(none)";
    plan.backups.make("", true, [&](const BackupMade&, const std::string& error) { first = error; });
    plan.backups.make("", true, [&](const BackupMade&, const std::string& error) { second = error; });
    CHECK(second == "another backup is under way");
    plan.backups.stop();
    begun();
    plan.time.run_posted();
    CHECK_THAT(first, Contains("given up, because the gateway ends"));
    CHECK(plan.archives().empty());
}

TEST_CASE("what is told of the newest backup") {
    CHECK(shown(std::nullopt, at_second(0)) == "no backup was made yet\n");
    const BackupRecord record{at_second(7200), at_second(7200), "/b/x.tar", 5000, {}};
    CHECK(shown(record, at_second(18'000)) ==
          "made 1970-01-01T02:00:00.000Z (3 h ago), 5000 bytes, checked: /b/x.tar\n");
    CHECK_FALSE(backup_record_from({{kBackupSetting, "not json"}}));
    CHECK(to_text(*backup_record_from({{kBackupSetting, to_text(record)}})) == to_text(record));
}
