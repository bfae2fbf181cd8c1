#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/clock.h"
#include "gateway/site/clock_trust.h"
#include "storage/storage.h"

namespace gateway {

struct RetentionTerms {
    int meter_values_days = 90;  ///< in full; 0: for ever
    int history_days = 400;      ///< actions, schedules, reservations, security events; 0: for ever
};

/// Drops what is old, once an hour, a step a second, by a clock that can be believed only. Where the disk is short
/// values are thinned sooner. Owned by the process beside the Site; io thread.
class Retention {
  public:
    struct Ports {
        std::function<bool()> clock_is_synchronised;  ///< by the kernel's word
        std::function<bool()> disk_is_short;
    };
    struct Counters {
        std::int64_t runs = 0, skipped_runs = 0, failed_steps = 0;
        std::map<std::string, std::int64_t> dropped;  ///< rows by kind
    };
    Retention(Time& time, storage::Storage& storage, RetentionTerms terms, ClockTrust trust, Ports ports);

    void start();
    /// Why nothing is dropped by age now; empty: it is.
    const std::string& clock_doubt() const { return trust_.why_not(); }
    /// The same after another look at the clock, for those who judge by it now.
    const std::string& clock_doubt_now();
    bool disk_is_short() const { return is_short_; }
    const Counters& counters() const { return counters_; }

  private:
    void look();
    void look_at_clock();
    void begin_run();
    void step();
    void stepped(const storage::Written& written);
    std::optional<UtcTime> before(storage::Kept kept) const;
    void note_clock();

    Time& time_;
    storage::Storage& storage_;
    RetentionTerms terms_;
    ClockTrust trust_;
    Ports ports_;
    Counters counters_;
    std::unique_ptr<Time::Timer> next_look_, next_step_;
    SteadyTime next_run_{};
    std::size_t at_ = 0;       ///< which kind is being dropped
    std::int64_t passed_ = 0;  ///< and how far its rows were looked at in this run
    bool is_short_ = false, is_running_ = false;
    std::shared_ptr<char> alive_ = std::make_shared<char>();
};

/// What Retention keeps in the settings: when the clock was last looked at, in milliseconds since 1970.
constexpr const char* kClockSeen = "clock_seen_ms";
std::optional<UtcTime> clock_seen(const std::map<std::string, std::string>& settings);

}  // namespace gateway
