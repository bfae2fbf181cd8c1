#pragma once

#include <catch2/catch.hpp>

#include "gateway/transactions/session_energy.h"

/// Whole sessions as chargers in the field tell them, and what they took.
namespace session_play {

using namespace gateway;
using namespace std::chrono_literals;

const UtcTime kBegan{std::chrono::seconds(1767225600)};

struct Sample {
    std::chrono::seconds at{};
    std::optional<double> wh, watts;
    std::string unit = "Wh";
    std::optional<ocpp::Phase> phase{};
    std::optional<ocpp::Location> location{};
    std::optional<ocpp::ReadingContext> context{};
    bool interval = false;
};

inline ocpp::SampledValue value_of(double number) {
    ocpp::SampledValue value;
    value.value = std::to_string(number);
    return value;
}

inline ocpp::MeterValue moment_of(const Sample& sample) {
    ocpp::MeterValue moment;
    moment.timestamp = kBegan + sample.at;
    if (sample.wh) {
        auto value = value_of(*sample.wh);
        value.measurand = sample.interval ? ocpp::Measurand::Energy_Active_Import_Interval
                                          : ocpp::Measurand::Energy_Active_Import_Register;
        value.unit = sample.unit == "kWh" ? ocpp::UnitOfMeasure::kWh : ocpp::UnitOfMeasure::Wh;
        if (sample.phase) value.phase = *sample.phase;
        if (sample.location) value.location = *sample.location;
        if (sample.context) value.context = *sample.context;
        moment.sampledValue.push_back(value);
    }
    if (sample.watts) {
        auto value = value_of(*sample.watts);
        value.measurand = ocpp::Measurand::Power_Active_Import;
        moment.sampledValue.push_back(value);
    }
    return moment;
}

/// A charger that tells its register, from `wh`, every `apart` at a steady power.
struct Steady {
    double wh = 0, watts = 7200;
    std::chrono::seconds apart{10}, length{600};
    std::chrono::seconds at{0};
    bool with_power = false;
    double step = 1;

    std::vector<Sample> samples() {
        std::vector<Sample> all;
        for (const auto end = at + length; at < end;) {
            at += apart;
            wh += watts * std::chrono::duration<double, std::ratio<3600>>(apart).count();
            Sample sample;
            sample.at = at;
            sample.wh = std::floor(wh / step) * step;
            if (with_power) sample.watts = watts;
            all.push_back(sample);
        }
        return all;
    }
};

/// Plays a session; every sample is received when it is told, unless in a burst; the gateway may be killed after any.
class Played {
  public:
    explicit Played(std::int64_t meter_start) : start_{meter_start, kBegan, kBegan}, energy_(start_) {}

    Played& take(const std::vector<Sample>& samples) {
        for (const auto& sample : samples) {
            newest_ = std::max(newest_, sample.at);
            energy_.ingest({moment_of(sample)}, kBegan + sample.at, most_kw);
        }
        return *this;
    }
    /// Without the session's id.
    Played& take_unnamed(const std::vector<Sample>& samples, std::chrono::seconds received) {
        for (const auto& sample : samples) energy_.ingest({moment_of(sample)}, kBegan + received, most_kw, false);
        return *this;
    }
    std::string end_at(std::chrono::seconds told, std::optional<std::int64_t> stop,
                       std::chrono::seconds received) const {
        const auto result = energy_.result({stop, kBegan + told, kBegan + received}, most_kw);
        return result ? std::to_string(result->wh) + " " + result->source : "unknown";
    }
    Played& burst(const std::vector<Sample>& samples, std::chrono::seconds at) {
        for (const auto& sample : samples) energy_.ingest({moment_of(sample)}, kBegan + at, most_kw);
        newest_ = std::max(newest_, at);
        return *this;
    }
    Played& data(const std::vector<Sample>& samples) {
        std::vector<ocpp::MeterValue> all;
        for (const auto& sample : samples) all.push_back(moment_of(sample));
        energy_.ingest_transaction_data(all, kBegan + newest_, most_kw);
        return *this;
    }
    Played& kill() {
        SessionEnergy again(start_);
        REQUIRE(again.restore(energy_.state()));
        energy_ = again;
        return *this;
    }
    std::string end(std::optional<std::int64_t> stop) const {
        const auto result = energy_.result({stop, kBegan + newest_ + 2s, kBegan + newest_ + 2s}, most_kw);
        std::string text = result ? std::to_string(result->wh) + " " + result->source : "unknown";
        for (const char* word : energy_.flags()) text += std::string(" ") + word;
        return text;
    }
    double most_kw = 400;

  private:
    SessionMoment start_;
    SessionEnergy energy_;
    std::chrono::seconds newest_{0};
};

inline Sample reg(int at, double wh) {
    Sample sample;
    sample.at = std::chrono::seconds(at);
    sample.wh = wh;
    return sample;
}

inline Sample power(int at, double watts, std::optional<double> wh = std::nullopt) {
    Sample sample;
    sample.at = std::chrono::seconds(at);
    sample.watts = watts;
    sample.wh = wh;
    return sample;
}

}  // namespace session_play
