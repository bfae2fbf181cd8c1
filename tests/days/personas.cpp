#include "personas.h"

namespace days {

namespace {

Persona one_switch(const std::string& name, const std::string& note, bool simulators::Behaviour::*member) {
    Persona persona;
    persona.name = name;
    persona.note = note;
    persona.charger.model = name;
    auto& behaviour = persona.charger.behaviour;
    if (member) behaviour.*member = true;
    persona.leaves_no_lever = behaviour.ignores_profiles || behaviour.rejects_profiles;
    persona.must_be_replugged = behaviour.rejects_remote_start_in_finishing;
    return persona;
}

std::vector<Persona> all() {
    using simulators::Behaviour;
    std::vector<Persona> list{
        one_switch("plain", "as the specification says", nullptr),
        one_switch("amperes", "only amperes", &Behaviour::only_amperes),
        one_switch("watts", "only watts", &Behaviour::only_watts),
        one_switch("forgetful-reboot", "forgets profiles on reboot", &Behaviour::forgets_profiles_on_reboot),
        one_switch("forgetful-link", "forgets profiles on disconnect", &Behaviour::forgets_profiles_on_disconnect),
        one_switch("no-live-default", "TxDefault has no live effect", &Behaviour::tx_default_has_no_live_effect),
        one_switch("zero-ends", "zero ends the transaction", &Behaviour::zero_ends_transaction),
        one_switch("deaf-start", "RemoteStart without effect", &Behaviour::ignores_remote_start),
        one_switch("deaf-stop", "RemoteStop without effect", &Behaviour::ignores_remote_stop),
        one_switch("deaf-profiles", "profiles accepted without effect", &Behaviour::ignores_profiles),
        one_switch("no-profiles", "profiles refused", &Behaviour::rejects_profiles),
        one_switch("no-default-idle", "TxDefault refused while Available",
                   &Behaviour::rejects_tx_default_while_available),
        one_switch("level-zero", "only stack level 0", &Behaviour::rejects_stack_level_above_zero),
        one_switch("relative", "Absolute refused", &Behaviour::rejects_absolute_profiles),
        one_switch("absolute", "Relative refused", &Behaviour::rejects_relative_profiles),
        one_switch("no-quick-start", "no RemoteStart in Finishing", &Behaviour::rejects_remote_start_in_finishing),
        one_switch("boots", "boots on every connection", &Behaviour::boots_on_reconnect),
    };
    return list;
}

}  // namespace

const std::vector<Persona>& personas() {
    static const std::vector<Persona> list = all();
    return list;
}

}  // namespace days
