#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

namespace {

/// As the link hands it over. scripts/message-path watches what runs in here, and nothing that comes later.
__attribute__((noinline)) void path_of_frame(Bench& bench, std::string frame) {
    bench.site->admission().received(*bench.link, std::move(frame));
}

__attribute__((noinline)) canonical::Device path_of_read(Bench& bench, const DeviceRef& device) {
    return bench.site->devices().describe(device);
}

}  // namespace

TEST_CASE("MeterValues are read from the device in the turn in which they came", "[path]") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.meter_for(60s, 7, 3, id);
    bench.advance(10s);
    const DeviceRef device = bench.device();
    const std::string frame = R"([2,"path","MeterValues",{"connectorId":1,"transactionId":)" + std::to_string(id) +
                              R"(,"meterValue":[{"timestamp":")" + bench.utc_text() +
                              R"(","sampledValue":[{"value":"5500","measurand":"Power.Active.Import","unit":"W"}]}]}])";
    path_of_frame(bench, frame);
    CHECK(path_of_read(bench, device).current_power_kw == 5.5);
}
