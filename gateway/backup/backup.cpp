#include "gateway/backup/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "storage/limits.h"
#include "storage/storage.h"

namespace gateway {

namespace {

constexpr const char* kArchive = ".tar";
constexpr const char* kUnfinished = ".unfinished";  // then the archive's or the database's ending

std::int64_t bytes_at(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

/// The files that a backup works with before it has its name; they go with the object.
class Drafts {
  public:
    explicit Drafts(const std::string& file) : archive(file + kUnfinished), database(file + ".db" + kUnfinished) {}
    ~Drafts() {
        ::unlink(archive.c_str());
        ::unlink(database.c_str());
    }
    Drafts(const Drafts&) = delete;
    Drafts& operator=(const Drafts&) = delete;
    const std::string archive, database;
};

std::vector<ArchivedFile> files_of(const BackupOrder& order, const std::string& database) {
    std::vector<ArchivedFile> files{{kDatabase, database}};
    for (const KeptFile& kept : kept_files()) {
        const std::string path = order.data_dir + "/" + kept.name;
        if ((order.with_secrets || !kept.is_secret) && storage::file_exists(path)) files.push_back({kept.name, path});
    }
    return files;
}

Manifest manifest_of(const BackupOrder& order, const std::string& database) {
    const auto rows = storage::facts_of_copy(database);
    return {order.at, rows.schema_version, order.with_secrets, rows.charge_points, rows.transactions, {}};
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::vector<std::string> names_in(const std::string& directory) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

BackupMade make_backup(const BackupOrder& order, const storage::GoesOn& goes_on) {
    const std::string database = order.data_dir + "/" + kDatabase;
    if (storage::file_exists(order.file)) throw storage::StorageError(order.file + " is there already");
    // The copy and the archive of it, both with what is still in the log.
    storage::require_room(order.file,
                          2 * (bytes_at(database) + bytes_at(database + "-wal")) + storage::kRoomBesideCopyBytes);
    const Drafts drafts(order.file);
    storage::copy_database(database, drafts.database, goes_on, order.noted_in);
    if (!order.with_secrets) storage::remove_secrets(drafts.database);
    storage::check_database(drafts.database, goes_on);
    const Manifest written = manifest_of(order, drafts.database);
    write_archive(drafts.archive, written, files_of(order, drafts.database), goes_on);
    BackupMade made{order.file, bytes_at(drafts.archive), read_archive(drafts.archive, "", goes_on)};
    storage::rename_file(drafts.archive, order.file);
    storage::flush_directory(storage::directory_of(order.file));
    return made;
}

std::string backup_directory(const std::string& data_dir) { return data_dir + "/backups"; }

void prepare_backup_directory(const std::string& data_dir) {
    const std::string directory = backup_directory(data_dir);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        throw storage::StorageError("cannot make " + directory + ": " + std::strerror(errno));
    for (const auto& name : names_in(directory)) {
        if (ends_with(name, kUnfinished)) storage::remove_file(directory + "/" + name);
    }
}

std::string backup_name(const std::string& kind, UtcTime at) {
    std::string time = canonical::to_text(at).substr(0, sizeof "2026-05-08T11:30:00" - 1);
    time.erase(std::remove_if(time.begin(), time.end(), [](char c) { return c == '-' || c == ':'; }), time.end());
    return kind + "-" + time + "Z" + kArchive;
}

void remove_old_backups(const std::string& data_dir, const std::string& newest, std::size_t keep) {
    const std::string directory = backup_directory(data_dir), begin = std::string(kScheduled) + "-";
    auto names = names_in(directory);
    names.erase(std::remove_if(
                    names.begin(), names.end(),
                    [&](const std::string& name) { return name.rfind(begin, 0) != 0 || !ends_with(name, kArchive); }),
                names.end());
    if (names.size() <= keep) return;
    // Their names are in the order of their times; what says that it is of after the newest was made by a wrong clock.
    const auto later =
        std::partition_point(names.begin(), names.end(), [&](const auto& name) { return name <= newest; });
    std::rotate(names.begin(), later, names.end());
    names.resize(names.size() - keep);
    for (const auto& name : names) ::unlink((directory + "/" + name).c_str());
}

}  // namespace gateway
