#include "gateway/backup/backups.h"
#include "json/parse.h"

/// What is kept and told of the newest backup.
namespace gateway {

namespace {

std::optional<std::int64_t> number_of_member(const json::Value& object, std::string_view name) {
    const auto value = object.find(name);
    return value ? value->integer() : std::nullopt;
}

std::string text_of_member(const json::Value& object, std::string_view name) {
    const auto value = object.find(name);
    return value ? std::string(value->text()) : std::string();
}

UtcTime time_of(std::int64_t ms) { return UtcTime(std::chrono::milliseconds(ms)); }
std::int64_t ms_of(UtcTime time) { return time.time_since_epoch().count(); }

}  // namespace

std::string to_text(const BackupRecord& record) {
    json::Writer out;
    out.begin_object().member("triedAt", ms_of(record.tried_at)).member("file", record.file);
    if (record.made_at) out.member("madeAt", ms_of(*record.made_at));
    out.member("bytes", record.bytes).member("error", record.error).end_object();
    return out.take();
}

std::optional<BackupRecord> backup_record_from(const std::map<std::string, std::string>& settings) {
    const auto setting = settings.find(kBackupSetting);
    if (setting == settings.end()) return std::nullopt;
    try {
        const auto document = json::parse(setting->second);
        const auto root = document.root();
        BackupRecord record;
        record.tried_at = time_of(number_of_member(root, "triedAt").value_or(0));
        if (const auto made = number_of_member(root, "madeAt")) record.made_at = time_of(*made);
        record.file = text_of_member(root, "file");
        record.bytes = number_of_member(root, "bytes").value_or(0);
        record.error = text_of_member(root, "error");
        return record;
    } catch (const std::exception&) {  // then as if there had been none: the next one writes it anew
        return std::nullopt;
    }
}

std::string shown(const std::optional<BackupRecord>& record, UtcTime now) {
    if (!record) return "no backup was made yet\n";
    std::string text = "no backup was made yet\n";
    if (record->made_at) {
        const auto hours = std::chrono::duration_cast<std::chrono::hours>(now - *record->made_at).count();
        text = "made " + canonical::to_text(*record->made_at) + " (" + std::to_string(hours) + " h ago), " +
               std::to_string(record->bytes) + " bytes, checked: " + record->file + "\n";
    }
    if (!record->error.empty()) text += "failed " + canonical::to_text(record->tried_at) + ": " + record->error + "\n";
    return text;
}

BackupRecord after_success(const BackupMade& made, UtcTime at) { return {at, at, made.file, made.bytes, {}}; }

BackupRecord after_failure(std::optional<BackupRecord> before, const std::string& error, UtcTime at) {
    BackupRecord record = before.value_or(BackupRecord{});
    record.tried_at = at;
    record.error = error;
    return record;
}

}  // namespace gateway
