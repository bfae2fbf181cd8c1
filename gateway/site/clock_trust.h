#pragma once

#include <optional>
#include <string>

#include "gateway/clock.h"

namespace gateway {

/// Whether the wall clock can be believed where something is judged by its age. It cannot before the day of the build,
/// nor for a day after it moved by more than an hour against the time since the boot of the machine, or by more than a
/// week while no process looked; the kernel's word that it is set by a time server settles that. Pure; owned by the
/// Site's Retention, io thread.
class ClockTrust {
  public:
    /// `last_seen`: what it showed when an earlier process last looked.
    ClockTrust(UtcTime built_at, std::optional<UtcTime> last_seen) : built_at_(built_at), last_seen_(last_seen) {}

    void look(UtcTime utc, SteadyTime now, bool is_synchronised);
    /// Empty: it can be believed.
    const std::string& why_not() const { return why_not_; }

  private:
    std::string judged(UtcTime utc, SteadyTime now, bool is_synchronised);

    UtcTime built_at_;
    std::optional<UtcTime> last_seen_;
    std::optional<SteadyTime> last_look_, moved_at_;
    std::string why_not_;
};

}  // namespace gateway
