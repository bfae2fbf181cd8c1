#pragma once

#include <string>

#include "json/writer.h"
#include "storage/audit_records.h"

/// Who changed what, for programs and for people.
namespace gateway {

void write_audit_record(json::Writer& out, const storage::AuditRecord& record);
/// One line: time, who, what was asked for, what it concerned, before and after, outcome, ids.
std::string audit_line(const storage::AuditRecord& record);
/// The line of the log, which tells the time itself and is cut where it gets long: states come last.
std::string audit_log_text(const storage::AuditRecord& record);

}  // namespace gateway
