#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "canonical/schedule_event.h"
#include "gateway/clock_steps.h"
#include "gateway/site/site.h"

namespace gateway {

/// The plans of the devices: keeps the one in force of each, and pushes its slots when they are due, as a client would
/// at that moment. That a slot was dealt with is stored in one batch with what came of it, so that a slot has exactly
/// one outcome whenever the gateway dies. What a client pushed outranks a slot; a slot's own action gives way to the
/// next slot. Owned by the Site; io thread.
class Schedules {
  public:
    /// Slots missed longer ago are passed over in silence: the events that would tell of them are not kept longer.
    static constexpr std::chrono::hours kMissedTold{7 * 24};
    static constexpr std::chrono::seconds kStoreAgainAfter{5};
    /// A plan whose zone the system has lost is looked at again.
    static constexpr std::chrono::hours kReadAgainAfter{1};

    /// Set back by more than this, the wall clock was wrong before: plans go on from what it says now.
    static constexpr std::chrono::hours kClockSetBack{24};

    Schedules(Site& site, Time& time, storage::Storage& storage, const ControlTimings& timings);
    void restore(const storage::Snapshot& snapshot);

    /// The plan in force, as it is on disk; null without one.
    const canonical::Schedule* of(const std::string& device_id) const;

    /// Empty: it could not be made durable, and all is as before.
    using Done = std::function<void(std::optional<canonical::Schedule>)>;
    /// Replaces the plan in force, which keeps its id.
    void put(const DeviceRef& device, canonical::Plan plan, Done done);
    /// What a slot has begun goes on. False: there is no plan in force, and nobody is told.
    bool cancel(const std::string& device_id, Done done);

    /// That it is over, for the batch that removes the device; `forget` once that is durable.
    void append_removal(storage::Batch& batch, const std::string& device_id) const;
    void forget(const std::string& device_id) { entries_.erase(device_id); }

    struct Counters {
        std::uint64_t fired = 0, missed = 0, clock_set = 0, conflicts = 0, superseded = 0, refused = 0;
    };
    const Counters& counters() const { return counters_; }

  private:
    /// Batches become durable in their order, so each write is made from the latest before it, durable or not.
    struct Entry {
        std::optional<canonical::Schedule> durable, latest;
        int being_stored = 0;
        std::optional<SteadyTime> not_before;  ///< after a failure
    };
    struct Skipped {
        canonical::DueSlot slot;
        canonical::SkipReason reason;
    };
    struct Due {
        std::vector<Skipped> skipped;
        std::optional<canonical::DueSlot> runs;
        UtcTime until{};  ///< up to here all is dealt with then
    };

    void end_unreadable(storage::ScheduleRecord record);
    canonical::EventContext context(const canonical::Schedule& schedule) const;
    void append_skipped(storage::Batch& batch, const canonical::Schedule& schedule,
                        const std::vector<Skipped>& skipped);
    const canonical::Schedule* in_force(const Entry& entry) const;
    // schedules.cpp
    void store(const canonical::Schedule& next, storage::Batch batch, Done done);
    void begin_store(const canonical::Schedule& next);
    void end_store(const canonical::Schedule& next, bool durable);
    // schedule_firing.cpp
    void look();
    void set_timer();
    bool is_due(const Entry& entry) const;
    bool is_ahead_of_clock(const canonical::Schedule& schedule) const;
    void begin_anew(const canonical::Schedule& schedule);
    void fire(Entry& entry);
    bool is_missed(const canonical::DueSlot& due) const;
    Skipped missed(const canonical::DueSlot& due) const;
    Due next_due(const canonical::Schedule& schedule) const;
    bool conflicts(const DeviceRef& device) const;
    void run(const DeviceRef& device, const canonical::Schedule& next, const Due& due);

    Site& site_;
    Time& time_;
    storage::Storage& storage_;
    const ControlTimings& timings_;
    std::map<std::string, Entry> entries_;  ///< by device
    Counters counters_;
    ClockSteps clock_steps_;
    std::unique_ptr<Time::Timer> timer_;
};

}  // namespace gateway
