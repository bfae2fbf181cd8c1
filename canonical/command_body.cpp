#include "canonical/command_body.h"

#include <string>
#include <vector>

#include "canonical/errors.h"

namespace canonical {

bool was_sent(const std::optional<json::Value>& member) { return member && !member->is_null(); }

Command parse_command(json::Value value) {
    const auto text = value.text();
    if (const auto command = command_from(text)) return *command;
    throw ApiError(422, "UNSUPPORTED_MODE", std::string(text) + " is not a command of this device",
                   [name = std::string(text)](json::Writer& details) {
                       details.key("unsupportedModes").begin_array().string(name).end_array();
                       details.key("deviceCapabilities").begin_object().key("supportedModes").begin_array();
                       for (const Command command : {Command::charge, Command::idle}) details.string(to_text(command));
                       details.end_array().end_object();
                   });
}

void refuse_parameters(json::Value parameters) {
    if (parameters.size() == 0) return;
    std::vector<std::string> names;
    for (const auto& [key, value] : parameters.members()) names.emplace_back(key);
    throw ApiError(422, "UNSUPPORTED_PARAMETER", "the commands of this device take no parameters",
                   [names](json::Writer& details) {
                       details.key("unsupportedParameters").begin_array();
                       for (const auto& name : names) details.string(name);
                       details.end_array();
                       details.key("deviceCapabilities").begin_object();
                       details.key("supportedParameters").begin_array().end_array().end_object();
                   });
}

}  // namespace canonical
