#pragma once

#include <optional>
#include <string>

#include "canonical/action.h"
#include "canonical/sandbox_controls.h"
#include "canonical/time_window.h"
#include "json/value.h"
#include "json/writer.h"

/// Pushing a command.
namespace canonical {

struct PushRequest {
    Command command = Command::charge;
    bool cancel_and_replace = false;
    TimeWindow window;                       ///< without a start: at once
    std::optional<std::string> schedule_id;  ///< a slot of that schedule is due; never sent by a client
    SandboxControls sandbox;                 ///< plain in live, where they are not looked at
};

/// Throws ApiError for everything the contract does not know: each sent member is honoured, validated or refused. Wall
/// clock times are meant in `zone`.
PushRequest parse_push_request(json::Value body, const std::string& zone, UtcTime now,
                               Environment environment = Environment::live);
/// 422 EXECUTION_NOT_SUPPORTED where the command cannot be carried out in that shape.
void check_execution(Command command, const TimeWindow& window);

/// 409 CONFLICT with the details that let the caller go on.
[[noreturn]] void throw_conflict(const std::string& conflicting_action_id);

/// 409 ACTION_NOT_CANCELLABLE: only what is still scheduled can be cancelled.
[[noreturn]] void throw_not_cancellable(const Action& action);

/// The answer to a push.
void write_push_result(json::Writer& out, const Action& action);
void write_result(json::Writer& out, const std::optional<ActionResult>& result);
/// The full record.
void write_action(json::Writer& out, const Action& action);
/// The short form on a device read: `lastAction`.
void write_action_summary(json::Writer& out, const Action& action);

}  // namespace canonical
