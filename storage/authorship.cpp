#include "storage/authorship.h"

#include <algorithm>

#include "storage/audit_subjects.h"

namespace storage {
namespace {

bool is_on_record(const Change& change) {
    return std::holds_alternative<AppendAudit>(change) || subject_of(change).has_value();
}

}  // namespace

Batch Authorship::signed_by_author(Batch batch) const {
    const RequestPtr& request = *current_;
    if (!request || std::none_of(batch.begin(), batch.end(), is_on_record)) return batch;
    request->is_recorded = true;
    for (auto& change : batch) {
        auto* call = std::get_if<AppendAudit>(&change);
        if (call == nullptr) continue;
        call->record.who = request->author.who;
        call->record.request_id = request->author.request_id;
    }
    batch.insert(batch.begin(), ChangedBy{request->author});
    return batch;
}

Batch record_of(const RequestPtr& request, const std::string& outcome) {
    if (!request) return {};
    const Author& author = request->author;
    if (request->is_recorded && outcome == kAuditDone) return {};
    if (request->is_recorded) return {EndAudit{author.request_id, outcome}};
    request->is_recorded = true;
    AuditRecord record;
    record.at = author.at;
    record.who = author.who;
    record.action = author.action;
    record.request_id = author.request_id;
    record.charge_point_id = request->charge_point_id;
    record.outcome = outcome;
    return {AppendAudit{std::move(record)}};
}

}  // namespace storage
