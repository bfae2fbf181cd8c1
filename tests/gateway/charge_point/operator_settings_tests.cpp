#include "gateway/charge_point/operator_settings.h"

#include <catch2/catch.hpp>

#include "gateway/decision/traits.h"

using namespace gateway;
using Catch::Matchers::Contains;
using Words = std::vector<std::string>;

namespace {

OperatorSettings after(const Words& words, OperatorSettings settings = {}) {
    assign(settings, words);
    return settings;
}

std::string settings_refusal(const Words& words) {
    OperatorSettings settings;
    settings.traits = R"({"unit":"W"})";
    const OperatorSettings before = settings;
    try {
        assign(settings, words);
    } catch (const SettingError& error) {
        CHECK(settings == before);
        return error.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("every column of the operator is set and taken back to what a new charger has") {
    const OperatorSettings set =
        after({"max_phases=1", "nominal_voltage=236.5", "min_current=8", "rated_kw=7.4", "control=off"});
    CHECK(set.max_phases == 1);
    CHECK(set.nominal_voltage == 236.5);
    CHECK(set.min_current == 8);
    CHECK(set.rated_kw == 7.4);
    CHECK_FALSE(set.control);
    CHECK(after({"max_phases=", "nominal_voltage=", "min_current=", "rated_kw=", "control="}, set) ==
          OperatorSettings{});
    CHECK(OperatorSettings{} == settings_of(storage::ChargePointRecord{}));
}

TEST_CASE("settings go into a charger's row and come out of it, and leave the rest alone") {
    storage::ChargePointRecord record;
    record.vendor = "Acme";
    const OperatorSettings set =
        after({"max_phases=1", "nominal_voltage=220", "min_current=7", "rated_kw=11", "control=off", "unit=W"});
    put(set, record);
    CHECK(settings_of(record) == set);
    CHECK(record.vendor == "Acme");
}

TEST_CASE("the bounds of a setting belong to it, and nothing beyond or beside them is taken") {
    for (const char* word : {"max_phases=1", "max_phases=3", "nominal_voltage=90", "nominal_voltage=290",
                             "min_current=6", "min_current=32", "rated_kw=1", "rated_kw=1000", "control=on"}) {
        INFO(word);
        CHECK(settings_refusal({word}) == "taken");
    }
    for (const char* word :
         {"max_phases=0", "max_phases=4", "max_phases=1.5", "max_phases=x", "max_phases= 1", "nominal_voltage=89.9",
          "nominal_voltage=290.1", "nominal_voltage=nan", "nominal_voltage=230V", "min_current=5.9", "min_current=32.1",
          "min_current=inf", "rated_kw=0.9", "rated_kw=1001", "rated_kw=-7", "control=yes", "control=ON"}) {
        INFO(word);
        CHECK_THAT(settings_refusal({word}), Contains("\"" + std::string(word) + "\"") && Contains(" must be "));
    }
}

TEST_CASE("what is no assignment or no setting is refused in its own words, and names what there is") {
    CHECK(settings_refusal({"max_phases"}) == "\"max_phases\" is not NAME=VALUE");
    CHECK(settings_refusal({"=1"}) == "\"=1\" is not NAME=VALUE");
    CHECK_THAT(settings_refusal({"max_phase=1"}), Contains("max_phase is no setting") &&
                                                      Contains("max_phases, nominal_voltage") &&
                                                      Contains("ampere_steps"));
    CHECK_THAT(settings_refusal({"max_phase="}), Contains("is no setting"));
    CHECK_THAT(settings_refusal({}), Contains("NAME=VALUE is missing"));
}

TEST_CASE("of several assignments all are made or none") {
    CHECK_THAT(settings_refusal({"max_phases=1", "unit=A", "min_current=3"}), Contains("min_current=3"));
    CHECK_THAT(settings_refusal({"max_phases=1", "unit=V"}), Contains("\"unit=V\": unit must be one of"));
    CHECK(after({"max_phases=1", "max_phases=2"}).max_phases == 2);
}

TEST_CASE("a trait is JSON, and text may stand without its quotes") {
    CHECK(after({"unit=W"}).traits == R"({"unit":"W"})");
    CHECK(after({"unit=\"W\""}).traits == R"({"unit":"W"})");
    CHECK(after({"whole_amperes=true"}).traits == R"({"whole_amperes":true})");
    CHECK(after({"ampere_steps=[ 6, 8.0 ,10]"}).traits == R"({"ampere_steps":[6,8.0,10]})");
    CHECK(after({"keys_to_write={\"A=b\": \"c=d\"}"}).traits == R"({"keys_to_write":{"A=b":"c=d"}})");
    CHECK(after({"id_tag_key=Some, \"key\"} \\"}).traits == R"({"id_tag_key":"Some, \"key\"} \\"})");
    CHECK(after({"id_tag_key=a\",\"unit\":\"W"}).traits == R"({"id_tag_key":"a\",\"unit\":\"W"})");
    CHECK_THAT(settings_refusal({"whole_amperes=yes"}), Contains("whole_amperes must be true or false"));
    CHECK_THAT(settings_refusal({"id_tag_key=1234"}), Contains("id_tag_key must be a text"));
    CHECK_THAT(settings_refusal({"stack_level=-1"}), Contains("stack_level must be a whole number"));
}

TEST_CASE("traits gather in one object, one at a time, and the last one taken back leaves none") {
    OperatorSettings settings = after({"unit=W", "stack_level=3"});
    settings = after({"unit=A", "zero_ignored=true"}, settings);
    Traits traits;
    overlay(traits, settings.traits);
    CHECK(traits.unit == ocpp::ChargingRateUnitType::A);
    CHECK(traits.stack_level == 3);
    CHECK(traits.zero_ignored);
    settings = after({"unit=", "zero_ignored=", "profile_kind="}, settings);
    CHECK(settings.traits == R"({"stack_level":3})");
    CHECK(after({"stack_level="}, settings).traits.empty());
}

TEST_CASE("null is the operator's word that the trait of the kind does not hold here") {
    const OperatorSettings settings = after({"unit=null", "zero_ends_transaction=null"});
    Traits traits;
    overlay(traits, R"({"unit":"W","zero_ends_transaction":true,"stack_level":2})");
    overlay(traits, settings.traits);
    CHECK_FALSE(traits.unit);
    CHECK_FALSE(traits.zero_ends_transaction);
    CHECK(traits.stack_level == 2);
}

TEST_CASE("more traits than can be kept of one charger are refused") {
    const std::string key(250, 'k');
    std::string list;
    for (int i = 0; i < 60; ++i) list += (i == 0 ? "\"" : ",\"") + key + "\"";
    OperatorSettings settings = after({"keys_not_to_touch=[" + list + "]"});
    CHECK_THROWS_AS(assign(settings, {"unwanted_measurands=[" + list + "]"}), SettingError);
    CHECK_NOTHROW(assign(settings, {"keys_not_to_touch=", "unwanted_measurands=[" + list + "]"}));
}

TEST_CASE("every trait can be named") {
    const auto names = setting_names();
    CHECK(names.size() == trait_names().size() + 11);
    for (const auto name : names) {
        INFO(name);
        OperatorSettings settings;
        CHECK_NOTHROW(assign(settings, {std::string(name) + "="}));
    }
}
