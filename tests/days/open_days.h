#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace days {

/// A random day that is not right yet, and why. It is played and told; it does not fail the run, and fails it once it
/// is right, so that it is taken off the list.
struct OpenDay {
    std::uint64_t seed;
    const char* why;
};

constexpr std::array<OpenDay, 18> kOpenDays{{
    {638,
     "a wrong unit is found in sums of energy only: a power out of such a register is put aside, and nothing else "
     "tells"},
    {702, "a stop with a strange id fits two sessions, one of them told Available right after: it stays open"},
    {940, "a limit that was lost at the start of a session is told again 10 s later than the Reaction row allows"},
    {1664, "currents at rest beside a coarse register: power over the ceiling is taken for the step of a count"},
    {2605,
     "a wrong unit is found in sums of energy only: a power out of such a register is put aside, and nothing else "
     "tells"},
    {2617, "a meter that froze in a unit of its own: the search for a lever asks 67 times in an hour"},
    {2639, "a session after a boot, shorter than what shows a wrong unit, beside a start of 0"},
    {2860, "a coarse register alone, beside a power without unit that is put aside: no excess is proven in time"},
    {3168, "every lever is refused within a session that was told Available: 101 s instead of 100 until it is stopped"},
    {3243, "all sources are wrong, power 0 and tenths of amperes: the currents raise an alarm"},
    {5597, "refusals above a rating beside spikes: the search for a lever asks 85 times in an hour"},
    {6242, "clock steps beside a search for a lever: 115 calls in an hour"},
    {6348, "a stop that waits at the charger: charge is completed on a session that has ended"},
    {6410, "all sources are wrong, power 0 and tenths of amperes: the excess is not seen"},
    {7400, "an answer after 90 s, and then another lever, is more than the Reaction row allows"},
    {7917, "one meter for two sockets, late answers, flow after a stop: an alarm on the other socket"},
    {8535, "a first lever that takes 120 s is given up before, and its effect is missed on the next: zero is ignored"},
    {9139, "a meter that froze with Wh labelled kWh: its steps look like kilowatt-hours, so it does not look frozen"},
}};

inline const OpenDay* open_day(std::uint64_t seed) {
    const auto at =
        std::find_if(kOpenDays.begin(), kOpenDays.end(), [seed](const OpenDay& day) { return day.seed == seed; });
    return at == kOpenDays.end() ? nullptr : &*at;
}

}  // namespace days
