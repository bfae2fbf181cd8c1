#include <sys/stat.h>

#include "gateway/app/doctor_checks.h"
#include "gateway/backup/backups.h"
#include "storage/limits.h"
#include "storage/page_sums.h"
#include "storage/schema.h"

/// What `doctor` asks of the database and what belongs to it.
namespace gateway {

namespace {

constexpr const char* kRestore = "stop the gateway and restore the newest backup (docs/backup.md)";
constexpr std::int64_t kMegabyte = 1 << 20;

std::string megabytes(std::int64_t bytes) { return std::to_string((bytes + kMegabyte - 1) / kMegabyte) + " MB"; }

bool is_there(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0;
}

std::string way_out_of_wrong_sums(const storage::DatabaseReport& database) {
    const std::string healing = database.log_bytes > 0 ? "start the gateway once, whose log may heal it; else " : "";
    return healing + kRestore +
           "; or, if nothing but another program has written into gateway.db since (sqlite3, an older gateway), stop "
           "the gateway and run `ocpp-gateway doctor --renew-sums`, which looks at every row first and keeps the file";
}

/// As the newest start has found it.
std::string why_missing(const storage::DatabaseReport& database) {
    const auto reason = database.settings.find(storage::kPageSumsMissing);
    return reason == database.settings.end() ? "" : ": " + reason->second;
}

/// A large one is not read as a whole unless it is asked for.
const char* soundness_of(const Patient& patient) {
    if (patient.is_deep) return "; each row is in its indexes";
    return patient.database.bytes > storage::kCheckedWholeUpToBytes ? "; --deep looks at all of it"
                                                                    : "; its tables are sound";
}

}  // namespace

Finding check_database(const Patient& patient) {
    const storage::DatabaseReport& database = patient.database;
    const std::string path = patient.file("gateway.db");
    if (!is_there(path))
        return {Grade::fail, "there is no " + path, "see that --data-dir is right; else restore a backup"};
    const std::string way_out = database.has_wrong_sum ? "see page-sums"
                                : patient.is_running   ? kRestore
                                                       : std::string(kRestore) + ", unless a start heals it";
    if (!database.trouble.empty()) return {Grade::fail, path + " cannot be read: " + database.trouble, way_out};
    if (database.application != storage::kApplicationId)
        return {Grade::fail, path + " is no database of a gateway", "see that --data-dir is right"};
    const std::string version = "version " + std::to_string(database.schema_version);
    const auto newest = storage::newest_schema_version();
    if (database.schema_version > newest)
        return {Grade::fail, path + " was written by a newer gateway (" + version + ")", "install that one"};
    if (database.verdict != "ok") return {Grade::fail, path + " is damaged: " + database.verdict, way_out};
    const bool is_older = database.schema_version < newest;
    return {Grade::ok,
            path + " has " + version + (is_older ? ", which the next start brings up to date," : "") + " and " +
                megabytes(database.bytes) + soundness_of(patient),
            {}};
}

Finding check_page_sums(const Patient& patient) {
    const storage::DatabaseReport& database = patient.database;
    if (!database.wrong_pages.empty())
        return {Grade::fail, storage::about_wrong_sums(database.wrong_pages), way_out_of_wrong_sums(database)};
    if (database.has_wrong_sum)
        return {Grade::fail, "a page of gateway.db has a wrong sum; --deep tells which",
                way_out_of_wrong_sums(database)};
    if (!database.trouble.empty()) return {Grade::warn, "they cannot be looked at", "see database"};
    if (!database.has_sums)
        return {
            Grade::warn,
            "the pages of gateway.db have no sums, so a disk that changes them is not noticed" + why_missing(database),
            "make room for a second gateway.db, and restart the gateway; one of more than " +
                megabytes(storage::kSumsAddedAtStartUpToBytes) +
                " gets them by `ocpp-gateway doctor --renew-sums` while the gateway is stopped"};
    if (!patient.is_deep) return {Grade::ok, "each page of gateway.db has a sum; --deep looks at all of them", {}};
    return {Grade::ok, "each page of gateway.db has the sum that it was written with", {}};
}

Finding check_log(const Patient& patient) {
    const std::int64_t bytes = patient.database.log_bytes;
    if (bytes > storage::kLogKeptBytes)
        return {Grade::warn,
                "gateway.db-wal has " + megabytes(bytes) + ", because something reads the database all along",
                "end programs that have gateway.db open, such as sqlite3"};
    if (bytes > 0 && !patient.is_running)
        return {Grade::warn, "the gateway was not stopped in order: the log has " + megabytes(bytes),
                "nothing is lost; keep gateway.db-wal beside gateway.db until the next start has taken it up"};
    return {Grade::ok, bytes > 0 ? "gateway.db-wal has " + megabytes(bytes) : "no log waits to be taken up", {}};
}

Finding check_pepper(const Patient& patient) {
    constexpr off_t bytes = 32;
    const std::string path = patient.file("pepper"), passwords = std::to_string(patient.database.passwords);
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (patient.database.passwords == 0) return {Grade::ok, "there is none, and no charger has a password", {}};
        return {Grade::fail, path + " is missing, and " + passwords + " chargers have passwords that depend on it",
                "restore it from a backup, or start with --new-pepper and set every password anew"};
    }
    if (status.st_size != bytes) return {Grade::fail, path + " is damaged", "restore it from a backup"};
    if ((status.st_mode & 0077) != 0)
        return {Grade::warn, "others than its owner may read " + path, "chmod 600 " + path};
    return {Grade::ok, "it is there, for the passwords of " + passwords + " chargers", {}};
}

Finding check_backup(const Patient& patient) {
    const auto every = patient.config.backups.every;
    const auto record = backup_record_from(patient.database.settings);
    std::string told = shown(record, patient.now);
    told.resize(told.find_last_not_of('\n') + 1);
    for (auto at = told.find('\n'); at != std::string::npos; at = told.find('\n')) told.replace(at, 1, "; ");
    if (every.count() <= 0) return {Grade::ok, "none are made unasked (backup_every); " + told, {}};
    const char* const by_hand = "see why in the log (backup.failed), and make one: ocpp-gateway backup";
    if (record && !record->error.empty()) return {Grade::warn, told, by_hand};
    if (!record || !record->made_at) return {Grade::warn, told, "let the gateway run, or: ocpp-gateway backup"};
    if (patient.now - *record->made_at > 2 * every) return {Grade::warn, "the newest is too old: " + told, by_hand};
    return {Grade::ok, told, {}};
}

}  // namespace gateway
