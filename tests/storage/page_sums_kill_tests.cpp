#include <catch2/catch.hpp>
#include <filesystem>

#include "damaged_database.h"
#include "disk_steps.h"
#include "storage/database_report.h"
#include "storage/schema.h"

/// A start that brings in the sums, and is killed before any of the things that it does to the disk.
using namespace storage_test;
using namespace storage;
namespace fs = std::filesystem;

namespace {

std::string rows_worth_keeping(const std::string& database) {
    return text_in(database,
                   "SELECT (SELECT group_concat(name || value) FROM settings) ||"
                   " (SELECT group_concat(id || rated_kw) FROM charge_points) ||"
                   " (SELECT group_concat(transaction_id || charge_point_id) FROM"
                   " (SELECT * FROM transactions ORDER BY transaction_id))");
}

void expect_whole(const std::string& data_dir, const std::string& rows) {
    const std::string database = data_dir + "/gateway.db";
    serve_once(data_dir);
    const DatabaseReport report = look_at_database(database, true, false);
    CHECK((report.trouble + report.verdict) == "ok");
    CHECK(report.wrong_pages.empty());
    CHECK(report.has_sums);
    CHECK(report.schema_version == newest_schema_version());
    CHECK(rows_worth_keeping(database) == rows);
    CHECK_FALSE(fs::exists(database + ".with-sums"));
}

}  // namespace

TEST_CASE("bringing in the sums may be killed before any step that it does to the disk") {
    TempDir dir;
    make_of_version(dir / "data", newest_schema_version());
    const std::string rows = rows_worth_keeping(dir / "data/gateway.db");
    const auto start_in = [&](const char* name) { return [&, name] { serve_once(dir / name); }; };
    fs::copy(dir / "data", dir / "whole", fs::copy_options::recursive);
    const int steps = steps_until_killed(0, start_in("whole"));
    for (int at_step = 1; at_step <= steps; ++at_step) {
        CAPTURE(at_step, steps);
        fs::remove_all(dir / "killed");
        fs::copy(dir / "data", dir / "killed", fs::copy_options::recursive);
        steps_until_killed(at_step, start_in("killed"));
        expect_whole(dir / "killed", rows);
    }
}
