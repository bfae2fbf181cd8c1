#include "gateway/translate/sampled_value.h"

#include <catch2/catch.hpp>
#include <cstdlib>

namespace {

ocpp::SampledValue sample(const std::string& value) {
    ocpp::SampledValue made;
    made.value = value;
    made.measurand = ocpp::Measurand::Current_Import;
    return made;
}

}  // namespace

TEST_CASE("a number in a sample is read to the last bit, however many digits it has") {
    std::uint64_t digits = 1;
    for (int i = 0; i < 20000; ++i) {
        digits = digits * 6364136223846793005u + 1442695040888963407u;
        const std::string text = std::to_string(digits >> 40) + "." + std::to_string(digits % 100000000);
        const auto read = gateway::normalise(sample(text.substr(text.size() > 14 ? text.size() - 14 : 0)));
        const double expected = std::strtod(text.c_str() + (text.size() > 14 ? text.size() - 14 : 0), nullptr);
        if (read && read->value != expected) FAIL(text << " became " << read->value);
    }
    for (const std::string text : {"0", "7", "16.0", "0.1", "229.9", "999.999999999", "0.00000000000001"})
        CHECK(gateway::normalise(sample(text))->value == std::strtod(text.c_str(), nullptr));
}

TEST_CASE("what is no number in a sample stays none") {
    for (const std::string text : {"", ".", "1..2", "1.2.3", "x", "1x", " 1", "1 ", "--1", "nan", "inf"})
        CHECK_FALSE(gateway::normalise(sample(text)));
    CHECK(gateway::normalise(sample("-3.5"))->value == -3.5);
    CHECK(gateway::normalise(sample("1e1"))->value == 10);
}

TEST_CASE("a unit counts in the specification's spelling and in others") {
    auto power = sample("7.2");
    power.measurand = ocpp::Measurand::Power_Active_Import;
    power.unit = ocpp::UnitOfMeasure::kW;
    CHECK(gateway::normalise(power)->value == 7200);
    power.unit = ocpp::UnitOfMeasure::W;
    CHECK(gateway::normalise(power)->value == 7.2);
    power.unit = ocpp::Token<ocpp::UnitOfMeasure>();
    power.unit->unknown_text = "KW";
    CHECK(gateway::normalise(power)->value == 7200);
}
