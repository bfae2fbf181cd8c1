#pragma once

#include <string>
#include <vector>

#include "storage/audit_subjects.h"
#include "storage/sql.h"

namespace storage {

/// What one batch changes, looked at before and after: a batch that names its author goes on record. Writing thread.
class AuditedBatch {
  public:
    /// Reads what is there before. Throws SqlError.
    AuditedBatch(Connection& connection, const Batch& batch);
    /// Writes one row for each thing that is not as before, at least one, and tells them in `written`.
    void record(Written& written);

  private:
    struct Subject {
        SubjectName name;
        std::string charge_point_id{};
        std::optional<std::string> before{}, after{};
    };
    void look(Subject& subject, std::optional<std::string>& state);
    void append(const Subject& subject, Written& written);

    Connection& connection_;
    const Author* author_ = nullptr;
    std::vector<Subject> subjects_;
};

/// A request that changed no row. Gives it with its sequence.
AuditRecord append_audit(Connection& connection, AuditRecord record, Written& written);
/// Drops the oldest of that author and of all where there are more, `rows_per_pruning` at most of each; says how many.
/// With each row that is added, and its cost does not follow how many there are.
std::int64_t keep_newest_audit(Connection& connection, const std::string& who, std::int64_t most_of_author,
                               std::int64_t most);
/// The outcome of a request or call; gives its rows.
std::vector<AuditRecord> end_audit(Connection& connection, const EndAudit& end);

}  // namespace storage
