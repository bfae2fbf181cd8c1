#include "gateway/admin/backup_commands.h"

namespace gateway {

namespace {

std::string made_text(const BackupMade& made) {
    std::string text = "made " + made.file + ": " + std::to_string(made.bytes) + " bytes, checked; " +
                       std::to_string(made.manifest.charge_points) + " chargers, " +
                       std::to_string(made.manifest.transactions) + " sessions\n";
    if (!made.manifest.has_secrets) text += "without secrets: it does not bring back charger passwords\n";
    return text;
}

}  // namespace

bool is_backup_command(const AdminRequest& request) {
    return request.command == "backup" || request.command == "backup status";
}

void run_backup_command(const AdminRequest& request, Backups& backups, UtcTime now, const AdminAnswered& answered) {
    if (request.command == "backup status") return answered({true, shown(backups.last(), now)});
    backups.make(request.file, !request.without_secrets, [answered](const BackupMade& made, const std::string& error) {
        if (error.empty()) answered({true, made_text(made)});
        else answered({false, "no backup was made: " + error});
    });
}

AdminAnswer run_backup_command(const AdminRequest& request, storage::DirectStorage& storage,
                               const storage::Snapshot& snapshot, const std::string& data_dir, UtcTime now) {
    const auto last = backup_record_from(snapshot.settings);
    if (request.command == "backup status") return {true, shown(last, now)};
    const std::string file =
        request.file.empty() ? backup_directory(data_dir) + "/" + backup_name(kByHand, now) : request.file;
    const auto remember = [&](const BackupRecord& record) {
        return storage.write({storage::PutSetting{kBackupSetting, to_text(record)}});
    };
    try {
        prepare_backup_directory(data_dir);
        const BackupMade made = make_backup({data_dir, file, !request.without_secrets, now}, [] { return true; });
        return when_stored(remember(after_success(made, now)), made_text(made));
    } catch (const std::exception& error) {
        remember(after_failure(last, error.what(), now));
        return {false, std::string("no backup was made: ") + error.what()};
    }
}

}  // namespace gateway
