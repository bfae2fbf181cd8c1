#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <vector>

#include "gateway/link/link_context.h"
#include "gateway/net/descriptor_shares.h"
#include "tests/gateway/link/site.h"

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
    CHECK(take_all(shares, Door::chargers, chargers) == 500);
    CHECK(shares.left_for(Door::chargers) == 0);
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

TEST_CASE("chargers that are let in shorten nobody's handshake, sockets that say nothing do") {
    const AllowedDescriptors allowed;
    const DescriptorShares shares(64, 2000);
    boost::asio::io_context io;
    gateway::testing::RecordingListener listener;
    gateway::LinkLimits limits;
    limits.unauthenticated_per_address = 1000;
    gateway::LinkContext context(io, {}, limits, listener, &shares);
    std::vector<DescriptorShares::Token> taken;
    const auto silent = [&](int count) {
        for (int i = 0; i < count; ++i) {
            taken.push_back(shares.take(Door::chargers));
            REQUIRE(context.gate.enter({}));
        }
    };
    for (int charger = 0; charger < 700; ++charger) taken.push_back(shares.take(Door::chargers));
    silent(20);  // 50 are left
    CHECK(context.handshake_time() == limits.open_handshake);
    silent(10);
    CHECK(context.handshake_time() == limits.crowded_handshake);
}
