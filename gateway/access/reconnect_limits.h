#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "gateway/clock.h"
#include "gateway/net/token_bucket.h"

namespace gateway {

/// How often a charger may connect: a burst of an hour's worth, then one at a time
/// as the allowance comes back, so that a charger with a poor network is back within minutes. Pure; owned by the Site.
class ReconnectLimits {
  public:
    /// 0: no limit.
    explicit ReconnectLimits(double per_hour) : per_hour_(per_hour) {}

    /// False: it has to wait; that attempt costs nothing.
    bool may_connect(const std::string& identity, SteadyTime now) {
        TokenBucket& bucket = buckets_.try_emplace(identity, per_hour_ / kSecondsPerHour, per_hour_, now).first->second;
        if (bucket.ready_at() > now) {
            ++refused_;
            return false;
        }
        bucket.take(now);
        return true;
    }
    void forget(const std::string& identity) { buckets_.erase(identity); }
    std::uint64_t refused() const { return refused_; }

  private:
    double per_hour_;
    std::uint64_t refused_ = 0;
    std::map<std::string, TokenBucket> buckets_;  ///< bounded by the chargers that are registered
};

}  // namespace gateway
