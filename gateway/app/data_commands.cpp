#include "gateway/app/data_commands.h"

#include <filesystem>
#include <iostream>

#include "gateway/admin/restore_command.h"
#include "gateway/app/doctor.h"
#include "gateway/backup/backup.h"

namespace gateway {

namespace {

UtcTime now_by_wall_clock() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// The gateway that makes a file stands in another directory.
std::string absolute_path(const std::string& path) {
    return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace

DataCommands::DataCommands(CLI::App& app, Ask ask) : ask_(std::move(ask)) {
    add_backup(app);
    add_restore(app);
    add_support_bundle(app);
}

CLI::App* DataCommands::add(CLI::App& app, const std::string& name, const std::string& help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("--data-dir", data_dir_, "data directory of the gateway")->capture_default_str();
    return command;
}

void DataCommands::add_backup(CLI::App& app) {
    backup_ = add(app, "backup",
                  "copy database, pepper, certificates and keys into one checked archive; the gateway may run");
    backup_->add_option("--to", archive_, "the archive to make; else DATA_DIR/backups/backup-TIME.tar");
    backup_->add_flag("--without-secrets", request_.without_secrets, "leave out pepper, keys and secrets of webhooks");
    backup_->add_flag("--status", tells_status_, "make none; tell when the newest was made, and what became of it");
}

void DataCommands::add_restore(CLI::App& app) {
    restore_ = add(app, "restore",
                   "put a backup in the place of the data of a stopped gateway; what was there is kept beside it");
    auto* archive = restore_->add_option("FILE", archive_, "an archive that `backup` made");
    auto* undo = restore_->add_option("--undo", undo_, "take a restore back: before-restore-TIME, as it told");
    auto* finish = restore_->add_flag("--finish", finish_, "end a restore that was interrupted");
    archive->excludes(undo)->excludes(finish);
    undo->excludes(finish);
}

void DataCommands::add_support_bundle(CLI::App& app) {
    support_ =
        add(app, "support-bundle", "pack what somebody needs who helps from afar; keys, passwords and tags are masked");
    support_->add_option("--to", archive_, "the archive to make; else support-TIME.tar here");
    support_->add_option("--config", order_.config_file, "the configuration file, to be put in");
    support_->add_option("--log", order_.log_file, "a file with the gateway's log: its last 1,000 lines are put in");
    support_->add_option("--charger", order_.chargers, "a charger whose settings and frames are put in; repeatable");
}

std::optional<AdminAnswer> DataCommands::run() {
    if (backup_->parsed()) return back_up();
    if (restore_->parsed()) return run_restore_command(data_dir_, archive_, undo_, finish_, now_by_wall_clock());
    if (support_->parsed()) return make_support_bundle();
    return std::nullopt;
}

AdminAnswer DataCommands::back_up() {
    request_.command = tells_status_ ? "backup status" : "backup";
    request_.file = absolute_path(archive_);
    return ask_(data_dir_, request_);
}

AdminAnswer DataCommands::make_support_bundle() {
    order_.data_dir = data_dir_;
    order_.at = now_by_wall_clock();
    order_.file = archive_.empty() ? backup_name("support", order_.at) : archive_;
    order_.doctor = shown(examine({order_.config_file, data_dir_, false, order_.at}));
    const auto files = support_files(order_, [this](const AdminRequest& request) { return ask_(data_dir_, request); });
    std::cout << "in it, with keys, passwords and tags masked:\n" << list_of(files) << std::flush;
    write_support_bundle(order_, files);
    return {true, "made " + order_.file + "; look through it before you send it\n"};
}

}  // namespace gateway
