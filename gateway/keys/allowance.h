#pragma once

#include <string>

#include "canonical/errors.h"
#include "gateway/clock.h"
#include "gateway/net/token_bucket.h"

namespace gateway {

struct RateLimit {
    double per_second = 50;
    double burst = 100;
};

/// ApiError 429 RATE_LIMIT_EXCEEDED with Retry-After in whole seconds, at least one.
canonical::ApiError over_allowance(const std::string& words, SteadyTime ready_at, SteadyTime now);

/// What one key (or one address) may do in a time. What is refused is not charged: who asks too often is held to the
/// rate, not locked out.
class Allowance {
  public:
    explicit Allowance(RateLimit limit) : bucket_(limit.per_second, limit.burst, SteadyTime{}) {}

    bool is_used_up(SteadyTime now) const { return bucket_.ready_at() > now; }
    bool take(SteadyTime now) { return !is_used_up(now) && bucket_.take(now); }
    SteadyTime ready_at() const { return bucket_.ready_at(); }

  private:
    TokenBucket bucket_;
};

}  // namespace gateway
