#include <catch2/catch.hpp>

#include "gateway/decision/traits.h"

using namespace gateway;
using Catch::Contains;

namespace {

Traits traits_of(const std::string& text) {
    Traits traits;
    overlay(traits, text);
    return traits;
}

}  // namespace

TEST_CASE("traits are read by their names") {
    const Traits traits = traits_of(R"({"unit":"W","stack_level":0,"profile_kind":"Relative","whole_amperes":true,
        "ampere_steps":[6,8,10],"keys_to_write":{"FreeMode":"true"},"profiles_per_day":25,"minimum_kw":1.4})");
    REQUIRE(traits.unit == ocpp::ChargingRateUnitType::W);
    REQUIRE(traits.stack_level == 0);
    REQUIRE(traits.profile_kind == ocpp::ChargingProfileKindType::Relative);
    REQUIRE(traits.whole_amperes);
    REQUIRE(traits.ampere_steps == std::vector<int>{6, 8, 10});
    REQUIRE(traits.keys_to_write.at("FreeMode") == "true");
    REQUIRE(traits.profiles_per_day == 25);
    REQUIRE(traits.minimum_kw == 1.4);
}

TEST_CASE("the later word counts and null takes a trait back") {
    Traits traits = traits_of(R"({"unit":"W","zero_ends_transaction":true})");
    overlay(traits, R"({"unit":"A","zero_ends_transaction":null})");
    REQUIRE(traits == traits_of(R"({"unit":"A"})"));
}

TEST_CASE("a trait that cannot be read is named and nothing changes") {
    const auto [text, words] = GENERATE(table<std::string, std::string>({
        {R"({"unit":"kW"})", "unit must be one of"},
        {R"({"whole_amperes":"yes"})", "whole_amperes must be true or false"},
        {R"({"stack_level":-1})", "stack_level must be a whole number"},
        {R"({"ampere_steps":6})", "ampere_steps must be a list"},
        {R"({"vendor_limit":{"scale":10}})", "vendor_limit needs a key or a vendor_id"},
        {R"({"colour":"red"})", "colour is no trait"},
        {R"([1])", "traits must be an object"},
    }));
    Traits traits = traits_of(R"({"stack_level":3})");
    REQUIRE_THROWS_WITH(overlay(traits, text), Contains(words));
    REQUIRE(traits == traits_of(R"({"stack_level":3})"));
}

TEST_CASE("a limit by a vendor's key is a trait") {
    const Traits traits = traits_of(R"({"vendor_limit":{"key":"ChargeRate","scale":10,"unit":"A"}})");
    REQUIRE(traits.vendor_limit);
    REQUIRE(traits.vendor_limit->key == "ChargeRate");
    REQUIRE(traits.vendor_limit->scale == 10);
}
