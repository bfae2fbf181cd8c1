#include "gateway/admin/admin_commands.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "gateway/admin/audit_command.h"
#include "gateway/admin/backup_commands.h"
#include "gateway/admin/certificate_commands.h"
#include "gateway/admin/charger_passwords.h"
#include "gateway/admin/key_commands.h"
#include "gateway/admin/webhook_commands.h"
#include "gateway/charge_point/knowledge.h"
#include "gateway/charge_point/operator_settings.h"
#include "gateway/charger_identity.h"
#include "gateway/reports/charger_list.h"
#include "gateway/reports/charger_report.h"
#include "json/ascii.h"
#include "storage/storage.h"

namespace gateway {

namespace {

UtcTime utc_now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

bool same_id(const std::string& a, const std::string& b) { return json::equal_ignoring_case(a, b); }

std::string never_told_its_kind(const std::string& id) {
    return id + " has not told yet what it is, so nothing was learnt";
}

class Offline {
  public:
    Offline(const AdminRequest& request, const std::string& data_dir, const ReadChargerKinds& read_kinds)
        : request_(request),
          data_dir_(data_dir),
          read_kinds_(read_kinds),
          storage_(data_dir),
          snapshot_(storage_.load()) {
        if (only_reads(request)) return;
        author_ = {"command line (uid " + std::to_string(::getuid()) + ")", request.command, {}, utc_now()};
        storage_.write_as(author_);
    }

    AdminAnswer run() {
        if (request_.command.rfind("keys ", 0) == 0) return run_key_command(request_, storage_, snapshot_, utc_now());
        if (request_.command == "audit") return run_audit_command(request_, storage_);
        if (request_.command == "chargers list") return {true, charger_list(rows())};
        if (request_.command == "chargers approve") return approve();
        if (request_.command.rfind("webhooks ", 0) == 0) return run_webhook_command(request_, storage_, snapshot_);
        if (request_.command == "certificates list" || request_.command == "certificates revoke")
            return run_certificate_command(request_, storage_, snapshot_, utc_now());
        if (is_backup_command(request_)) return back_up();
        if (request_.command == "counters" || request_.command == "chargers frames")
            return {false, "no gateway runs on this data directory, so there are none"};
        if (request_.command == "ca create") return put_on_record();
        if (request_.command == "certificates reload") return {false, "no gateway runs on this data directory"};
        auto* known = find();
        if (known == nullptr) return {false, "no charger " + request_.charger_id + " is known"};
        if (request_.command == "chargers rotate-key")
            return {false, "no gateway runs on this data directory, so no charger is connected"};
        if (request_.command == "chargers remove") return remove(*known);
        if (request_.command == "chargers set-password") return set_password(*known);
        if (!known->approved) return {false, known->id + " is not approved yet"};
        if (request_.command == "chargers show") return show(*known);
        if (request_.command == "chargers set") return set(*known);
        if (request_.command == "chargers forget") return forget(*known);
        return {false, "unknown command"};
    }

  private:
    AdminAnswer back_up() {
        AdminAnswer answer = run_backup_command(request_, storage_, snapshot_, data_dir_, utc_now());
        if (answer.ok && !only_reads(request_)) put_on_record();
        return answer;
    }

    /// What was done beside the database.
    AdminAnswer put_on_record() {
        const auto request = std::make_shared<storage::Request>(storage::Request{author_});
        return when_stored(storage_.write(storage::record_of(request, storage::kAuditDone)), {});
    }

    AdminAnswer approve() {
        storage::ChargePointRecord record;
        if (const auto* known = find()) record = *known;
        if (record.id.empty() && !request_.creates) return {false, never_heard_of(request_.charger_id)};
        if (record.id.empty()) {
            record.id = request_.charger_id;
            record.first_seen = utc_now();
        }
        record.approved = true;
        return when_stored(storage_.write({storage::PutChargePoint{record}}), "approved " + record.id + "\n");
    }

    AdminAnswer remove(const storage::ChargePointRecord& known) {
        return when_stored(
            storage_.write({storage::RemoveChargePoint{known.id}}),
            "removed " + known.id + "; it was not connected, so the limit it was given last remains in it\n");
    }

    AdminAnswer set_password(storage::ChargePointRecord known) {
        const auto password = ChargerPasswords(data_dir_, have_passwords(snapshot_.charge_points)).generate();
        known.password_salt = password.salt;
        known.password_hash = password.hash;
        known.next_password_salt.clear();
        known.next_password_hash.clear();
        return when_stored(storage_.write({storage::PutChargePoint{known}}), password.text + "\n");
    }

    AdminAnswer show(const storage::ChargePointRecord& known) {
        ChargerReport report = report_of(known, snapshot_);
        const auto kinds = read_kinds_();
        if (const auto* kind = kinds->match(known.vendor, known.model, known.firmware_version))
            report.kind = kind->name;
        return {true, charger_report(report, SteadyTime{})};
    }

