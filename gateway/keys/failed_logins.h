#pragma once

#include <string>
#include <unordered_map>

#include "gateway/keys/allowance.h"

namespace gateway {

/// How often an address may come without a good key. It says nothing about good keys: behind a proxy all clients share
/// an address. Io thread; owned by ApiKeys.
class FailedLogins {
  public:
    static constexpr std::size_t kAddresses =
        1024;  ///< watched at a time; the one that is nearest to its full allowance goes

    explicit FailedLogins(RateLimit limit) : limit_(limit) {}

    /// Charges one failure; throws ApiError 429 when it was beyond the allowance.
    void charge(const std::string& address, SteadyTime now);
    std::uint64_t refused() const { return refused_; }
    std::size_t watched() const { return by_address_.size(); }

  private:
    void make_room();

    RateLimit limit_;
    std::unordered_map<std::string, Allowance> by_address_;
    std::uint64_t refused_ = 0;
};

}  // namespace gateway
