#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "gateway/clock.h"
#include "gateway/net/token_bucket.h"

namespace gateway {

/// How often a charger may connect: a burst of an hour's worth, then one at a time as the allowance comes back, so that
/// a charger with a poor network is back within minutes. Who shows the charger's key, or comes from its usual address,
/// has the charger's own allowance, from wherever it comes; each other address that the identity is used from has
/// another, so that nobody uses up the charger's by its name. Pure; owned by the Site.
class ReconnectLimits {
  public:
    /// Of one identity, beside the usual one; those beyond share one allowance. One that nothing is missing from makes
    /// room.
    static constexpr std::size_t kAddresses = 8;

    /// 0: no limit.
    explicit ReconnectLimits(double per_hour) : per_hour_(per_hour) {}

    /// False: it has to wait; that attempt costs nothing.
    bool may_connect(const std::string& identity, const std::string& address, SteadyTime now,
                     bool is_the_charger = false) {
        Buckets& buckets = by_identity_[identity];
        const std::string name = is_the_charger ? kOfCharger : name_in(buckets, address, now);
        TokenBucket& bucket = buckets.try_emplace(name, per_hour_ / kSecondsPerHour, per_hour_, now).first->second;
        if (bucket.ready_at() > now) {
            ++refused_;
            return false;
        }
        bucket.take(now);
        return true;
    }
    /// How often it may still connect at once, from the address that has used most of it; empty: as often as it likes.
    std::optional<int> left(const std::string& identity, SteadyTime now) const {
        if (per_hour_ <= 0) return std::nullopt;
        double least = per_hour_;
        const auto found = by_identity_.find(identity);
        if (found == by_identity_.end()) return static_cast<int>(least);
        for (const auto& [address, bucket] : found->second) least = std::min(least, bucket.left(now));
        return static_cast<int>(least);
    }
    /// Less than a fifth is left, after a connection: the operator is told before anybody is refused.
    bool runs_short(const std::string& identity, SteadyTime now) {
        constexpr double kFewAreLeft = 0.2;
        const auto left_now = left(identity, now);
        const bool is_short = left_now && *left_now < kFewAreLeft * per_hour_;
        if (is_short) ++running_short_;
        return is_short;
    }
    std::uint64_t running_short() const { return running_short_; }
    void forget(const std::string& identity) { by_identity_.erase(identity); }
    std::uint64_t refused() const { return refused_; }

  private:
    using Buckets = std::map<std::string, TokenBucket>;  ///< by address, and the two below
    static constexpr const char* kOfCharger = "charger";
    static constexpr const char* kOfOthers = "others";

    std::string name_in(Buckets& buckets, const std::string& address, SteadyTime now) const {
        const std::size_t most = kAddresses + buckets.count(kOfCharger) + buckets.count(kOfOthers);
        if (buckets.count(address) > 0 || buckets.size() < most) return address;
        const auto full = std::find_if(buckets.begin(), buckets.end(), [&](const auto& each) {
            const bool is_address = each.first != kOfCharger && each.first != kOfOthers;
            return is_address && each.second.left(now) >= per_hour_;
        });
        if (full == buckets.end()) return kOfOthers;
        buckets.erase(full);
        return address;
    }

    double per_hour_;
    std::uint64_t refused_ = 0, running_short_ = 0;
    std::map<std::string, Buckets> by_identity_;  ///< bounded by the chargers that are registered
};

}  // namespace gateway