    AdminAnswer set(storage::ChargePointRecord known) {
        OperatorSettings settings = settings_of(known);
        assign(settings, request_.assignments);
        put(settings, known);
        return when_stored(storage_.write({storage::PutChargePoint{known}}), settings_changed(known.id));
    }

    AdminAnswer forget(const storage::ChargePointRecord& known) {
        if (known.vendor.empty()) return {false, never_told_its_kind(known.id)};
        std::vector<std::string> chargers;
        for (const auto& each : snapshot_.charge_points) {
            if (each.vendor == known.vendor && each.model == known.model &&
                each.firmware_version == known.firmware_version)
                chargers.push_back(each.id);
        }
        storage::Batch batch =
            request_.lesson.empty() ? without_lessons(known) : without_lesson(known, request_.lesson);
        if (batch.empty()) return {false, "nothing of the name " + request_.lesson + " was learnt"};
        return when_stored(storage_.write(std::move(batch)), learnt_forgotten(chargers));
    }

    static storage::Batch without_lessons(const storage::ChargePointRecord& known) {
        return {storage::RemoveChargerLessons{known.id},
                storage::RemoveCapabilities{known.vendor, known.model, known.firmware_version}};
    }

    storage::Batch without_lesson(const storage::ChargePointRecord& known, const std::string& lesson) const {
        storage::Batch batch;
        for (auto row : snapshot_.charger_lessons) {
            Knowledge own = knowledge_from(row.learnt, LessonBook::Scope::charger);
            if (!same_id(row.charge_point_id, known.id) || !gateway::forget(own, lesson)) continue;
            row.learnt = to_text(own);
            batch.push_back(storage::PutChargerLessons{row});
        }
        for (auto row : snapshot_.capabilities) {
            Knowledge model = knowledge_from(row.learnt, LessonBook::Scope::model);
            const bool is_its = row.vendor == known.vendor && row.model == known.model &&
                                row.firmware_version == known.firmware_version;
            if (!is_its || !gateway::forget(model, lesson)) continue;
            row.learnt = to_text(model);
            batch.push_back(storage::PutCapabilities{row});
        }
        return batch;
    }

    storage::ChargePointRecord* find() {
        for (auto& record : snapshot_.charge_points) {
            if (same_id(record.id, request_.charger_id)) return &record;
        }
        return nullptr;
    }

    std::vector<ChargerRow> rows() const {
        std::vector<ChargerRow> rows;
        for (const auto& record : snapshot_.charge_points)
            rows.push_back({record, record.approved ? "offline" : "discovered"});
        return rows;
    }

    const AdminRequest& request_;
    const std::string& data_dir_;
    const ReadChargerKinds& read_kinds_;
    storage::DirectStorage storage_;
    storage::Snapshot snapshot_;
    storage::Author author_;
};

}  // namespace

bool only_reads(const AdminRequest& request) {
    constexpr std::array<std::string_view, 10> kReading = {
        "backup status", "counters",      "chargers frames", "keys list",         "chargers list",
        "chargers show", "webhooks list", "webhooks test",   "certificates list", "audit"};
    return std::find(kReading.begin(), kReading.end(), request.command) != kReading.end();
}

AdminAnswer when_stored(const storage::Written& written, std::string output) {
    if (written.durable) return {true, std::move(output)};
    return written.is_unknown ? unknown_outcome() : AdminAnswer{false, "could not be stored: " + written.error};
}

AdminAnswer unknown_outcome() {
    return {false,
            "the disk failed while the change was being stored, so it may or may not have been made; look again before "
            "you repeat it",
            true};
}

std::string never_heard_of(const std::string& id) {
    return "no charger " + id +
           " was heard of: look for another spelling in `chargers list`, or say --create to let it in when it comes";
}

std::string settings_changed(const std::string& id) { return "set; `chargers show " + id + "` shows all of it\n"; }

std::string learnt_forgotten(const std::vector<std::string>& chargers) {
    std::string names;
    for (const std::string& charger : chargers) names += (names.empty() ? "" : ", ") + charger;
    return "forgotten; this concerns " + std::to_string(chargers.size()) +
           (chargers.size() == 1 ? " charger: " : " chargers: ") + names + "\n";
}

AdminAnswer run_offline(const AdminRequest& request, const std::string& data_dir, const ReadChargerKinds& read_kinds) {
    if (const std::string fault = fault_in(request); !fault.empty()) return {false, fault};
    if (::access((data_dir + "/gateway.db").c_str(), F_OK) != 0)
        return {false, "there is no gateway's data in " + data_dir +
                           ": is --data-dir right? `ocpp-gateway serve` makes a new one"};
    return Offline(request, data_dir, read_kinds).run();
}

}  // namespace gateway
