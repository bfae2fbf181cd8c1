#include "storage/database_report.h"

#include <sys/stat.h>

#include "storage/database_identity.h"
#include "storage/limits.h"
#include "storage/schema.h"
#include "storage/sql.h"
#include "storage/storage.h"

namespace storage {
namespace {

std::int64_t size_at(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

std::map<std::string, std::string> settings_in(Connection& connection) {
    std::map<std::string, std::string> settings;
    Query query(connection, "SELECT name, value FROM settings");
    while (query.step()) {
        const auto name = query.taken<std::string>();
        query.take(settings[name]);
    }
    return settings;
}

std::string owner_of(Connection& whatever, std::int64_t page) {
    Query query(whatever, "SELECT name FROM dbstat WHERE pageno = ?");
    return query.put(page).step() ? query.taken<std::string>() : std::string("no table");
}

/// Each page is looked for in all tables, so not in a large file; and only as far as the damage lets it.
std::vector<WrongPage> with_tables(const std::string& path, const std::vector<std::int64_t>& pages) {
    std::vector<WrongPage> named;
    for (const std::int64_t page : pages) named.push_back({page, {}});
    if (pages.empty() || size_at(path) > kCheckedWholeUpToBytes) return named;
    try {
        Connection whatever(path, Connection::Mode::file_whatever);
        for (WrongPage& page : named) page.of = owner_of(whatever, page.number);
    } catch (const SqlError&) {
    }
    return named;
}

void read_rows(Connection& connection, DatabaseReport& report) {
    report.application = connection.number("PRAGMA application_id");
    report.schema_version = connection.number("PRAGMA user_version");
    if (report.application != kApplicationId) return;
    report.settings = settings_in(connection);
    report.passwords = connection.number("SELECT count(*) FROM charge_points WHERE password_hash <> ''");
}

void read_report(const std::string& path, bool is_deep, Connection::Mode mode, DatabaseReport& report) {
    Connection connection(path, mode);
    report.has_sums = connection.has_sums();
    if (is_deep)
        report.wrong_pages = with_tables(path, connection.pages_with_wrong_sum(kWrongPagesNamed, [] { return true; }));
    // A large one is read for minutes, and meanwhile the log of a running gateway cannot be emptied.
    const bool is_small = size_at(path) <= kCheckedWholeUpToBytes;
    if (is_deep) report.verdict = connection.text("PRAGMA integrity_check(1)");
    else report.verdict = is_small ? connection.text("PRAGMA quick_check(1)") : "ok";
    const std::string wrong_sum = take_wrong_sum();
    if (!wrong_sum.empty()) report.verdict = wrong_sum;
    read_rows(connection, report);
}

}  // namespace

DatabaseReport look_at_database(const std::string& path, bool is_deep, bool is_in_use) {
    DatabaseReport report;
    report.bytes = size_at(path);
    report.log_bytes = size_at(path + "-wal");
    // By itself where it is whole by itself: nothing is made beside it then. Nothing is taken back of what a journal
    // holds, either: that is for the next start.
    const bool has_journal = size_at(path + "-journal") > 0;
    const bool is_whole_alone = !is_in_use && report.log_bytes == 0 && !has_journal;
    const auto mode = is_whole_alone ? Connection::Mode::file_alone : Connection::Mode::read;
    const std::int64_t met = wrong_sums_met();
    try {
        if (!is_in_use) check_log(path, true);
        read_report(path, is_deep, mode, report);
    } catch (const std::exception& error) {
        report.trouble = error.what();
        if (has_journal && !is_in_use) report.trouble += "; a change waits in gateway.db-journal to be taken back";
    }
    report.has_wrong_sum = wrong_sums_met() > met;
    return report;
}

std::string about_wrong_sums(const std::vector<WrongPage>& pages) {
    const bool is_cut = pages.size() >= kWrongPagesNamed;
    std::string text = (is_cut ? "at least " : "") + std::to_string(pages.size()) +
                       (pages.size() == 1 ? " page has" : " pages have") + " a wrong sum:";
    for (const WrongPage& page : pages) {
        text += (&page == &pages.front() ? " " : ", ") + std::to_string(page.number);
        if (!page.of.empty()) text += " (" + page.of + ")";
    }
    return text;
}

}  // namespace storage
