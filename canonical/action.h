#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "canonical/desired.h"
#include "canonical/time.h"

/// The record of one command and its lifecycle.
namespace canonical {

enum class Environment { live, sandbox };
enum class Command { charge, idle };
enum class ActionState { scheduled, acknowledged, completed, failed, cancelled };
/// What a completed action rests on.
enum class Evidence { status, meter, transaction, acknowledged };

std::string_view to_text(Environment environment);
std::string_view to_text(Command command);
std::string_view to_text(ActionState state);
std::string_view to_text(Evidence evidence);
std::string_view to_text(Intent intent);
std::optional<Environment> environment_from(std::string_view text);
std::optional<Command> command_from(std::string_view text);
std::optional<ActionState> action_state_from(std::string_view text);
std::optional<Evidence> evidence_from(std::string_view text);
std::optional<Intent> intent_from(std::string_view text);

struct ActionResult {
    bool success = false;
    std::string message;
    std::optional<Evidence> evidence;
};

struct Action {
    std::string id;         ///< "act_…"
    std::string device_id;  ///< "device_…"
    Environment environment = Environment::live;
    Command command = Command::charge;
    ActionState state = ActionState::acknowledged;
    Intent replaced_intent = Intent::none;     ///< restored when the action fails or is replaced; never sent
    std::optional<UtcTime> replaced_pause_at;  ///< the same of the window that it ended; never sent
    std::optional<ActionResult> result;        ///< empty until terminal
    std::optional<std::string> error_code;
    std::optional<std::string> error_message;
    UtcTime created_at{};
    UtcTime updated_at{};
    std::optional<UtcTime> acknowledged_at;
    std::optional<UtcTime> completed_at;
    std::optional<UtcTime> start;
    std::optional<UtcTime> end;
    std::optional<std::string> schedule_id;  ///< of the schedule whose slot made it
};

/// True for `completed`, `failed` and `cancelled`: nothing changes the action any more.
bool is_terminal(ActionState state);

/// The three ways an action ends. Each expects a non-terminal action and sets `result`, the times and the codes.
void complete(Action& action, Evidence evidence, std::string message, UtcTime now);
void fail(Action& action, std::string error_code, std::string error_message, UtcTime now);
void cancel(Action& action, std::string message, UtcTime now);

}  // namespace canonical
