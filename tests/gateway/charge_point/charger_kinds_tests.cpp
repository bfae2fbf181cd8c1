#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;
using Unit = ocpp::ChargingRateUnitType;

namespace {

void boot_as(Bench& bench, const std::string& vendor, const std::string& model, const std::string& firmware) {
    bench.call("BootNotification", R"({"chargePointVendor":")" + vendor + R"(","chargePointModel":")" + model +
                                       R"(","firmwareVersion":")" + firmware + R"("})");
}

const Traits& traits(const Bench& bench) { return bench.site->charge_points().begin()->second->facts().traits(); }

SiteOptions with_kinds(const std::string& rows) {
    SiteOptions options = Bench::automatic();
    auto kinds = std::make_shared<ocpp::ChargerKinds>(*options.charger_kinds);
    kinds->extend(R"({"charger_kinds":[)" + rows + "]}");
    options.charger_kinds = std::move(kinds);
    return options;
}

}  // namespace

TEST_CASE("the traits of every built-in charger kind can be read") {
    const auto& kinds = ocpp::ChargerKinds::built_in();
    for (const auto& kind : kinds.all()) {
        INFO(kind.name << " " << kind.traits);
        Traits read;
        CHECK_NOTHROW(overlay(read, kind.traits));
        CHECK((read != Traits{}) == (kind.traits != "{}"));
        // Traits that no charger can match would be dead.
        CHECK((kind.traits == "{}" || kind.has_pattern()));
    }
}

TEST_CASE("a charger has the traits of its kind from its boot on") {
    Bench bench;
    bench.connect();
    CHECK(traits(bench) == Traits{});
    boot_as(bench, "Huawei", "SCharger-22KT-S0", "V100R023C10SPC200");
    CHECK(traits(bench).unit == Unit::W);
    CHECK(traits(bench).minimum_kw == 1.4);
    CHECK(traits(bench).zero_ends_transaction);
}

TEST_CASE("a charger without a vendor is known by its model") {
    Bench bench;
    bench.connect();
    boot_as(bench, "", "ACChargePoint", "V100R023C10SPC220");
    CHECK(traits(bench).unit == Unit::W);
}

TEST_CASE("traits follow the firmware and survive a restart of the gateway") {
    Bench bench;
    bench.connect();
    boot_as(bench, "Wall Box Chargers", "PLP1-0-2-4", "5.17.87");
    CHECK(traits(bench).stack_level == 0);
    CHECK_FALSE(traits(bench).profile_kind);
    boot_as(bench, "Wall Box Chargers", "PLP1-0-2-4", "6.7.38");
    CHECK_FALSE(traits(bench).stack_level);
    CHECK(traits(bench).profile_kind == ocpp::ChargingProfileKindType::Relative);
    const Traits before = traits(bench);
    bench.restart();
    CHECK(traits(bench) == before);
}

TEST_CASE("a charger of no known kind has no traits") {
    Bench bench;
    bench.connect();
    boot_as(bench, "Huawei", "SCharger-22KT-S0", "V100");
    boot_as(bench, "Nobody", "Nothing", "1");
    CHECK(traits(bench) == Traits{});
}

TEST_CASE("the operator's row takes the place of a built-in one") {
    Bench bench(with_kinds(R"({"name":"huawei-scharger","title":"Ours","note":"Takes amperes","sources":["our own"],
        "match":{"vendor":"Huawei*"},"traits":{"unit":"A"}})"));
    bench.connect();
    boot_as(bench, "Huawei", "SCharger-22KT-S0", "V100");
    CHECK(traits(bench).unit == Unit::A);
    CHECK_FALSE(traits(bench).zero_ends_transaction);
}

TEST_CASE("a row whose traits cannot be read leaves its charger without any") {
    Bench bench(with_kinds(R"({"name":"odd","title":"Odd","note":"Odd","sources":["our own"],
        "match":{"vendor":"Odd"},"traits":{"whole_amperes":true,"unit":"kW"}})"));
    bench.connect();
    boot_as(bench, "Odd", "M", "1");
    CHECK(traits(bench) == Traits{});
}
