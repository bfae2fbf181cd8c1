#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/app/doctor_checks.h"
#include "gateway/app/housekeeping.h"
#include "gateway/backup/backups.h"
#include "storage/data_dir.h"
#include "storage/limits.h"
#include "storage/page_sums.h"
#include "storage/schema.h"
#include "storage/storage.h"
#include "tests/tls/certificates.h"

using namespace gateway;
using Catch::Contains;

namespace {

/// A database of which all that was read is in order.
Patient healthy(const std::string& data_dir) {
    Patient patient;
    patient.config.data_dir = data_dir;
    patient.now = built_on() + std::chrono::hours(24 * 30);
    patient.database.application = storage::kApplicationId;
    patient.database.schema_version = storage::newest_schema_version();
    patient.database.verdict = "ok";
    patient.database.has_sums = true;
    std::ofstream(data_dir + "/gateway.db") << "as if";
    return patient;
}

BackupRecord made(UtcTime at) {
    BackupRecord record;
    record.tried_at = at;
    record.made_at = at;
    record.file = "backup.tar";
    return record;
}

}  // namespace

TEST_CASE("the doctor grades what it finds in a database, and says what to do where that is something") {
    const tls::Files files;
    Patient patient = healthy(files.path());
    CHECK(check_database(patient).grade == Grade::ok);
    CHECK(check_page_sums(patient).grade == Grade::ok);
    CHECK(check_log(patient).grade == Grade::ok);
    const auto expect = [&](Finding (*check)(const Patient&), Grade grade, const std::string& words) {
        const Finding finding = check(patient);
        CHECK(finding.grade == grade);
        CHECK_THAT(finding.sentence, Contains(words));
        CHECK_FALSE(finding.what_to_do.empty());
    };
    SECTION("of a newer gateway") {
        ++patient.database.schema_version;
        expect(check_database, Grade::fail, "newer gateway");
    }
    SECTION("another program's") {
        patient.database.application = 0;
        expect(check_database, Grade::fail, "no database of a gateway");
    }
    SECTION("damaged") {
        patient.database.verdict = "row 7 missing from index";
        expect(check_database, Grade::fail, "row 7 missing from index");
    }
    SECTION("without sums") {
        patient.database.has_sums = false;
        expect(check_page_sums, Grade::warn, "have no sums");
        patient.database.settings[storage::kPageSumsMissing] = "no room for it";
        expect(check_page_sums, Grade::warn, "is not noticed: no room for it");
    }
    SECTION("pages with a wrong sum") {
        patient.database.wrong_pages = {{7, "actions"}, {9, {}}};
        patient.database.has_wrong_sum = true;
        patient.database.trouble = "it cannot be read";
        expect(check_page_sums, Grade::fail, "2 pages have a wrong sum: 7 (actions), 9");
        expect(check_database, Grade::fail, "cannot be read");
        CHECK(check_database(patient).what_to_do == "see page-sums");
    }
    SECTION("a log that grows, or that nobody took up") {
        patient.database.log_bytes = 4096;
        expect(check_log, Grade::warn, "not stopped in order");
        patient.is_running = true;
        CHECK(check_log(patient).grade == Grade::ok);
        patient.database.log_bytes = storage::kLogKeptBytes + 1;
        expect(check_log, Grade::warn, "reads the database all along");
    }
}

TEST_CASE("the doctor takes whoever has the lock of the data directory for a gateway, also one that answers nobody") {
    const tls::Files files;
    DoctorOrder order;
    order.data_dir = files.path() + "/data";
    storage::DirectStorage(order.data_dir).load();
    const auto of_gateway = [&] {
        const auto points = examine(order);
        const auto found =
            std::find_if(points.begin(), points.end(), [](const auto& p) { return p.name == "gateway"; });
        REQUIRE(found != points.end());
        return found->finding;
    };
    CHECK(of_gateway().grade == Grade::ok);
    CHECK_THAT(of_gateway().sentence, Contains("none runs here"));
    const storage::DataDir held(order.data_dir);
    CHECK(of_gateway().grade == Grade::warn);
    CHECK_THAT(of_gateway().sentence, Contains("does not answer"));
}

TEST_CASE("the doctor warns of backups that are old, failed or were never made, where they are to be made unasked") {
    const tls::Files files;
    Patient patient = healthy(files.path());
    CHECK(check_backup(patient).grade == Grade::warn);
    BackupRecord record = made(patient.now - std::chrono::hours(30));
    patient.database.settings[kBackupSetting] = to_text(record);
    CHECK(check_backup(patient).grade == Grade::ok);
    record.error = "disk full";
    patient.database.settings[kBackupSetting] = to_text(record);
    CHECK(check_backup(patient).grade == Grade::warn);
    CHECK_THAT(check_backup(patient).sentence, Contains("disk full"));
    patient.database.settings[kBackupSetting] = to_text(made(patient.now - std::chrono::hours(49)));
    CHECK_THAT(check_backup(patient).sentence, Contains("too old"));
    patient.config.backups.every = std::chrono::seconds(0);
    CHECK(check_backup(patient).grade == Grade::ok);
}

TEST_CASE("the doctor does not believe a clock of before this program was built") {
    const tls::Files files;
    Patient patient = healthy(files.path());
    CHECK(check_clock(patient).grade != Grade::fail);
    patient.now = built_on() - std::chrono::hours(1);
    CHECK(check_clock(patient).grade == Grade::fail);
    CHECK_THAT(check_clock(patient).sentence, Contains("before this program was built"));
}

TEST_CASE("what the doctor finds is told in lines and as JSON, and the worst of it counts") {
    const std::vector<CheckedPoint> points{{"log", {Grade::ok, "it is short", {}}},
                                           {"clock", {Grade::warn, "it is off", "set it"}}};
    CHECK(worst_of(points) == Grade::warn);
    CHECK(shown(points) == "ok log: it is short.\nwarn clock: it is off. What to do: set it.\n");
    CHECK(as_json(points) == R"({"result":"warn","checks":[{"name":"log","result":"ok","sentence":"it is short"},)"
                             R"({"name":"clock","result":"warn","sentence":"it is off","whatToDo":"set it"}]})"
                             "\n");
}
