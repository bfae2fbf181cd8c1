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

/// It rises at so much from `wh` on.
double rise(ConnectorView& view, double wh, double kilowatts, std::chrono::seconds apart, SteadyTime from,
            SteadyTime until) {
    for (auto at = from + apart; at <= until; at += apart)
        tell_register(view, wh += kilowatts * static_cast<double>(apart.count()) / 3.6, at);
    return wh;
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

TEST_CASE("what a slow charger took in a reduction's first moments is no excess") {
    ConnectorView view = quiet_view();
    open_transaction(view);
    view.observed.meter.rated(22);
    const double wh = rise(view, 20'000, 11, 20s, kNow - 400s, kNow - 40s);
    acknowledge(view, view.tx_default, 5, 120s);
    const AcknowledgedLimit& limit = view.tx_default.acknowledged.value();
    view.tx_default.acknowledged->flowed_kw = 11;
    rise(view, wh, 4.9, 20s, kNow - 40s, kNow);
    CHECK(excess_over(view, limit, kNow).count() > 0);
    for (int i = 0; i < 3; ++i) view.effect_delays.add(Effect::reduction, 80s);
    CHECK(excess_over(view, limit, kNow).count() == 0);
}

TEST_CASE("a limit is kept where a short window shows it, though a longer one began before") {
    ConnectorView view = quiet_view();
    open_transaction(view);
    view.observed.meter.rated(22);
    const double wh = rise(view, 20'000, 11, 10s, kNow - 400s, kNow - 60s);
    rise(view, wh, 3, 10s, kNow - 60s, kNow);
    CHECK(view.power_since(kNow - 400s, kNow)->most_kw > 5);
    CHECK(at_most_since(view, kNow - 400s, 5, kNow));
}

TEST_CASE("a value of before the ceiling was last seen to be kept begins no excess") {
    ConnectorView view = quiet_view();
    open_transaction(view);
    view.desired.max_charge_rate_kw = 5;
    acknowledge(view, view.tx_default, 5, 2min);
    look_at_power(view, kNow - 1min);
    measure(view, 4.5, 10s);
    look_at_power(view, kNow);
    measure(view, 11, 5s);
    look_at_power(view, kNow + 1s);
    CHECK_FALSE(view.evidence.over_ceiling_since);
    measure(view, 11, -2s);
    look_at_power(view, kNow + 2s);
    CHECK(view.evidence.over_ceiling_since);
}
