namespace storage {

/// Who changed what (storage/audit_records.h). Sequences are never given again, also when rows are pruned.
extern const char audit_table[];
const char audit_table[] = R"sql(
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    before TEXT,
    after TEXT,
    outcome TEXT NOT NULL,
    request_id TEXT NOT NULL,
    call_id TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit(at);
CREATE INDEX audit_of_charge_point ON audit(charge_point_id);
CREATE INDEX audit_of_author ON audit(who);
CREATE INDEX audit_of_request ON audit(request_id) WHERE request_id <> '';
CREATE INDEX audit_of_call ON audit(call_id) WHERE call_id <> '';
)sql";

}  // namespace storage
