#pragma once

#include "gateway/site/schedules.h"
#include "tests/gateway/charge_point/bench.h"

namespace gateway {

using Lines = std::vector<std::string>;

/// The engine on a manual clock, and what schedules left behind in its storage.
class ScheduleBench : public Bench {
  public:
    using Bench::Bench;

    /// The id, or "" when it could not be stored. The zone is the body's or UTC.
    std::string put_schedule(const std::string& body, int connector = 1);
    /// One slot a day of that command.
    std::string put_daily(const std::string& time, const std::string& command, const std::string& duration = {},
                          int connector = 1);
    /// False: it could not be stored.
    bool cancel_schedule(int connector = 1);
    const canonical::Schedule* schedule(int connector = 1);
    /// As stored: "active next 2026-01-02T07:00, handled 2026-01-01T07:00".
    std::string stored(const std::string& id) const;

    /// "2026-01-01T07:00 idle failed DEVICE_OFFLINE" of each action that a slot made, by its start.
    Lines slot_actions() const;
    /// "2026-01-01T07:00 skipped missed" and "… failed CODE", and without a time the events of the schedule as a whole.
    Lines schedule_events() const;

    /// Goes on to that time ("2026-01-01T07:00", UTC).
    void advance_to(const std::string& time);
    /// The gateway is down until then; the charger is away afterwards.
    void be_down_until(const std::string& time);
};

std::string minutes_of(canonical::UtcTime time);
canonical::UtcTime instant(const std::string& minutes);

}  // namespace gateway
