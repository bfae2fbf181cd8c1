#include <catch2/catch.hpp>

#include "gateway/decision/limit_watch.h"
#include "view_factory.h"

/// What the meter shows against a status, and what of it flows now.
using namespace gateway;

namespace {

void tell_register(ConnectorView& view, double wh, SteadyTime at) {
    ocpp::MeterValue value;
    ocpp::SampledValue sample;
    sample.value = std::to_string(wh);
    value.sampledValue.push_back(sample);
    view.observed.meter.ingest({value}, at, true);
}

}  // namespace

TEST_CASE("an Available under which a session's values show flow is contradicted") {
    ConnectorView view = quiet_view();
    open_transaction(view);
    measure(view, 7, 20s);
    set_status(view, ocpp::ChargePointStatus::Available, 10s);
    CHECK(view.power(kNow)->rests());
    view.unrecorded_flow_from = kNow - 5s;
    CHECK(view.power(kNow)->kilowatts == 7);
}

TEST_CASE("energy that came early in a long window is no flow of now") {
    ConnectorView view = quiet_view();
    open_transaction(view);
    tell_register(view, 20'000, kNow - 100s);
    tell_register(view, 20'100, kNow - 90s);
    tell_register(view, 20'200, kNow - 10s);
    CHECK(view.power_since(kNow - 200s, kNow));
    CHECK_FALSE(flow_since(view, kNow - 200s, kNow));
}
