#include "storage/page_sums_renewal.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/data_dir.h"
#include "storage/database_copy.h"
#include "storage/database_identity.h"
#include "storage/database_report.h"
#include "storage/files.h"
#include "storage/limits.h"
#include "storage/restored.h"
#include "storage/schema.h"
#include "storage/storage.h"

namespace storage {
namespace {

constexpr const char* kAnew = ".with-sums";

std::int64_t bytes_of_file(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

/// Where root does it for the gateway's user.
void keep_owner(const std::string& of, const std::string& to) {
    struct stat status {};
    const bool is_kept = ::geteuid() != 0 ||
                         (::stat(of.c_str(), &status) == 0 && ::chown(to.c_str(), status.st_uid, status.st_gid) == 0);
    if (!is_kept) throw StorageError("cannot give " + to + " to the owner of " + of);
}

void write_anew(const std::string& from, const std::string& to, Sums looked_at) {
    ::unlink(to.c_str());  // of one that was interrupted
    { const File made(to, O_WRONLY | O_CREAT | O_EXCL); }
    translated([&] {
        const int flags = SQLite::OPEN_NOMUTEX | SQLite::OPEN_URI | SQLite::OPEN_READWRITE;
        const auto patience = static_cast<int>(kBusyTimeout.count());
        SQLite::Database source(database_uri(from, looked_at), flags, patience, page_sums_vfs());
        begin_with_page_sums(source.getHandle());  // it is asked for, of whatever is written from it
        source.exec(kReturnsFreePages);            // and this, too
        SQLite::Statement copy(source, "VACUUM INTO ?");
        copy.bind(1, database_uri(to, Sums::from_first_on));
        copy.exec();
    });
    keep_owner(from, to);
    File(to, O_RDWR).flush();
    check_database(to, [] { return true; });
}

std::string free_name(const std::string& name) {
    std::string candidate = name;
    for (int number = 2; file_exists(candidate); ++number) candidate = name + "." + std::to_string(number);
    return candidate;
}

/// On every row and index, as the pages and the log hold them.
std::string verdict_on_rows(const std::string& path) {
    try {
        Connection whatever(path, Connection::Mode::write_whatever);
        return whatever.text("PRAGMA integrity_check(1)");
    } catch (const SqlError& error) {
        return error.what();
    }
}

/// The file is whole by itself.
std::string wrong_pages_of(const std::string& path) {
    const DatabaseReport report = look_at_database(path, true, false);
    if (!report.wrong_pages.empty()) return about_wrong_sums(report.wrong_pages);
    if (!report.trouble.empty()) return report.trouble;
    return report.has_sums ? "no page has a wrong sum" : "its pages had no sums so far";
}

}  // namespace

std::string why_no_sums(const std::string& path) {
    constexpr std::int64_t kMegabyte = 1 << 20;
    const std::int64_t bytes = bytes_of_file(path);
    if (bytes > kSumsAddedAtStartUpToBytes)
        return "a start writes only files of up to " + std::to_string(kSumsAddedAtStartUpToBytes / kMegabyte) +
               " MB anew";
    try {
        require_room(path + kAnew, bytes + kRoomBesideCopyBytes);
    } catch (const StorageError& error) {
        return error.what();
    }
    return {};
}

void remove_interrupted_sums(const std::string& path) { ::unlink((path + kAnew).c_str()); }

void add_page_sums(const std::string& path) {
    try {
        write_anew(path, path + kAnew, Sums::as_in_file);
        rename_file(path + kAnew, path);
        flush_directory(directory_of(path));
    } catch (...) {
        ::unlink((path + kAnew).c_str());
        throw;
    }
}

std::string renew_page_sums(const std::string& data_dir, const std::function<void(const std::string&)>& tell) {
    const std::string path = data_dir + "/gateway.db", kept = free_name(path + ".before-new-sums");
    if (!file_exists(path)) throw StorageError("there is no " + path + ": is --data-dir right?");
    const DataDir lock(data_dir);
    refuse_unfinished_restore(data_dir);
    check_log(path, lock.is_known());
    remove_interrupted_sums(path);
    require_room(path + kAnew, 2 * bytes_of_file(path) + bytes_of_file(path + "-wal") + kRoomBesideCopyBytes);
    const std::string verdict = verdict_on_rows(path);
    if (verdict != "ok") throw StorageError("more than the sums is wrong, so restore a backup: " + verdict);
    {
        Connection whatever(path, Connection::Mode::write_whatever);
        leave_log(whatever);
    }
    tell(wrong_pages_of(path));
    write_anew(path, path + kAnew, Sums::not_looked_at);
    if (::link(path.c_str(), kept.c_str()) != 0) throw StorageError("cannot keep " + path + " as " + kept);
    rename_file(path + kAnew, path);
    flush_directory(data_dir);
    return kept;
}

}  // namespace storage
