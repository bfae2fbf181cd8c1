#pragma once

#include <functional>
#include <map>
#include <string>

#include "gateway/clock.h"
#include "gateway/net/token_bucket.h"
#include "storage/storage.h"

namespace gateway {

/// Security events on their way to the disk: those that chargers report (security white paper, A04) and those that the
/// gateway itself notices. So many per charger and hour; more are counted, not kept. Owned by the Site; io thread.
class SecurityLog {
  public:
    struct Counters {
        std::uint64_t reported = 0, noticed = 0;  ///< handed to storage
        std::uint64_t over_rate = 0;              ///< neither stored nor refused
    };
    static constexpr double kPerHour = 120, kBurst = 60;  ///< of one charger
    static constexpr std::size_t kMostChargers = 20000;   ///< whose rates are kept apart; above: all begin anew

    SecurityLog(storage::Storage& storage, Time& time) : storage_(storage), time_(time) {}

    /// Something that the gateway noticed; also a line in the log.
    void note(const std::string& charge_point_id, const std::string& type, const std::string& text);
    /// What a charger reports; `done(false)`: it could not be stored. Over its rate it counts as stored.
    void store(storage::SecurityEventRecord record, std::function<void(bool)> done);
    const Counters& counters() const { return counters_; }

  private:
    bool is_within_rate(const std::string& source);

    storage::Storage& storage_;
    Time& time_;
    std::map<std::string, TokenBucket> rates_;
    Counters counters_;
};

}  // namespace gateway
