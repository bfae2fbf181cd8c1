#include "gateway/admin/restore_command.h"

#include "gateway/backup/restore.h"
#include "storage/files.h"

namespace gateway {

namespace {

constexpr const char* kWhatFollows =
    "start the gateway: it tells each charger its limit anew, and ends what was to happen meanwhile as MISSED\n";

std::string how_to_undo(const std::string& data_dir, const std::string& aside) {
    if (!storage::file_exists(data_dir + "/" + aside + "/" + kDatabase)) return "";
    return "what was there is in " + data_dir + "/" + aside + "; to take this back, stop the gateway and run\n" +
           "  ocpp-gateway restore --undo " + aside + " --data-dir " + data_dir + "\n";
}

std::string restored_text(const std::string& data_dir, const Restored& restored) {
    const Manifest& manifest = restored.manifest;
    std::string text = "restored the data of " + canonical::to_text(manifest.made_at) + ": " +
                       std::to_string(manifest.charge_points) + " chargers, " + std::to_string(manifest.transactions) +
                       " sessions\n" + how_to_undo(data_dir, restored.put_aside);
    if (!manifest.has_secrets)
        text += storage::file_exists(data_dir + "/pepper")
                    ? "the backup holds no secrets: webhooks are switched off until each has a new one\n"
                    : "the backup holds no secrets: put the pepper into " + data_dir +
                          ", or start with --new-pepper and give each charger a new password; webhooks are "
                          "switched off\n";
    return text + kWhatFollows;
}

}  // namespace

AdminAnswer run_restore_command(const std::string& data_dir, const std::string& archive, const std::string& undo,
                                bool finish, canonical::UtcTime now) {
    if (finish) {
        const bool was_interrupted = finish_interrupted_restore(data_dir);
        return {true, was_interrupted ? std::string("the restore is at its end; ") + kWhatFollows
                                      : "no restore was interrupted\n"};
    }
    if (!undo.empty()) {
        const Restored back = undo_restore(data_dir, undo, now);
        return {true, "took it back\n" + how_to_undo(data_dir, back.put_aside) + kWhatFollows};
    }
    if (archive.empty()) return {false, "restore needs the FILE of a backup, or --undo, or --finish"};
    return {true, restored_text(data_dir, restore(data_dir, archive, now))};
}

}  // namespace gateway
