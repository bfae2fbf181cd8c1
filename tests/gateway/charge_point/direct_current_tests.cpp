#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

TEST_CASE("a charger that is configured as DC is told amperes at 1000 V, until it has shown its own highest voltage") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(7.4);
    bench.begin_session();
    bench.advance(10s);
    bench.forget_calls();
    bench.site->chargers().change_settings("CP1", {"direct_current=true", "unit=A"},
                                           [](const std::string& error) { CHECK(error.empty()); });
    bench.settle();
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == Approx(7.4));
    bench.call("MeterValues", R"({"connectorId":1,"transactionId":)" +
                                  std::to_string(bench.view().observed.transaction->id) +
                                  R"(,"meterValue":[{"timestamp":")" + bench.utc_text() +
                                  R"(","sampledValue":[{"value":"400","measurand":"Voltage"},)"
                                  R"({"value":"10","measurand":"Current.Import"}]}]})");
    bench.advance(1min);
    CHECK(bench.last_profile()->limit == Approx(18.5));
    bench.restart();
    bench.forget_calls();
    bench.arrive("Charging");
    bench.advance(10s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == Approx(7.4));
}
