#include "gateway/app/asio_time.h"

#include <catch2/catch.hpp>

using namespace gateway;
using namespace std::chrono_literals;

TEST_CASE("a wall clock that was never set counts from the day that it is told, so that no charger is told 1970") {
    boost::asio::io_context io;
    const auto told = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    CHECK(AsioTime(io).utc() >= told);
    CHECK(AsioTime(io).utc() < told + 1h);
    const UtcTime built = told + 24h * 365;  // this machine's clock is behind it
    const AsioTime time(io, built);
    CHECK(time.utc() >= built);
    CHECK(time.utc() < built + 1h);
}

TEST_CASE("the time since the boot is never behind that which stands still while the machine is suspended") {
    boost::asio::io_context io;
    const AsioTime time(io);
    const SteadyTime awake = time.now(), since_boot = time.since_boot();
    CHECK(since_boot >= awake);
    CHECK(time.since_boot() >= since_boot);
}
