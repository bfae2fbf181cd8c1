#include <catch2/catch.hpp>

#include "gateway/charge_point/shared_meter.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

class TwoSockets {
  public:
    void tell(double first_kw, double second_kw, std::optional<double> own_kw, double can_kw, double second_can_kw) {
        now_ += 10s;
        meter.compare({{1, first_kw, own_kw, can_kw, now_}, {2, second_kw, own_kw, second_can_kw, now_}});
    }
    SharedMeter meter;

  private:
    SteadyTime now_{100h};
};

}  // namespace

TEST_CASE("equal values of two connectors, and currents that say less, are one meter") {
    TwoSockets sockets;
    for (int i = 0; i < 2; ++i) sockets.tell(7.36, 7.36, 3.68, 4, 4);
    CHECK_FALSE(sockets.meter.is_shared());
    sockets.tell(7.36, 7.36, 3.68, 4, 4);
    CHECK(sockets.meter.is_shared());
    SECTION("until they differ three times in a row") {
        for (int i = 0; i < 2; ++i) sockets.tell(7.36, 3.6, 3.68, 4, 4);
        CHECK(sockets.meter.is_shared());
        sockets.tell(7.36, 3.6, 3.68, 4, 4);
        CHECK_FALSE(sockets.meter.is_shared());
    }
}

TEST_CASE("without currents the limits tell, or a socket that cannot draw at all") {
    TwoSockets sockets;
    SECTION("each would be over its limit, both together are not") {
        for (int i = 0; i < 3; ++i) sockets.tell(7.36, 7.36, std::nullopt, 4, 4);
        CHECK(sockets.meter.is_shared());
    }
    SECTION("one is free") {
        for (int i = 0; i < 3; ++i) sockets.tell(7.36, 7.36, std::nullopt, 8, 0);
        CHECK(sockets.meter.is_shared());
    }
}

TEST_CASE("two vehicles alike are two") {
    TwoSockets sockets;
    SECTION("within their limits") {
        for (int i = 0; i < 9; ++i) sockets.tell(7.36, 7.36, std::nullopt, 8, 8);
    }
    SECTION("over them, by their own currents") {
        for (int i = 0; i < 9; ++i) sockets.tell(7.36, 7.36, 7.36, 4, 4);
    }
    SECTION("far over them") {
        for (int i = 0; i < 9; ++i) sockets.tell(11, 11, std::nullopt, 4, 4);
    }
    CHECK_FALSE(sockets.meter.is_shared());
}

TEST_CASE("equal values of two connectors over registers that rise by less are one meter at once") {
    SharedMeter meter;
    const SteadyTime now{100h};
    SharedMeter::Telling first{1, 14.4, 14.4, 7.8, now, 7.9}, second{2, 14.4, 14.4, 7.8, now, 8.6};
    SECTION("both registers say so") {
        meter.compare({first, second});
        CHECK(meter.is_shared());
    }
    SECTION("one of them bears its power out") {
        second.register_kw = 15;
        meter.compare({first, second});
        CHECK_FALSE(meter.is_shared());
    }
}

TEST_CASE("equal values where the register of the socket that may not draw stands still are one meter at once") {
    SharedMeter meter;
    const SteadyTime at{100h};
    meter.compare({{1, 7.9, 7.9, 8.5, at, 8.1}, {2, 7.9, 7.9, 0, at, 0.1}});
    CHECK(meter.is_shared());
    SECTION("not where both registers rise") {
        SharedMeter two;
        two.compare({{1, 7.9, 7.9, 8.5, at, 8.1}, {2, 7.9, 7.9, 0, at, 7.8}});
        CHECK_FALSE(two.is_shared());
    }
}
