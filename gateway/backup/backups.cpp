#include "gateway/backup/backups.h"

#include <algorithm>
#include <utility>

#include "gateway/log.h"

namespace gateway {

namespace {

using std::chrono::milliseconds;

constexpr std::chrono::minutes kAfterStart{5};  ///< chargers come back first
constexpr int kSpansUntilOverdue = 2;
constexpr std::chrono::hours kRetry{1};  ///< after one that failed, where they are made more rarely than that

}  // namespace

Backups::Backups(BackupRules rules, std::string data_dir, Time& time, storage::Storage& storage,
                 std::optional<BackupRecord> last)
    : run_aside([this](std::function<void()> work) {
          if (thread_.joinable()) thread_.join();  // has brought its result
          thread_ = std::thread(std::move(work));
      }),
      rules_(rules),
      data_dir_(std::move(data_dir)),
      time_(time),
      storage_(storage),
      last_(std::move(last)),
      timer_(time.make_timer([this] { make_scheduled(); })),
      overdue_timer_(time.make_timer([this] { tell_overdue(); })) {}

Backups::~Backups() { stop(); }

void Backups::start() {
    if (rules_.every.count() == 0) return;
    milliseconds wait = kAfterStart;
    // A clock that was set back must not put it off for longer than usual.
    if (last_ && last_->made_at) wait = std::max(wait, *last_->made_at + milliseconds(rules_.every) - time_.utc());
    plan(std::min<milliseconds>(wait, rules_.every));
    const bool is_known = last_ && last_->made_at;
    expect_next(is_known ? std::max(milliseconds(0), time_.utc() - *last_->made_at) : milliseconds(0));
}

/// After one that is so old.
void Backups::expect_next(milliseconds age) {
    if (rules_.every.count() == 0) return;
    const milliseconds span = kSpansUntilOverdue * milliseconds(rules_.every) - age;
    overdue_from_ = time_.since_boot() + span;
    overdue_timer_->set(time_.now() + std::max<milliseconds>(span, kAfterStart + kAfterStart));
}

std::string Backups::overdue() const {
    if (!overdue_from_ || time_.since_boot() < *overdue_from_) return {};
    const std::string newest = last_ && last_->made_at
                                   ? "the newest backup is of " + canonical::to_text(*last_->made_at)
                                   : "no backup was made yet";
    const bool has_failed = last_ && !last_->error.empty();
    return newest + ", older than twice backup_every" + (has_failed ? "; the last one failed: " + last_->error : "");
}

void Backups::tell_overdue() const {
    if (const std::string text = overdue(); !text.empty()) log::error("backup.overdue", text);
}

void Backups::plan(milliseconds wait) { timer_->set(time_.now() + wait); }

void Backups::make_scheduled() {
    plan(rules_.every);
    if (is_running_) return;
    const std::string name = backup_name(kScheduled, time_.utc());
    const std::string file = backup_directory(data_dir_) + "/" + name;
    run({data_dir_, file, true, time_.utc()}, [this, name](const BackupMade&, const std::string& error) {
        if (error.empty()) remove_old_backups(data_dir_, name, static_cast<std::size_t>(std::max(rules_.keep, 1)));
        else plan(std::min<milliseconds>(kRetry, rules_.every));
    });
}

void Backups::make(const std::string& file, bool with_secrets, Done done) {
    if (is_running_) return done({}, "another backup is under way");
    const std::string where =
        file.empty() ? backup_directory(data_dir_) + "/" + backup_name(kByHand, time_.utc()) : file;
    run({data_dir_, where, with_secrets, time_.utc()}, std::move(done));
}

void Backups::run(BackupOrder order, Done done) {
    is_running_ = true;
    order.noted_in = storage_.wrong_sums();
    run_aside([this, order = std::move(order), done = std::move(done), alive = std::weak_ptr<bool>(alive_)] {
        BackupMade made;
        std::string error;
        try {
            prepare_backup_directory(order.data_dir);
            made = make_backup(order, [this] { return !given_up_; });
        } catch (const std::exception& failure) {
            error = failure.what();
        }
        time_.post([this, made, error, done, alive] {
            if (alive.lock()) ended(made, error, done);
        });
    });
}

void Backups::ended(const BackupMade& made, const std::string& error, const Done& done) {
    is_running_ = false;
    if (error.empty()) {
        ++made_;
        last_ = after_success(made, time_.utc());
        expect_next(milliseconds(0));
        log::info("backup.made", made.file + ", " + std::to_string(made.bytes) + " bytes");
    } else {
        ++failed_;
        last_ = after_failure(last_, error, time_.utc());
        log::error("backup.failed", error);
    }
    storage_.write({storage::PutSetting{kBackupSetting, to_text(*last_)}}, [](const storage::Written&) {});
    done(made, error);
}

void Backups::stop() {
    given_up_ = true;
    timer_->clear();
    overdue_timer_->clear();
    if (thread_.joinable()) thread_.join();
}

void Backups::write_counters(json::Writer& out) const {
    out.member("made", made_).member("failed", failed_);
    out.member("isOverdue", std::int64_t{!overdue().empty()});
    if (!last_) return;
    out.member("lastTriedAt", static_cast<std::int64_t>(last_->tried_at.time_since_epoch().count()));
    if (last_->made_at) out.member("lastMadeAt", static_cast<std::int64_t>(last_->made_at->time_since_epoch().count()));
    out.member("lastBytes", last_->bytes);
}

}  // namespace gateway
