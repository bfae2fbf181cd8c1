#include "gateway/keys/failed_logins.h"

#include <algorithm>

namespace gateway {

void FailedLogins::charge(const std::string& address, SteadyTime now) {
    if (by_address_.count(address) == 0) make_room();
    Allowance& allowance = by_address_.try_emplace(address, limit_).first->second;
    if (allowance.take(now)) return;
    ++refused_;
    throw over_allowance("too many requests without a good key come from this address", allowance.ready_at(), now);
}

void FailedLogins::make_room() {
    if (by_address_.size() < kAddresses) return;
    by_address_.erase(std::min_element(by_address_.begin(), by_address_.end(), [](const auto& a, const auto& b) {
        return a.second.ready_at() < b.second.ready_at();
    }));
}

}  // namespace gateway
