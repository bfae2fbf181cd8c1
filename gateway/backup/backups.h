#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "gateway/backup/backup.h"
#include "gateway/backup/backup_rules.h"
#include "gateway/clock.h"
#include "json/writer.h"
#include "storage/storage.h"

namespace gateway {

/// What became of the newest backup; kept in the database.
struct BackupRecord {
    UtcTime tried_at{};
    std::optional<UtcTime> made_at;  ///< of the newest that was made
    std::string file;                ///< and where it is
    std::int64_t bytes = 0;
    std::string error;  ///< why the newest failed; empty: it did not
};
constexpr const char* kBackupSetting = "last_backup";
std::string to_text(const BackupRecord& record);
/// Nothing where nothing was recorded.
std::optional<BackupRecord> backup_record_from(const std::map<std::string, std::string>& settings);
/// As `backup --status` prints it.
std::string shown(const std::optional<BackupRecord>& record, UtcTime now);
/// What a backup that was made, or failed, adds to what was known before.
BackupRecord after_success(const BackupMade& made, UtcTime at);
BackupRecord after_failure(std::optional<BackupRecord> before, const std::string& error, UtcTime at);

/// The backups of a running gateway: by schedule and by hand, one at a time, each on a thread of its own that lives no
/// longer than it. Io thread; owned by main.
class Backups {
  public:
    /// Runs `work` beside the io thread; `work` brings its result back by itself.
    using RunAside = std::function<void(std::function<void()> work)>;
    /// The error is empty when it was made.
    using Done = std::function<void(const BackupMade& made, const std::string& error)>;

    Backups(BackupRules rules, std::string data_dir, Time& time, storage::Storage& storage,
            std::optional<BackupRecord> last);
    ~Backups();

    /// From now on by schedule: the first one when the newest is old enough, but not in the rush of a start.
    void start();
    /// By hand; an empty `file` means one in DATA_DIR/backups.
    void make(const std::string& file, bool with_secrets, Done done);
    /// Gives up what is under way and waits for it; nothing more is made.
    void stop();

    const std::optional<BackupRecord>& last() const { return last_; }
    /// What is to be said where the newest is older than twice what lies between two; empty: it is not.
    std::string overdue() const;
    void write_counters(json::Writer& out) const;

    /// A thread, unless a test does it by itself.
    RunAside run_aside;

  private:
    void plan(std::chrono::milliseconds wait);
    void make_scheduled();
    void expect_next(std::chrono::milliseconds age);
    void tell_overdue() const;
    void run(BackupOrder order, Done done);
    void ended(const BackupMade& made, const std::string& error, const Done& done);

    BackupRules rules_;
    std::string data_dir_;
    Time& time_;
    storage::Storage& storage_;
    std::optional<BackupRecord> last_;
    std::optional<SteadyTime> overdue_from_;  ///< since the boot; nothing: none are made unasked
    std::int64_t made_ = 0, failed_ = 0;
    bool is_running_ = false;
    std::atomic<bool> given_up_{false};
    std::thread thread_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::unique_ptr<Time::Timer> timer_, overdue_timer_;
};

}  // namespace gateway
