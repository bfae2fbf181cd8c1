#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "personas.h"
#include "world.h"

namespace days {

enum class Deed {
    plug,
    unplug,
    swipe,
    ceiling,  ///< value: kW
    charge,
    idle,
    phases,  ///< value: the vehicle uses that many from now on
    reboot,
    drop,                    ///< span: the network is away
    stall,                   ///< span: nothing arrives
    lose_charger_answers,    ///< value: how many
    lose_gateway_answers,    ///< value: how many
    kill,                    ///< span: the gateway is down
    kill_at_write,           ///< span: the gateway is down
    set_clock,               ///< value: seconds that the charger's clock is set back
    cut_power_at_key_write,  ///< span: so long after the next ChangeConfiguration
};

struct Happening {
    Span at{0};  ///< since the beginning of the day
    Deed deed = Deed::plug;
    int connector = 1;
    double value = 0;
    Span span{0};
};

/// All that is not the gateway's doing on one random day. Made of its seed alone.
struct DayPlan {
    static constexpr std::chrono::hours kLength{24};
    /// The last part of the day: nothing goes wrong and nobody wants anything.
    static constexpr minutes kCalm{20};

    std::uint64_t seed = 0;
    const Persona* persona = nullptr;
    WorldOptions world;
    std::vector<Happening> happenings;  ///< in the order of time
    std::vector<std::string> odd;       ///< names of what the field does and a kind charger does not

    std::string to_text() const;
};

DayPlan plan_day(std::uint64_t seed);

}  // namespace days
