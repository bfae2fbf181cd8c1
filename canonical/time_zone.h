#pragma once

#include <string>
#include <string_view>

#include "canonical/time.h"
#include "canonical/wall_time.h"

/// IANA time zones, as the system's tzdata tells them. The one door to the date library.
/// Any thread may call; what was not read beforehand is read from disk by whoever asks first.
namespace canonical {

/// Reads all zones from disk, a quarter of a second and 2 MB, so that no later call of this thread does.
void load_time_zones();

/// True for a name of the IANA list such as "Europe/Berlin"; names are exact, letter case included. "UTC" is one
/// always, tzdata or not.
bool is_time_zone(std::string_view name);

/// The instant at which the clock shows `time`. A time that the clock skips moves forward by what is skipped; of a
/// time that it shows twice the first is meant. Throws std::invalid_argument when there is no such zone.
UtcTime to_utc(WallTime time, const std::string& zone);
/// What the clock shows at that instant, fractions of a second cut off. Throws std::invalid_argument when there is no
/// such zone.
WallTime to_wall(UtcTime time, const std::string& zone);

}  // namespace canonical
