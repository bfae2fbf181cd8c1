#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "canonical/action.h"

/// Who changed what: the record is written in the transaction of the change that it tells of.
namespace storage {

using canonical::UtcTime;

/// On whose word something changes.
struct Author {
    std::string who;         ///< "key_…", "admin socket (uid 0)" or "command line (uid 0)"
    std::string action;      ///< "PUT /operator/tags/{}" or "chargers set"
    std::string request_id;  ///< as the answer shows it; empty where there is none
    UtcTime at{};
};

/// The outcome of what was done as asked.
constexpr const char* kAuditDone = "done";

/// One change or one call. Of two states of a thing, `before` and `after` hold the members in which they differ.
struct AuditRecord {
    std::int64_t sequence = 0;  ///< given by the database, never again
    UtcTime at{};
    std::string who, action;
    std::string subject, subject_id;    ///< "charger" and its id; empty: nothing stored was meant
    std::string charge_point_id;        ///< that it concerns; empty: none
    std::optional<std::string> before;  ///< JSON; empty: it was not there
    std::optional<std::string> after;   ///< JSON; empty: it is gone. Of a call: what was asked for
    std::string outcome;                ///< "done", an error code, or what a charger answered
    std::string request_id, call_id;
};

}  // namespace storage
