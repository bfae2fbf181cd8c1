#include "gateway/net/descriptor_shares.h"

#include <sys/resource.h>

#include <algorithm>

namespace gateway {

namespace {

std::size_t limit_now() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t above(std::size_t amount, std::size_t taken) { return amount > taken ? amount - taken : 0; }

}  // namespace

DescriptorShares::DescriptorShares(std::size_t kept, std::size_t most_clients)
    : kept_(kept), most_clients_(most_clients) {}

/// A quarter for clients as far as they ever take that many, half for chargers: they are what the gateway is for.
std::size_t DescriptorShares::own_share(Door door) const {
    const std::size_t doors = above(limit_now(), kept_);
    return door == Door::clients ? std::min(doors / 4, most_clients_) : doors / 2;
}

std::size_t DescriptorShares::left_for(Door door) const {
    const Door other = door == Door::clients ? Door::chargers : Door::clients;
    const std::size_t others = std::max(open(other), own_share(other));
    return above(above(limit_now(), kept_), others + open(door));
}

DescriptorShares::Token DescriptorShares::take(Door door) const {
    std::size_t& count = counts_->open.at(static_cast<std::size_t>(door));
    ++count;
    return Token(&count, [counts = counts_](void* taken) { --*static_cast<std::size_t*>(taken); });
}

std::size_t DescriptorShares::raise_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return limit_now();
}

}  // namespace gateway
