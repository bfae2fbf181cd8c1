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

/// How many rows there are, of each author and of all: counting a million of them would hold up the writing thread.
extern const char audit_counts[];
const char audit_counts[] = R"sql(
CREATE TABLE audit_counts (
    scope TEXT NOT NULL PRIMARY KEY,
    kept INTEGER NOT NULL
) STRICT;
INSERT INTO audit_counts SELECT 'of ' || who, count(*) FROM audit GROUP BY who;
INSERT INTO audit_counts SELECT 'all', count(*) FROM audit;
CREATE TRIGGER audit_counted AFTER INSERT ON audit BEGIN
    INSERT INTO audit_counts VALUES ('all', 1), ('of ' || NEW.who, 1)
        ON CONFLICT (scope) DO UPDATE SET kept = kept + 1;
END;
CREATE TRIGGER audit_dropped AFTER DELETE ON audit BEGIN
    UPDATE audit_counts SET kept = kept - 1 WHERE scope IN ('all', 'of ' || OLD.who);
    DELETE FROM audit_counts WHERE scope = 'of ' || OLD.who AND kept <= 0;
END;
)sql";

}  // namespace storage
