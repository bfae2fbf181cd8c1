#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "damaged_database.h"
#include "disk_steps.h"
#include "storage/database_copy.h"
#include "storage/database_report.h"
#include "storage/migrations.h"
#include "storage/schema.h"

using namespace storage_test;
using namespace storage;
namespace fs = std::filesystem;

namespace {

/// All that SQLite was told to make.
std::string schema_of(const std::string& database) {
    return text_in(
        database,
        "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
        " ORDER BY type, name)");
}

std::vector<std::string> copies_in(const std::string& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) {
        const auto name = entry.path().filename().string();
        if (name.find(".before-v") != std::string::npos) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string newest_copy() { return "gateway.db.before-v" + std::to_string(newest_schema_version()); }

void check_first_version(const Snapshot& snapshot) {
    REQUIRE(snapshot.charge_points.size() == 2);
    const auto& charger = snapshot.charge_points[0];
    CHECK(charger.id == "CP-1");
    CHECK(charger.approved);
    CHECK(charger.nominal_voltage == 231.5);
    CHECK(charger.rated_kw == 22.0);
    CHECK(charger.attempts == 4);
    CHECK(charger.last_seen == at(1'700'000'000'002));
    CHECK(charger.registration == Registration::accepted);
    REQUIRE(snapshot.connectors.size() == 2);
    CHECK(snapshot.connectors[0].desired.max_charge_rate_kw == 7.4);
    CHECK_FALSE(snapshot.connectors[1].desired.max_charge_rate_kw);
    REQUIRE(snapshot.open_actions.size() == 1);
    CHECK(snapshot.open_actions[0].id == "action_2");
    CHECK(snapshot.last_actions.at("device_1").error_code.value_or("").empty());
    REQUIRE(snapshot.open_transactions.size() == 1);
    CHECK(snapshot.open_transactions[0].transaction_id == 121'000'002);
    CHECK(snapshot.ended_transactions.at("CP-1") == std::vector<std::int64_t>{5, 121'000'001});
    CHECK(snapshot.last_transaction_id == 121'000'002);
    REQUIRE(snapshot.api_keys.size() == 1);
    CHECK(snapshot.api_keys[0].hash == "0123abcd");
    REQUIRE(snapshot.capabilities.size() == 1);
    CHECK(snapshot.settings.at("remote_start_tag") == "0123456789ABCD");
}

void check_later_versions(const Snapshot& snapshot, std::int64_t version) {
    const auto& charger = snapshot.charge_points[0];
    CHECK(charger.traits == (version >= 2 ? R"({"unit":"W"})" : ""));
    CHECK(charger.strict == (version >= 3));
    CHECK(charger.security_profile == (version >= 3 ? 1 : 0));
    CHECK(snapshot.tags.size() == (version >= 3 ? 1 : 0));
    CHECK(snapshot.local_lists.size() == (version >= 3 ? 1 : 0));
    CHECK(snapshot.issued_certificates.size() == (version >= 3 ? 1 : 0));
    REQUIRE(snapshot.open_reservations.size() == (version >= 3 ? 1 : 0));
    if (version >= 3) CHECK(snapshot.open_reservations[0].reservation_id == 7);
    CHECK(charger.owner == (version >= 4 ? "user_7" : ""));
    CHECK(snapshot.connectors[0].applied_kw == (version >= 4 ? std::optional<double>(7.4) : std::nullopt));
    CHECK(snapshot.schedules.size() == (version >= 4 ? 1 : 0));
    CHECK(snapshot.webhook_endpoints.size() == (version >= 4 ? 1 : 0));
    CHECK(snapshot.charger_lessons.size() == (version >= 5 ? 1 : 0));
}

/// A file system of 2 MB, where the machine lets us have one.
struct TwoMegabytes {
    explicit TwoMegabytes(const std::string& directory) : path(directory) {
        fs::create_directory(path);
        is_mounted = mount("tmpfs", path.c_str(), "tmpfs", 0, "size=2m") == 0;
    }
    ~TwoMegabytes() {
        if (is_mounted) umount2(path.c_str(), MNT_DETACH);
    }
    std::string path;
    bool is_mounted = false;
};

}  // namespace

TEST_CASE("a database of every version so far is migrated and its rows are read back") {
    const auto version = GENERATE(range(std::int64_t{1}, newest_schema_version() + 1));
    CAPTURE(version);
    TempDir dir;
    make_of_version(dir / "data", version);
    DirectStorage(dir / "new").load();
    DirectStorage direct(dir / "data");
    const auto snapshot = direct.load();
    check_first_version(snapshot);
    check_later_versions(snapshot, version);
    CHECK(number_in(dir / "data/gateway.db", "SELECT count(*) FROM meter_values") == 1);
    CHECK(number_in(dir / "data/gateway.db", "SELECT count(*) FROM orphan_stops") == 1);
    // A released step that somebody edits makes new databases that migrated ones do not look like.
    CHECK(schema_of(dir / "data/gateway.db") == schema_of(dir / "new/gateway.db"));
}

TEST_CASE("killed before any thing that it does to the disk, a migration of every version is gone through later") {
    const auto version = GENERATE(range(std::int64_t{1}, newest_schema_version()));
    constexpr int kills = 10;
    TempDir dir;
    DirectStorage(dir / "new").load();
    const auto start_in = [&](const std::string& name) { return [&, name] { serve_once(dir / name); }; };
    make_of_version(dir / "whole", version);
    const int steps = steps_until_killed(0, start_in("whole"));
    REQUIRE(steps > kills);
    const auto seed = std::random_device{}();
    std::mt19937 random(seed);
    for (int kill = 0; kill < kills; ++kill) {
        const int at_step = 1 + (kill * steps + static_cast<int>(random() % static_cast<unsigned>(steps))) / kills;
        CAPTURE(version, seed, at_step, steps);
        const std::string name = "killed" + std::to_string(kill);
        make_of_version(dir / name, version);
        steps_until_killed(at_step, start_in(name));
        steps_until_killed(1 + static_cast<int>(random() % 12), start_in(name));
        serve_once(dir / name);
        const auto snapshot = DirectStorage(dir / name).load();
        check_first_version(snapshot);
        check_later_versions(snapshot, version);
        const std::string database = dir / (name + "/gateway.db");
        CHECK(number_in(database, "SELECT count(*) FROM meter_values") == 1);
        CHECK(number_in(database, "SELECT count(*) FROM orphan_stops") == 1);
        CHECK(schema_of(database) == schema_of(dir / "new/gateway.db"));
        const DatabaseReport report = look_at_database(database, true, false);
        CHECK((report.trouble + report.verdict) == "ok");
        CHECK(report.has_sums);
        CHECK(report.wrong_pages.empty());
        CHECK_FALSE(fs::exists(database + ".with-sums"));
    }
}

TEST_CASE("a migration keeps a copy of the file as it was, and other starts keep none") {
    const auto version = GENERATE(range(std::int64_t{1}, newest_schema_version()));
    CAPTURE(version);
    TempDir dir;
    make_of_version(dir / "data", version);
    const auto schema = schema_of(dir / "data/gateway.db");
    DirectStorage(dir / "data").load();
    CHECK(copies_in(dir / "data") == std::vector<std::string>{newest_copy()});

    const std::string copy = dir / "data/" + newest_copy();
    struct stat status {};
    REQUIRE(stat(copy.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK(number_in(copy, "PRAGMA user_version") == version);
    CHECK(number_in(copy, "PRAGMA application_id") == kApplicationId);
    CHECK(schema_of(copy) == schema);
    CHECK(number_in(copy, "SELECT count(*) FROM actions") == 2);
    CHECK(text_in(copy, "PRAGMA journal_mode") == "delete");  // one file, whole by itself

    DirectStorage(dir / "data").load();
    DirectStorage(dir / "new").load();
    CHECK(copies_in(dir / "data").size() == 1);
    CHECK(copies_in(dir / "new").empty());
}

TEST_CASE("a copy that exists is not overwritten, and a start that failed and is tried again adds none") {
    TempDir dir;
    make_of_version(dir / "data", 1);
    const std::string database = dir / "data/gateway.db", copy = dir / "data/" + newest_copy();
    {
        Connection connection(database, Connection::Mode::write);
        keep_copy_before_migration(connection, newest_schema_version());
        keep_copy_before_migration(connection, newest_schema_version());
        CHECK(copies_in(dir / "data").size() == 1);
        const auto first = bytes_in(copy);

        connection.execute("UPDATE settings SET value = 'changed since'");
        std::ofstream(copy + ".part") << "left by a kill";
        keep_copy_before_migration(connection, newest_schema_version());
        CHECK(bytes_in(copy) == first);
    }
    CHECK(copies_in(dir / "data") == std::vector<std::string>{newest_copy(), newest_copy() + ".2"});
    CHECK(text_in(copy + ".2", "SELECT value FROM settings") == "changed since");
    CHECK(text_in(copy, "SELECT value FROM settings") == "0123456789ABCD");
}

TEST_CASE("no room for the copy means no migration, and says how much room is missing") {
    TempDir dir;
    const TwoMegabytes disk(dir / "small");
    if (!disk.is_mounted) return;  // needs a mount
    make_of_version(disk.path + "/data", 1);
    std::string reason;
    try {
        DirectStorage(disk.path + "/data").load();
    } catch (const StorageError& error) {
        reason = error.what();
    }
    CHECK(reason.find("no room for " + disk.path + "/data/" + newest_copy()) == 0);
    CHECK(reason.find("MB are needed there, 1 MB are free") != std::string::npos);
    CHECK(number_in(disk.path + "/data/gateway.db", "PRAGMA user_version") == 1);
    CHECK(copies_in(disk.path + "/data").empty());
}

TEST_CASE("a copy made while others write holds one moment, and writing goes on") {
    OnDisk store;
    for (int i = 0; i < 40; ++i) {
        store.must_write({AppendMeterValues{values("CP-1", {}, std::to_string(i) + std::string(60'000, 'x'))}});
    }
    const auto rows = number_in(store.database(), "SELECT count(*) FROM meter_values");
    int steps = 0;
    const std::string copy = store.database() + ".copy";
    copy_database(store.database(), copy, [&] {
        ++steps;
        store.must_write({PutSetting{"written meanwhile", std::to_string(steps)}});
        return true;
    });
    CHECK(steps >= 2);
    CHECK(number_in(copy, "SELECT count(*) FROM meter_values") == rows);
    CHECK(number_in(copy, "SELECT count(*) FROM settings WHERE name = 'written meanwhile'") == 0);
    CHECK(text_in(store.database(), "SELECT value FROM settings") == std::to_string(steps));
    check_database(copy, [] { return true; });
}

TEST_CASE("a copy that is given up leaves nothing") {
    OnDisk store;
    store.must_write({AppendMeterValues{values("CP-1", {}, std::string(3'000'000, 'x'))}});
    const std::string copy = store.database() + ".copy";
    CHECK_THROWS_AS(copy_database(store.database(), copy, [] { return false; }), StorageError);
    CHECK_FALSE(fs::exists(copy));
    CHECK_FALSE(fs::exists(copy + "-journal"));
}

TEST_CASE("a damaged copy is found") {
    OnDisk store;
    for (int i = 0; i < 40; ++i) store.must_write({PutSetting{"name " + std::to_string(i), std::string(900, 'v')}});
    const std::string copy = store.database() + ".copy";
    copy_database(store.database(), copy, [] { return true; });
    {
        std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(fs::file_size(copy)) - 4096);
        file << std::string(64, '\xff');
    }
    CHECK_THROWS(check_database(copy, [] { return true; }));
}
