#include "canonical/push.h"

#include "canonical/command_body.h"
#include "canonical/errors.h"

namespace canonical {

namespace {

std::string_view require_string(json::Value value, const std::string& path) {
    if (!value.is_string()) throw_validation_error(path, "must be a string");
    return value.text();
}

/// The members of `action`, their types checked: what a body means is judged before what the device can do.
struct ActionMembers {
    std::optional<json::Value> command, parameters, start, end;
};

void check_types(const ActionMembers& members) {
    if (!members.command) throw_validation_error("action.command", "is missing");
    require_string(*members.command, "action.command");
    if (was_sent(members.parameters) && !members.parameters->is_object()) {
        throw_validation_error("action.parameters", "must be an object");
    }
    if (was_sent(members.start)) require_string(*members.start, "action.start");
    if (was_sent(members.end)) require_string(*members.end, "action.end");
}

std::optional<std::string_view> text_of(const std::optional<json::Value>& member) {
    if (!was_sent(member)) return std::nullopt;
    return member->text();
}

ActionMembers read_action(json::Value action) {
    if (!action.is_object()) throw_validation_error("action", "must be an object");
    ActionMembers members;
    for (const auto& [key, value] : action.members()) {
        if (key == "command") members.command = value;
        else if (key == "parameters") members.parameters = value;
        else if (key == "start") members.start = value;
        else if (key == "end") members.end = value;
        else throw_validation_error("action." + std::string(key), "is not known here");
    }
    check_types(members);
    return members;
}

void check_strategy(json::Value value) {
    const auto strategy = require_string(value, "onConflict");
    if (strategy != "cancel_and_replace" && strategy != "queue_after") {
        throw_validation_error("onConflict", "must be cancel_and_replace");
    }
}

void refuse_queueing(std::string_view strategy) {
    if (strategy != "queue_after") return;
    throw ApiError(422, "STRATEGY_NOT_SUPPORTED", "this device does not queue commands", [](json::Writer& details) {
        details.key("strategies").begin_array().string("cancel_and_replace").end_array();
    });
}

void write_optional_time(json::Writer& out, std::string_view name, const std::optional<UtcTime>& time) {
    out.key(name);
    if (time) out.string(to_text(*time));
    else out.null();
}

void write_optional_text(json::Writer& out, std::string_view name, const std::optional<std::string>& text) {
    out.key(name);
    if (text) out.string(*text);
    else out.null();
}

void write_links(json::Writer& out, const Action& action) {
    out.key("links").begin_object().member("self", "/actions/" + action.id).end_object();
}

void write_identity(json::Writer& out, const Action& action) {
    out.member("id", action.id).member("deviceId", action.device_id).member("deviceType", "ev_charger");
    out.member("command", to_text(action.command)).key("parameters").null();
    out.member("state", to_text(action.state));
}

std::string_view shape_of(const TimeWindow& window) {
    if (!window.start) return "immediate";
    return window.end ? "windowed" : "scheduled";
}

}  // namespace

void check_execution(Command command, const TimeWindow& window) {
    if (command == Command::charge || !window.end) return;
    throw ApiError(
        422, "EXECUTION_NOT_SUPPORTED", std::string(to_text(command)) + " has no window; leave end out",
        [shape = shape_of(window)](json::Writer& details) {
            details.member("requestedExecution", shape);
            details.key("supportedExecution").begin_array().string("immediate").string("scheduled").end_array();
        });
}

PushRequest parse_push_request(json::Value body, const std::string& zone, UtcTime now, Environment environment) {
    if (!body.is_object()) throw_invalid_request("the body must be a JSON object with an action");
    PushRequest request;
    std::optional<json::Value> action, strategy;
    for (const auto& [key, value] : body.members()) {
        if (key == "action") action = value;
        else if (key == "onConflict") strategy = value;
        else if (key == "sandbox" && !value.is_object()) throw_validation_error("sandbox", "must be an object");
        else if (key == "sandbox" && environment == Environment::sandbox)
            request.sandbox = parse_sandbox_controls(value);
        else if (key == "sandbox") continue;
        else throw_validation_error(std::string(key), "is not known here");
    }
    if (!action) throw_validation_error("action", "is missing");
    if (strategy) check_strategy(*strategy);
    const ActionMembers members = read_action(*action);
    request.command = parse_command(*members.command);
    if (members.parameters) refuse_parameters(*members.parameters);
    if (strategy) refuse_queueing(strategy->text());
    request.cancel_and_replace = strategy.has_value();
    request.window = parse_time_window(text_of(members.start), text_of(members.end), zone, now);
    check_execution(request.command, request.window);
    return request;
}

void throw_conflict(const std::string& conflicting_action_id) {
    throw ApiError(409, "CONFLICT", "another command is in flight on this device",
                   [id = conflicting_action_id](json::Writer& details) {
                       details.member("reason", "no_strategy_supplied");
                       details.key("conflictingActionIds").begin_array().string(id).end_array();
                       details.key("strategies").begin_array().string("cancel_and_replace").end_array();
                   });
}

void throw_not_cancellable(const Action& action) {
    throw ApiError(409, "ACTION_NOT_CANCELLABLE",
                   "the action is " + std::string(to_text(action.state)) + "; only a scheduled one can be cancelled",
                   [state = action.state](json::Writer& details) { details.member("reason", to_text(state)); });
}

void write_result(json::Writer& out, const std::optional<ActionResult>& result) {
    out.key("result");
    if (!result) {
        out.null();
        return;
    }
    out.begin_object().member("success", result->success).member("message", result->message);
    if (result->evidence) out.member("evidence", to_text(*result->evidence));
    out.end_object();
}

void write_push_result(json::Writer& out, const Action& action) {
    out.begin_object();
    write_identity(out, action);
    out.member("createdAt", to_text(action.created_at));
    write_optional_time(out, "start", action.start);
    if (action.end) out.member("end", to_text(*action.end));
    write_links(out, action);
    out.end_object();
}

void write_action(json::Writer& out, const Action& action) {
    out.begin_object();
    write_identity(out, action);
    write_result(out, action.result);
    write_optional_text(out, "errorCode", action.error_code);
    write_optional_text(out, "errorMessage", action.error_message);
    out.member("createdAt", to_text(action.created_at)).member("updatedAt", to_text(action.updated_at));
    write_optional_time(out, "acknowledgedAt", action.acknowledged_at);
    write_optional_time(out, "completedAt", action.completed_at);
    write_optional_time(out, "start", action.start);
    write_optional_time(out, "end", action.end);
    if (action.schedule_id) out.member("scheduleId", *action.schedule_id);
    write_links(out, action);
    out.end_object();
}

void write_action_summary(json::Writer& out, const Action& action) {
    out.begin_object();
    out.member("id", action.id).member("command", to_text(action.command)).member("state", to_text(action.state));
    out.member("createdAt", to_text(action.created_at)).member("updatedAt", to_text(action.updated_at));
    write_optional_text(out, "errorCode", action.error_code);
    write_optional_text(out, "errorMessage", action.error_message);
    write_links(out, action);
    out.end_object();
}

}  // namespace canonical
