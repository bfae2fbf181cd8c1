#include <catch2/catch.hpp>

#include "bench.h"
#include "gateway/decision/alerts.h"
#include "tests/gateway/decision/view_factory.h"

using namespace gateway;
using Catch::Matchers::Contains;

namespace {

std::vector<std::string> codes_of(const ConnectorView& view) {
    std::vector<std::string> codes;
    for (const Alert& alert : alerts_of(view, kNow)) codes.push_back(alert.code);
    return codes;
}

using Codes = std::vector<std::string>;

std::vector<std::string> codes_of(const canonical::Device& device) {
    std::vector<std::string> codes;
    for (const auto& alert : device.alerts) codes.push_back(alert.code);
    return codes;
}

}  // namespace

TEST_CASE("a connector in agreement with its owner has no alarm") {
    ConnectorView view = quiet_view();
    CHECK(codes_of(view).empty());
    view.desired.max_charge_rate_kw = 7.4;
    open_transaction(view);
    acknowledge(view, view.tx_default, 7.4);
    measure(view, 7.3);
    CHECK(codes_of(view).empty());
}

TEST_CASE("a limit without effect is an alarm that tells both powers") {
    ConnectorView view = quiet_view();
    view.desired.max_charge_rate_kw = 7.4;
    open_transaction(view);
    acknowledge(view, view.tx_default, 7.4);
    measure(view, 11.04);
    CHECK(codes_of(view).empty());  // not given up yet
    view.evidence.no_strategy_is_left = true;
    REQUIRE(codes_of(view) == Codes{"LIMIT_NOT_FOLLOWED"});
    const std::string message = alerts_of(view, kNow)[0].message;
    CHECK_THAT(message, Contains("told 7.3 kW") || Contains("told 7.4 kW"));
    CHECK_THAT(message, Contains("11 kW are drawn"));
}

TEST_CASE("power above the ceiling is an alarm once it lasts, whatever is left to try") {
    ConnectorView view = quiet_view();
    view.desired.max_charge_rate_kw = 7.4;
    open_transaction(view);
    acknowledge(view, view.tx_default, 7.4);
    measure(view, 11.04);
    view.evidence.over_ceiling_at = kNow;
    view.evidence.over_ceiling_since = kNow - view.timings.alert_after + 1s;
    CHECK(codes_of(view).empty());
    view.evidence.over_ceiling_since = kNow - view.timings.alert_after;
    REQUIRE(codes_of(view) == Codes{"LIMIT_NOT_FOLLOWED"});
    CHECK_THAT(alerts_of(view, kNow)[0].message, !Contains("Nothing is left"));
}

TEST_CASE("a limit without effect is an alarm without numbers where none are known") {
    ConnectorView view;
    view.evidence.no_strategy_is_left = true;
    view.observed.status = ocpp::ChargePointStatus::Charging;
    CHECK(alerts_of(view, kNow).at(0).message ==
          "The charger accepted its limit and does not follow it. Nothing is left to try.");
}

TEST_CASE("quirk 100: a charger that takes no profile is an alarm with its own words") {
    ConnectorView view = quiet_view();
    view.tx_default.refusal = "Rejected";
    CHECK(codes_of(view).empty());  // another variant is to be tried
    view.tx_default.refused_by_all_variants = true;
    view.tx_default.refusal = "GenericError: EM controlled by external system is disabled";
    REQUIRE(codes_of(view) == Codes{"LIMIT_REFUSED"});
    CHECK_THAT(alerts_of(view, kNow)[0].message,
               Contains("\"GenericError: EM controlled by external system is disabled\""));
    open_transaction(view);  // a TxProfile may do
    CHECK(codes_of(view).empty());
    view.tx_profile_refused = true;
    CHECK(codes_of(view) == Codes{"LIMIT_REFUSED"});
}

TEST_CASE("a ceiling under the minimum current is an alarm, a ceiling of zero is none") {
    ConnectorView view = quiet_view();
    view.desired.max_charge_rate_kw = 2;
    REQUIRE(codes_of(view) == Codes{"CEILING_BELOW_MINIMUM"});
    CHECK(alerts_of(view, kNow)[0].message ==
          "The ceiling of 2 kW is less than a vehicle needs at least, 6 A on 3 phases: it acts as a pause.");
    view.max_phases = 1;
    CHECK(codes_of(view).empty());
    view.desired.max_charge_rate_kw = 1;
    CHECK_THAT(alerts_of(view, kNow).at(0).message, Contains("6 A on 1 phase:"));
    view.desired.max_charge_rate_kw = 0;
    CHECK(codes_of(view).empty());
}

TEST_CASE("alarms come together, the worst first") {
    ConnectorView view = quiet_view();
    view.evidence.no_strategy_is_left = true;
    view.tx_default.refused_by_all_variants = true;
    view.desired.max_charge_rate_kw = 0.5;
    CHECK(codes_of(view) == Codes{"LIMIT_NOT_FOLLOWED", "LIMIT_REFUSED", "CEILING_BELOW_MINIMUM"});
}

TEST_CASE("quirk 100: the device carries the refusal's words until a limit is taken again") {
    Bench bench;
    bench.answers_with("SetChargingProfile", "!GenericError");
    bench.arrive("Preparing");
    bench.advance(1s);
    bench.set_ceiling(7.4);
    bench.advance(5min);
    CHECK(codes_of(bench.read()) == Codes{"LIMIT_REFUSED"});
    bench.answers_as_usual("SetChargingProfile");
    bench.advance(15min);
    CHECK(codes_of(bench.read()).empty());
}
