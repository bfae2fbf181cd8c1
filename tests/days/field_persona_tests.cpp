#include <catch2/catch.hpp>
#include <iostream>

#include "evening.h"

/// The charge points of other makers that the field cases list (P1 to P9), as behaviours of the simulated one: energy
/// is exact in each.
namespace days {

namespace {

struct FieldPersona {
    const char* name;
    std::initializer_list<std::string> behaviours;
    void (*tweak)(WorldOptions&) = [](WorldOptions&) {};
    Evening::Meanwhile in_session = nullptr;
};

void cut_power(World& world) {
    world.reboot_charger();
    world.run_for(minutes(5));
    world.kill_gateway(seconds(20));
}

void lose_link(World& world) { world.drop_link(minutes(2)); }

}  // namespace

TEST_CASE("the makers' charge points P1 to P9 keep their energy", "[field-personas]") {
    const FieldPersona personas[] = {
        {"P1 W only, register restarts",
         {"only_watts", "register_restarts_on_reboot", "session_survives_reboot"},
         [](WorldOptions&) {},
         cut_power},
        {"P1 meterStart 0", {"only_watts", "meter_start_zero"}},
        {"P2 Available until started",
         {"never_preparing"},
         [](WorldOptions& options) { options.charger.meter_start_wh = 0; },
         lose_link},
        {"P3 the same, energy only",
         {"never_preparing", "meters_energy_only"},
         [](WorldOptions& options) { options.charger.meter_start_wh = 0; }},
        {"P4 per phase, whole amperes", {"meters_per_phase_only", "error_on_fractions", "never_preparing"}},
        {"P5 boots at each reconnect", {"boots_on_reconnect"}, [](WorldOptions&) {}, lose_link},
        {"P5 energy only", {"boots_on_reconnect", "meters_energy_only"}, [](WorldOptions&) {}, lose_link},
        {"P6 slow to come back", {}, [](WorldOptions& options) { options.reconnects_after = seconds(60); }, lose_link},
        {"P7 accepts all, ignores all", {"ignores_profiles"}},
        {"P8 refuses all, tells no import", {"rejects_profiles", "silent_meter"}},
        {"P9 two connectors, sibling",
         {"never_preparing"},
         [](WorldOptions& options) {
             options.charger.connectors = 2;
             options.siblings = 2;
         }},
    };
    std::cout << "persona                          RemoteStops profiles  wrong\n";
    for (const FieldPersona& persona : personas) {
        Evening evening;
        evening.with(persona.behaviours).with(persona.tweak);
        if (persona.in_session) evening.in_session(persona.in_session);
        const std::string wrong = evening.wrong();
        std::printf("%-32s %11d %8d  %s\n", persona.name, static_cast<int>(evening.remote_stops),
                    static_cast<int>(evening.profiles_sent),
                    wrong.empty() ? "-" : wrong.substr(0, wrong.find('\n')).c_str());
        INFO(persona.name);
        CHECK(wrong.find("energy:") == std::string::npos);
    }
}

}  // namespace days
