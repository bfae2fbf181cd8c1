#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <vector>

#include "gateway/net/descriptor_shares.h"

using gateway::DescriptorShares;
using Door = gateway::DescriptorShares::Door;

namespace {

/// The process may have 1,064 descriptors for the life of the object.
class AllowedDescriptors {
  public:
    AllowedDescriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit few = before_;
        few.rlim_cur = 1064;
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~AllowedDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

  private:
    rlimit before_{};
};

std::size_t take_all(const DescriptorShares& shares, Door door, std::vector<DescriptorShares::Token>& taken) {
    std::size_t count = 0;
    for (; shares.has_room(door); ++count) taken.push_back(shares.take(door));
    return count;
}

}  // namespace

TEST_CASE("a flood at one door leaves the share of the other") {
    const AllowedDescriptors allowed;
    const DescriptorShares shares(64, 2000);
    std::vector<DescriptorShares::Token> clients, chargers;
    CHECK(take_all(shares, Door::clients, clients) == 500);
    CHECK_FALSE(shares.is_crowded(Door::chargers));
    CHECK(take_all(shares, Door::chargers, chargers) == 500);
    CHECK(shares.is_crowded(Door::chargers));
    clients.clear();
    CHECK(take_all(shares, Door::chargers, chargers) == 250);
    CHECK(take_all(shares, Door::clients, clients) == 250);
}

TEST_CASE("what clients never take is the chargers'") {
    const AllowedDescriptors allowed;
    const DescriptorShares shares(64, 10);
    std::vector<DescriptorShares::Token> chargers;
    CHECK(take_all(shares, Door::chargers, chargers) == 990);
}
