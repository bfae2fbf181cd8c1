#include <catch2/catch.hpp>

#include "gateway/api/device_watch.h"
#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

struct WatchBench {
    void run(std::chrono::milliseconds longest) {
        const SteadyTime end = time.now() + longest;
        while (time.ring_next(end)) {
        }
    }
    void be(const std::string& next) {
        state = next;
        watch.changed("device_1");
    }

    ManualTime time;
    std::string state = "a";
    std::vector<std::string> told;
    DeviceWatch watch{time, [this](const std::string&) { return state; },
                      [this](const std::string&, const std::string& body) { told.push_back(body); }};
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("a state that came and went within a second is told again to whoever was shown it meanwhile") {
    WatchBench bench;
    bench.be("a");
    bench.run(500ms);
    REQUIRE(bench.told == Told{"a"});
    bench.be("b");
    CHECK(bench.watch.present("device_1") == "b");
    bench.be("a");
    bench.run(5s);
    CHECK(bench.told == Told{"a", "a"});
}

TEST_CASE("a listener that is shown what everybody has costs nobody a word") {
    WatchBench bench;
    bench.be("a");
    bench.run(500ms);
    CHECK(bench.watch.present("device_1") == "a");
    bench.be("b");
    bench.be("a");
    bench.run(5s);
    CHECK(bench.told == Told{"a"});
}
