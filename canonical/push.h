#pragma once

#include <optional>
#include <string>

#include "canonical/action.h"
#include "json/value.h"
#include "json/writer.h"

/// Pushing a command (contract, section 4).
namespace canonical {

struct PushRequest {
    Command command = Command::charge;
    bool cancel_and_replace = false;
    bool wants_schedule = false;          ///< `start` was sent
    bool has_sandbox_controls = false;    ///< a `sandbox` object was sent (ignored in live, decisions O-9)
};

/// Throws ApiError for everything the contract does not know: each sent member is honoured, validated or refused.
PushRequest parse_push_request(json::Value body);

/// 409 CONFLICT with the details that let the caller go on (contract, section 8).
[[noreturn]] void throw_conflict(const std::string& conflicting_action_id);

/// The answer to a push (contract, 4.2).
void write_push_result(json::Writer& out, const Action& action);
/// The full record (contract, 6.1).
void write_action(json::Writer& out, const Action& action);
/// The short form on a device read: `lastAction`.
void write_action_summary(json::Writer& out, const Action& action);

}  // namespace canonical
