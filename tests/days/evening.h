#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "court.h"

namespace days {

/// An ordinary evening of one charger, with something odd about it: ceiling, session, pause, resume, end. Whatever the
/// judges have to say against it comes back, whether their rule is in use on random days or not.
class Evening {
  public:
    using Tweak = std::function<void(WorldOptions&)>;
    using Meanwhile = std::function<void(World&)>;

    /// Names of simulators::Behaviour, as on a command line.
    Evening& with(std::initializer_list<std::string> behaviours);
    Evening& with(const Tweak& tweak);
    /// Ten minutes into the session, and in the pause.
    Evening& in_session(Meanwhile meanwhile);
    Evening& in_pause(Meanwhile meanwhile);
    Evening& ceiling(double kilowatts);
    Evening& without_pause();

    /// Empty: nothing is wrong. With `trace` (or OCPP_TRACE set) every frame is printed.
    std::string wrong();

    std::uint64_t profiles_sent = 0, remote_stops = 0;
    std::vector<std::string> alarms;  ///< codes that a read showed at any time

  private:
    void play(World& world, Court& court);

    WorldOptions options_;
    Meanwhile in_session_, in_pause_;
    double ceiling_kw_ = 7.2;
    bool pauses_ = true;
    std::string wrong_;
};

}  // namespace days
