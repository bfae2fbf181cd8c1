#include "simulators/behaviour.h"

#include <utility>

namespace simulators {

namespace {

constexpr std::pair<std::string_view, bool Behaviour::*> kSwitches[] = {
    {"forgets_profiles_on_reboot", &Behaviour::forgets_profiles_on_reboot},
    {"forgets_profiles_on_disconnect", &Behaviour::forgets_profiles_on_disconnect},
    {"tx_default_has_no_live_effect", &Behaviour::tx_default_has_no_live_effect},
    {"zero_ends_transaction", &Behaviour::zero_ends_transaction},
    {"ignores_remote_start", &Behaviour::ignores_remote_start},
    {"ignores_remote_stop", &Behaviour::ignores_remote_stop},
    {"ignores_profiles", &Behaviour::ignores_profiles},
    {"rejects_profiles", &Behaviour::rejects_profiles},
    {"rejects_tx_default_while_available", &Behaviour::rejects_tx_default_while_available},
    {"rejects_stack_level_above_zero", &Behaviour::rejects_stack_level_above_zero},
    {"rejects_absolute_profiles", &Behaviour::rejects_absolute_profiles},
    {"rejects_relative_profiles", &Behaviour::rejects_relative_profiles},
    {"rejects_remote_start_in_finishing", &Behaviour::rejects_remote_start_in_finishing},
    {"boots_on_reconnect", &Behaviour::boots_on_reconnect},
    {"only_amperes", &Behaviour::only_amperes},
    {"only_watts", &Behaviour::only_watts},
};

}  // namespace

bool switch_on(Behaviour& behaviour, std::string_view name) {
    for (const auto& [known, member] : kSwitches) {
        if (known != name) continue;
        behaviour.*member = true;
        return true;
    }
    return false;
}

std::vector<std::string> behaviour_names() {
    std::vector<std::string> names;
    for (const auto& [name, member] : kSwitches) names.emplace_back(name);
    return names;
}

}  // namespace simulators
