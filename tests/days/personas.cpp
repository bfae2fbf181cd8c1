#include "personas.h"

#include "ocpp/charger_kinds.h"
#include "simulators/persona.h"

namespace days {

namespace {

Persona persona_of(const ocpp::ChargerKind& kind) {
    Persona persona;
    persona.name = kind.name;
    persona.note = kind.note;
    persona.charger = simulators::persona_options(kind);
    const auto& behaviour = persona.charger.behaviour;
    persona.leaves_no_lever =
        behaviour.ignores_profiles || behaviour.rejects_profiles || !behaviour.refusal_words.empty();
    persona.goes_mute = behaviour.mute_after_s > 0;
    persona.must_be_replugged = behaviour.rejects_remote_start_in_finishing;
    return persona;
}

std::vector<Persona> all() {
    std::vector<Persona> list;
    const auto kinds = ocpp::ChargerKinds::built_in();
    for (const auto& kind : kinds.all()) {
        if (simulators::has_persona(kind)) list.push_back(persona_of(kind));
    }
    return list;
}

}  // namespace

const std::vector<Persona>& personas() {
    static const std::vector<Persona> list = all();
    return list;
}

}  // namespace days
