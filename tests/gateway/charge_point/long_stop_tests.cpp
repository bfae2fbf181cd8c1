#include <catch2/catch.hpp>

#include "bench.h"

/// StopTransactions with a whole day of samples.
using namespace gateway;

namespace {

std::string samples_of(int hours, UtcTime begin) {
    std::string all = "[";
    for (int i = 0; i < hours * 360; ++i) {
        all +=
            (i > 0 ? ",{" : "{") + std::string(R"("timestamp":")") + canonical::to_text(begin + i * 10s) +
            R"(","sampledValue":[)" + R"({"value":")" + std::to_string(i * 20) +
            R"(","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"})";
        for (const char* phase : {"L1", "L2", "L3"}) {
            all += R"(,{"value":"231","measurand":"Voltage","phase":")" + std::string(phase) + R"(","unit":"V"})";
            all +=
                R"(,{"value":"10.4","measurand":"Current.Import","phase":")" + std::string(phase) + R"(","unit":"A"})";
        }
        all += "]}";
    }
    return all + "]";
}

}  // namespace

TEST_CASE("a StopTransaction with a day of samples of ten seconds is stored whole and answered") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.advance(10s);
    const std::string data = samples_of(24, bench.time.utc());
    REQUIRE(data.size() > (4 << 20));
    const auto answer = bench.call("StopTransaction", R"({"transactionId":)" + std::to_string(id) +
                                                          R"(,"meterStop":172800,"timestamp":")" + bench.utc_text() +
                                                          R"(","transactionData":)" + data + "}");
    CHECK(answer == "{}");
    const auto& stored = bench.storage.rows().transactions().at(id);
    REQUIRE(stored.end);
    CHECK(stored.end->payload.find(data) != std::string::npos);
    CHECK_FALSE(bench.view().observed.transaction);
}

TEST_CASE("values that say the same are not limited to what fits into a short message") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    const auto answer = bench.call("MeterValues", R"({"connectorId":1,"transactionId":)" + std::to_string(id) +
                                                      R"(,"meterValue":)" + samples_of(6, bench.time.utc()) + "}");
    CHECK(answer == "{}");
}
