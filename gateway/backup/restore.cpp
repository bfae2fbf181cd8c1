#include "gateway/backup/restore.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "gateway/backup/backup.h"
#include "gateway/backup/exchange.h"
#include "storage/data_dir.h"
#include "storage/limits.h"
#include "storage/restored.h"
#include "storage/schema.h"
#include "storage/storage.h"
#include "storage/transaction_ids.h"

namespace gateway {

namespace {

constexpr const char* kStaging = "restore.unpacked";
constexpr const char* kAside = "before-restore";
constexpr const char* kBrought = "BROUGHT";  ///< in what was put aside: the files that came instead
constexpr std::size_t kLongestList = 64 << 10;

bool goes_on_always() { return true; }

/// The log of a database goes where the database goes, and never stays beside another.
const std::vector<std::string>& database_logs() {
    static const std::vector<std::string> names = {"gateway.db-wal", "gateway.db-shm"};
    return names;
}

std::vector<std::string> known_names() {
    std::vector<std::string> names{kDatabase};
    for (const auto& kept : kept_files()) names.emplace_back(kept.name);
    return names;
}

/// What an interrupted try has unpacked: a copy of what its archive still has.
class Staging {
  public:
    explicit Staging(const std::string& data_dir) : path(data_dir + "/" + kStaging) {
        clear();
        if (::mkdir(path.c_str(), 0700) != 0)
            throw storage::StorageError("cannot make " + path + ": " + std::strerror(errno));
    }
    /// Not what an exchange that stopped half-way has still to bring.
    ~Staging() {
        if (!storage::file_exists(storage::directory_of(path) + "/" + storage::kUnfinishedRestore)) clear();
    }
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;
    std::string database() const { return path + "/" + kDatabase; }
    const std::string path;

  private:
    void clear() const {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

std::string name_aside(const std::string& data_dir, UtcTime now) {
    const std::string name = backup_name(kAside, now), first = name.substr(0, name.rfind('.'));
    std::string free = first;
    for (int number = 2; storage::file_exists(data_dir + "/" + free); ++number)
        free = first + "-" + std::to_string(number);
    return free;
}

void refuse_newer(const Manifest& manifest) {
    if (manifest.schema_version <= storage::newest_schema_version()) return;
    throw ArchiveError("the backup was written by a newer gateway (version " + std::to_string(manifest.schema_version) +
                       " of the database, this one knows " + std::to_string(storage::newest_schema_version()) +
                       "): install that one");
}

/// The largest id that anybody can have been given: by the data that go, or by a clock.
std::int64_t ids_used(const std::string& database_that_goes, UtcTime now, UtcTime made_at) {
    return std::max(storage::last_transaction_id_in(database_that_goes).value_or(0),
                    storage::transaction_id_by_clock(std::max(now, made_at)));
}

void write_brought(const std::string& directory, const std::vector<std::string>& names) {
    if (::mkdir(directory.c_str(), 0700) != 0)
        throw storage::StorageError("cannot make " + directory + ": " + std::strerror(errno));
    const storage::File file(directory + "/" + kBrought, O_WRONLY | O_CREAT | O_EXCL);
    for (const auto& name : names) file.write(name + "\n");
    file.flush();
}

std::vector<std::string> brought_instead(const std::string& directory) {
    std::vector<std::string> names;
    std::istringstream in(storage::File(directory + "/" + kBrought, O_RDONLY).read(kLongestList));
    for (std::string name; std::getline(in, name);) names.push_back(name);
    return names;
}

std::vector<std::string> those_in(const std::string& directory, std::vector<std::string> names) {
    names.erase(std::remove_if(names.begin(), names.end(),
                               [&](const std::string& name) { return !storage::file_exists(directory + "/" + name); }),
                names.end());
    return names;
}

bool is_name_aside(const std::string& name) {
    return name.rfind(std::string(kAside) + "-", 0) == 0 && name.find('/') == std::string::npos;
}

}  // namespace

Restored restore(const std::string& data_dir, const std::string& archive, UtcTime now) {
    const storage::DataDir lock(data_dir);
    finish_exchange(data_dir);
    const auto bytes = static_cast<std::int64_t>(storage::File(archive, O_RDONLY).size());
    storage::require_room(data_dir + "/" + kStaging, bytes + storage::kRoomBesideCopyBytes);
    const Staging staging(data_dir);
    Restored restored{{}, read_archive(archive, staging.path, goes_on_always)};
    refuse_newer(restored.manifest);
    storage::check_database(staging.database(), goes_on_always);
    storage::facts_of_copy(staging.database());
    storage::mark_restored(staging.database(), now,
                           ids_used(data_dir + "/" + kDatabase, now, restored.manifest.made_at));
    restored.put_aside = name_aside(data_dir, now);
    write_brought(data_dir + "/" + restored.put_aside, restored.manifest.names);
    exchange_files(data_dir, {kStaging, restored.put_aside, database_logs(), restored.manifest.names});
    return restored;
}

Restored undo_restore(const std::string& data_dir, const std::string& aside, UtcTime now) {
    const storage::DataDir lock(data_dir);
    finish_exchange(data_dir);
    const std::string directory = data_dir + "/" + aside;
    if (!is_name_aside(aside) || !storage::file_exists(directory + "/" + kDatabase))
        throw storage::StorageError(directory + " holds no data that a restore put aside");
    Exchange exchange{aside, name_aside(data_dir, now), brought_instead(directory), known_names()};
    exchange.leave.insert(exchange.leave.end(), database_logs().begin(), database_logs().end());
    exchange.bring.insert(exchange.bring.end(), database_logs().begin(), database_logs().end());
    storage::mark_restored(directory + "/" + kDatabase, now, ids_used(data_dir + "/" + kDatabase, now, now));
    exchange.bring = those_in(directory, exchange.bring);
    write_brought(data_dir + "/" + exchange.aside, exchange.bring);
    exchange_files(data_dir, exchange);
    return {exchange.aside, {}};
}

bool finish_interrupted_restore(const std::string& data_dir) {
    const storage::DataDir lock(data_dir);
    return finish_exchange(data_dir);
}

}  // namespace gateway
