#pragma once

#include "simulators/behaviour.h"
#include "world.h"

/// What can be known of a charger by what it tells, and how fast it does what it is told: the judges' own reading of a
/// behaviour.
namespace days {

/// No value is wrong, missing or late by more than the sample interval.
bool meters_tell_the_truth(const simulators::Behaviour& behaviour);
/// Nothing but steps of a register tells what flows.
bool tells_energy_only(const simulators::Behaviour& behaviour);
/// Something tells what flows.
bool flow_can_be_seen(const simulators::Behaviour& behaviour);
/// A zero limit stops the current and nothing else, after `pause_takes_s`.
bool follows_zero(const simulators::Behaviour& behaviour);
/// The slowest effect of a limit.
seconds slowest_effect(const simulators::Behaviour& behaviour);
/// How long it takes to see what flows: two steps of the register and a sample at `watts`, where only that tells.
seconds blind_time(const simulators::Behaviour& behaviour, double watts, seconds interval);
/// How long a call waits for its answer at most, and every other call with it.
seconds slowest_answer(const simulators::Behaviour& behaviour);
/// The first lever that is tried works.
bool takes_first_lever(const simulators::Behaviour& behaviour);
/// The gateway has a lever on it, and nobody else has one.
bool is_plain(const simulators::Behaviour& behaviour);

}  // namespace days
