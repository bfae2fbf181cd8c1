#include "gateway/admin/live_admin.h"

#include "gateway/admin/audit_command.h"
#include "gateway/admin/backup_commands.h"
#include "gateway/admin/certificate_commands.h"
#include "gateway/admin/key_commands.h"
#include "gateway/inspection/secrets.h"
#include "gateway/random.h"
#include "gateway/reports/charger_list.h"
#include "gateway/reports/charger_report.h"

namespace gateway {

/// What is refused at once changed nothing; all else is on record with how it ended.
void LiveAdmin::run(const AdminRequest& request, AdminAnswered answered) {
    if (only_reads(request)) return run_command(request, std::move(answered));
    constexpr std::size_t kRequestIdCharacters = 8;
    const auto author = std::make_shared<storage::Request>();
    author->author = {request.who, request.command, "cmd_" + random_base62(kRequestIdCharacters), time_.utc()};
    author->charge_point_id = request.charger_id;
    const auto is_at_work = std::make_shared<bool>(false);
    const storage::Authorship::AtWork at_work(storage_.authorship(), author);
    run_command(request, [this, author, is_at_work, answered = std::move(answered)](AdminAnswer answer) {
        // What was refused without a write is no matter of the disk.
        if (!answer.ok && author->is_recorded && storage_.health().outcome_is_unknown) answer = unknown_outcome();
        const std::string outcome = answer.ok ? storage::kAuditDone : answer.is_unknown ? "unknown" : "failed";
        storage::Batch batch;
        if (answer.ok || *is_at_work) batch = storage::record_of(author, outcome);
        if (!batch.empty()) storage_.write(std::move(batch), [](const storage::Written&) {});
        answered(answer);
    });
    *is_at_work = true;
}

void LiveAdmin::run_command(const AdminRequest& request, AdminAnswered answered) {
    if (request.command == "audit") return run_audit_command(request, storage_, answered);
    const std::string& id = request.charger_id;
    if (const std::string fault = fault_in(request); !fault.empty()) return answered({false, fault});
    if (request.command.rfind("keys ", 0) == 0) return run_key_command(request, keys_, time_.utc(), answered);
    if (request.command == "chargers list") return answered({true, list()});
    if (request.command == "chargers remove") return remove(id, std::move(answered));
    if (request.command == "chargers set-password") return set_password(id, std::move(answered));
    if (request.command == "chargers rotate-key") return rotate_key(id, std::move(answered));
    if (request.command == "certificates reload") return answered(reload());
    if (request.command == "ca create") return answered({true, {}});  // done by who asks; here it is put on record
    if (request.command == "certificates list" || request.command == "certificates revoke")
        return run_certificate_command(request, site_, answered);
    if (request.command == "chargers show") return answered(show(id));
    if (request.command == "chargers frames") return answered(frames(id));
    if (request.command == "counters" && show_counters) return answered({true, show_counters() + "\n"});
    if (request.command == "chargers set") return set(request, std::move(answered));
    if (request.command == "chargers forget") return forget(request, std::move(answered));
    if (request.command.rfind("webhooks ", 0) == 0 && run_webhook_command)
        return run_webhook_command(request, std::move(answered));
    if (is_backup_command(request) && run_backup_command) return run_backup_command(request, std::move(answered));
    if (request.command != "chargers approve") return answered({false, "unknown command"});
    site_.chargers().approve(id, request.creates, [id, answered = std::move(answered)](ChargerDesk::Approval approval) {
        switch (approval) {
            case ChargerDesk::Approval::done:
                return answered({true, "approved " + id + "\n"});
            case ChargerDesk::Approval::unknown:
                return answered({false, never_heard_of(id)});
            case ChargerDesk::Approval::failed:
                return answered({false, id + " could not be approved"});
        }
    });
}

void LiveAdmin::remove(const std::string& id, AdminAnswered answered) {
    site_.chargers().remove(id, [id, answered = std::move(answered)](ChargerDesk::Removal removal) {
        switch (removal) {
            case ChargerDesk::Removal::done:
                return answered({true, "removed " + id + "\n"});
            case ChargerDesk::Removal::done_but_profiles_remain:
                return answered({true, "removed " + id + "; the limit it was given last remains in it\n"});
            case ChargerDesk::Removal::unknown:
                return answered({false, "no charger " + id + " is known"});
            case ChargerDesk::Removal::failed:
                return answered({false, id + " could not be removed from the database"});
        }
    });
}

void LiveAdmin::set_password(const std::string& id, AdminAnswered answered) {
    const auto charge_point = site_.charge_point(id);
    if (charge_point && charge_point->security().is_rotating())
        return answered({false, "a new key is on its way to " + id + "; try again in a minute"});
    const NewPassword password = passwords_.generate();
    site_.chargers().set_password(id, password.salt, password.hash,
                                  [id, password, answered = std::move(answered)](bool stored) {
                                      if (stored) return answered({true, password.text + "\n"});
                                      answered({false, "no charger " + id + " is known, or it could not be stored"});
                                  });
}

void LiveAdmin::rotate_key(const std::string& id, AdminAnswered answered) {
    site_.chargers().rotate_key(id, [id, answered = std::move(answered)](const auto& rotation) {
        answered({rotation.accepted, id + ": " + rotation.text + (rotation.accepted ? "\n" : "")});
    });
}

AdminAnswer LiveAdmin::reload() const {
    const std::string error = reload_certificates ? reload_certificates() : "there are none";
    if (error.empty()) return {true, "reloaded; open connections keep what they began with\n"};
    return {false, error + "; what was read before stays in use"};
}

AdminAnswer LiveAdmin::show(const std::string& id) const {
    const auto charge_point = site_.charge_point(id);
    if (!charge_point) return {false, "no charger " + id + " is known"};
    ChargerReport report = report_of(*charge_point);
    if (const auto* kind = site_.registry().kind_of(report.record)) report.kind = kind->name;
    return {true, charger_report(report, time_.now())};
}

AdminAnswer LiveAdmin::frames(const std::string& id) const {
    const auto charge_point = site_.charge_point(id);
    if (!charge_point) return {false, "no charger " + id + " is known"};
    std::string lines;
    for (const FrameLog::Frame& frame : charge_point->journal().frames.frames()) {
        lines += canonical::to_text(frame.at) +
                 (frame.direction == FrameLog::Direction::sent ? " sent " : " received ") +
                 frame_without_secrets(frame.text) + (frame.is_cut ? " (cut)" : "") + "\n";
    }
    return {true, lines};
}

void LiveAdmin::set(const AdminRequest& request, AdminAnswered answered) {
    const std::string& id = request.charger_id;
    site_.chargers().change_settings(id, request.assignments,
                                     [id, answered = std::move(answered)](const std::string& error) {
                                         if (!error.empty()) return answered({false, error});
                                         answered({true, settings_changed(id)});
                                     });
}

void LiveAdmin::forget(const AdminRequest& request, AdminAnswered answered) {
    const auto told = [answered = std::move(answered)](const ChargerDesk::Forgotten& forgotten) {
        if (!forgotten.error.empty()) return answered({false, forgotten.error});
        answered({true, learnt_forgotten(forgotten.chargers)});
    };
    site_.chargers().forget_learnt(request.charger_id, told, request.lesson);
}

std::string LiveAdmin::list() const {
    std::vector<ChargerRow> rows;
    for (const auto& [id, charge_point] : site_.charge_points()) {
        rows.push_back({charge_point->record(), charge_point->is_connected() ? "online" : "offline"});
    }
    for (const auto& record : site_.registry().discovered()) rows.push_back({record, "discovered"});
    return charger_list(rows);
}

}  // namespace gateway
