#include "canonical/action.h"

#include <array>
#include <cassert>
#include <utility>

namespace canonical {

namespace {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<Environment, 2> kEnvironments{{{Environment::live, "live"}, {Environment::sandbox, "sandbox"}}};
constexpr Names<Command, 2> kCommands{{{Command::charge, "charge"}, {Command::idle, "idle"}}};
constexpr Names<ActionState, 5> kActionStates{{{ActionState::scheduled, "scheduled"},
                                               {ActionState::acknowledged, "acknowledged"},
                                               {ActionState::completed, "completed"},
                                               {ActionState::failed, "failed"},
                                               {ActionState::cancelled, "cancelled"}}};
constexpr Names<Evidence, 4> kEvidence{{{Evidence::status, "status"},
                                        {Evidence::meter, "meter"},
                                        {Evidence::transaction, "transaction"},
                                        {Evidence::acknowledged, "acknowledged"}}};
constexpr Names<Intent, 3> kIntents{{{Intent::none, "none"}, {Intent::run, "run"}, {Intent::pause, "pause"}}};

template <class Enum, std::size_t N>
std::string_view name_of(const Names<Enum, N>& names, Enum value) {
    for (const auto& [candidate, name] : names) {
        if (candidate == value) return name;
    }
    return {};
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const Names<Enum, N>& names, std::string_view text) {
    for (const auto& [value, name] : names) {
        if (name == text) return value;
    }
    return std::nullopt;
}

void end(Action& action, ActionState state, ActionResult result, UtcTime now) {
    assert(!is_terminal(action.state));
    action.state = state;
    action.result = std::move(result);
    action.updated_at = now;
    action.completed_at = now;
}

}  // namespace

std::string_view to_text(Environment environment) { return name_of(kEnvironments, environment); }
std::string_view to_text(Command command) { return name_of(kCommands, command); }
std::string_view to_text(ActionState state) { return name_of(kActionStates, state); }
std::string_view to_text(Evidence evidence) { return name_of(kEvidence, evidence); }
std::string_view to_text(Intent intent) { return name_of(kIntents, intent); }
std::optional<Environment> environment_from(std::string_view text) { return value_of(kEnvironments, text); }
std::optional<Command> command_from(std::string_view text) { return value_of(kCommands, text); }
std::optional<ActionState> action_state_from(std::string_view text) { return value_of(kActionStates, text); }
std::optional<Evidence> evidence_from(std::string_view text) { return value_of(kEvidence, text); }
std::optional<Intent> intent_from(std::string_view text) { return value_of(kIntents, text); }

bool is_terminal(ActionState state) {
    return state == ActionState::completed || state == ActionState::failed || state == ActionState::cancelled;
}

void complete(Action& action, Evidence evidence, std::string message, UtcTime now) {
    end(action, ActionState::completed, {true, std::move(message), evidence}, now);
}

void fail(Action& action, std::string error_code, std::string error_message, UtcTime now) {
    end(action, ActionState::failed, {false, error_message, std::nullopt}, now);
    action.error_code = std::move(error_code);
    action.error_message = std::move(error_message);
}

void cancel(Action& action, std::string message, UtcTime now) {
    end(action, ActionState::cancelled, {false, std::move(message), std::nullopt}, now);
}

}  // namespace canonical
