#include "storage/audit.h"

#include <algorithm>

#include "storage/limits.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

namespace storage {
namespace {

/// What is longer is only told by its length, so that no row outgrows a page of the list.
std::optional<std::string> bounded(std::optional<std::string> json) {
    if (json && json->size() > kLongestAuditedState) json = "{\"bytes\":" + std::to_string(json->size()) + "}";
    return json;
}

/// The members of the first that are not the same in the second.
std::string differing(Connection& connection, const std::string& mine, const std::string& others) {
    Query query(connection, R"sql(
SELECT json_group_object(mine.key, CASE
    WHEN mine.type IN ('true', 'false') THEN json(mine.type)
    WHEN mine.type IN ('object', 'array') THEN json(mine.value)
    ELSE mine.value END)
FROM json_each(?) AS mine LEFT JOIN json_each(?) AS other ON other.key = mine.key
WHERE other.key IS NULL OR other.type <> mine.type OR other.value IS NOT mine.value)sql");
    query.put(mine).put(others);
    return query.step() ? query.taken<std::string>() : mine;
}

const std::string& audit_columns() {
    static const std::string columns = "SELECT sequence, " + joined(column_names<AuditRecord>()) + " FROM audit";
    return columns;
}

AuditRecord take_audit(Query& query) {
    const auto sequence = query.taken<std::int64_t>();
    auto record = take_record<AuditRecord>(query);
    record.sequence = sequence;
    return record;
}

}  // namespace

AuditedBatch::AuditedBatch(Connection& connection, const Batch& batch) : connection_(connection) {
    if (batch.empty()) return;
    const auto* by = std::get_if<ChangedBy>(&batch.front());
    if (by == nullptr) return;
    author_ = &by->author;
    for (const auto& change : batch) {
        auto name = subject_of(change);
        const bool is_new = name && std::none_of(subjects_.begin(), subjects_.end(), [&](const Subject& known) {
                                return known.name.kind == name->kind && known.name.key == name->key;
                            });
        if (!is_new) continue;
        subjects_.push_back({std::move(*name)});
        look(subjects_.back(), subjects_.back().before);
    }
}

void AuditedBatch::look(Subject& subject, std::optional<std::string>& state) {
    Query query(connection_, look_text(subject.name));
    for (const auto& part : subject.name.key) query.put(part);
    if (!query.step()) return;
    query.take(state);
    query.take(subject.charge_point_id);
}

void AuditedBatch::record(Written& written) {
    if (subjects_.empty()) return;
    for (auto& subject : subjects_) look(subject, subject.after);
    const auto differs = [](const Subject& subject) { return subject.before != subject.after; };
    const bool all_is_as_before = std::none_of(subjects_.begin(), subjects_.end(), differs);
    for (const auto& subject : subjects_) {
        if (!subject.before && !subject.after) continue;  // removed twice
        if (differs(subject) || all_is_as_before) append(subject, written);
        if (all_is_as_before) break;
    }
}

void AuditedBatch::append(const Subject& subject, Written& written) {
    AuditRecord record;
    record.at = author_->at;
    record.who = author_->who;
    record.action = author_->action;
    record.request_id = author_->request_id;
    record.subject = subject.name.kind;
    record.subject_id = subject.name.id();
    record.charge_point_id = subject.charge_point_id;
    record.before = subject.before;
    record.after = subject.after;
    if (subject.before && subject.after) {
        record.before = differing(connection_, *subject.before, *subject.after);
        record.after = differing(connection_, *subject.after, *subject.before);
    }
    record.outcome = kAuditDone;
    written.audited.push_back(append_audit(connection_, std::move(record), written));
}

namespace {

std::int64_t audit_rows(Connection& connection, const std::string& scope) {
    Query query(connection, "SELECT kept FROM audit_counts WHERE scope = ?");
    return query.put(scope).step() ? query.taken<std::int64_t>() : 0;
}

std::int64_t step_beyond(std::int64_t rows, std::int64_t most) {
    return std::clamp<std::int64_t>(rows - most, 0, kRowsPerPruning);
}

}  // namespace

std::int64_t keep_newest_audit(Connection& connection, const std::string& who, std::int64_t most_of_author,
                               std::int64_t most) {
    int dropped = 0;
    if (const auto step = step_beyond(audit_rows(connection, "of " + who), most_of_author); step > 0)
        dropped += Query(connection,
                         "DELETE FROM audit WHERE sequence IN"
                         " (SELECT sequence FROM audit WHERE who = ? ORDER BY sequence LIMIT ?)")
                       .put(who)
                       .put(step)
                       .run();
    if (const auto step = step_beyond(audit_rows(connection, "all"), most); step > 0)
        dropped += Query(connection,
                         "DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit ORDER BY sequence LIMIT ?)")
                       .put(step)
                       .run();
    return dropped;
}

AuditRecord append_audit(Connection& connection, AuditRecord record, Written& written) {
    record.before = bounded(std::move(record.before));
    record.after = bounded(std::move(record.after));
    static const std::string text = insert_text(Columns<AuditRecord>::table, column_names<AuditRecord>());
    Query query(connection, text.c_str());
    put_record(query, record);
    query.run();
    record.sequence = connection.number("SELECT last_insert_rowid()");
    written.dropped_audit += keep_newest_audit(connection, record.who, kAuditKeptOfAuthor, kAuditKept);
    return record;
}

std::vector<AuditRecord> end_audit(Connection& connection, const EndAudit& end) {
    static const std::string named =
        " WHERE (request_id = ?1 AND request_id <> '' AND call_id = '') OR (call_id = ?1 AND call_id <> '')";
    static const std::string change = "UPDATE audit SET outcome = ?2" + named;
    static const std::string ask = audit_columns() + named;
    Query(connection, change.c_str()).put(end.id).put(end.outcome).run();
    Query query(connection, ask.c_str());
    query.put(end.id);
    std::vector<AuditRecord> ended;
    while (query.step()) ended.push_back(take_audit(query));
    return ended;
}

AuditPage list_audit(Connection& connection, const AuditQuery& query) {
    const int limit = page_size(query.limit);
    std::string text = audit_columns() + " WHERE 1";
    if (query.charge_point_id) text += " AND charge_point_id = ?";
    if (query.who) text += " AND who = ?";
    // The bounds by sequence follow from those by time: they spare the rows outside, of which only the index is read.
    if (query.since) text += " AND at >= ? AND sequence >= (SELECT min(sequence) FROM audit WHERE at >= ?)";
    if (query.until) text += " AND at < ? AND sequence <= (SELECT max(sequence) FROM audit WHERE at < ?)";
    if (query.before) text += " AND sequence < ?";
    Query rows(connection, kept(text + " ORDER BY sequence DESC LIMIT ?"));
    if (query.charge_point_id) rows.put(*query.charge_point_id);
    if (query.who) rows.put(*query.who);
    if (query.since) rows.put(*query.since).put(*query.since);
    if (query.until) rows.put(*query.until).put(*query.until);
    if (query.before) rows.put(*query.before);
    rows.put(limit + 1);
    AuditPage page;
    while (rows.step()) page.items.push_back(take_audit(rows));
    return cut(std::move(page), limit);
}

}  // namespace storage
