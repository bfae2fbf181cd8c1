#pragma once

#include <catch2/catch.hpp>

#include "gateway/translate/meter_readings.h"
#include "json/parse.h"
#include "ocpp/codec.h"

namespace gateway {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{std::chrono::hours(100)};

/// Reads MeterValues as they come over the wire, so that every quirk passes through the codec too.
class Meter {
  public:
    /// One bucket of samples.
    void says(const std::string& samples, std::chrono::milliseconds after = 10s) {
        says_buckets(R"([{"timestamp":"2026-01-01T00:00:00Z","sampledValue":)" + samples + "}]", after);
    }
    void says_buckets(const std::string& buckets, std::chrono::milliseconds after = 10s, bool power_counts = true) {
        now += after;
        const auto document = json::parse(R"({"connectorId":1,"meterValue":)" + buckets + "}");
        ocpp::QuirkCounters quirks;
        const auto request = ocpp::read<ocpp::MeterValues::Request>(document.root(), ocpp::Strictness::lenient, quirks);
        readings.ingest(request.meterValue, now, power_counts);
    }
    std::optional<PowerReading> power() const { return readings.power(now, 60s, 230, 3); }
    double kilowatts() const {
        const auto reading = power();
        REQUIRE(reading);
        return reading->kilowatts;
    }

    MeterReadings readings;
    SteadyTime now = kStart;
};

inline std::string power_sample(const std::string& value, const std::string& more = R"("unit":"W")") {
    return R"({"value":")" + value + R"(","measurand":"Power.Active.Import",)" + more + "}";
}

inline std::string current_sample(const std::string& value, const std::string& phase) {
    return R"({"value":")" + value + R"(","measurand":"Current.Import","phase":")" + phase + "\"}";
}

inline std::string currents(double l1, double l2, double l3, const std::string& more = {}) {
    return "[" + current_sample(std::to_string(l1), "L1") + "," + current_sample(std::to_string(l2), "L2") + "," +
           current_sample(std::to_string(l3), "L3") + (more.empty() ? "" : "," + more) + "]";
}

inline std::string energy(double wh) { return R"([{"value":")" + std::to_string(wh) + "\"}]"; }

}  // namespace gateway
