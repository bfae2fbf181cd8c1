#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "simulators/behaviour.h"
#include "simulators/charging_profiles.h"
#include "simulators/configuration.h"
#include "simulators/connector.h"
#include "simulators/event.h"

namespace simulators {

struct ChargePointOptions {
    std::string vendor = "ExampleVendor";
    std::string model = "Simulated AC";
    std::string serial_number = "SIM-0001";
    std::string firmware = "1.0.0";
    int connectors = 1;
    int phases = 3;
    double max_current_a = 32;  ///< on each phase, what the installation and the cable allow
    double volts = 230;
    double meter_start_wh = 12000;
    Vehicle vehicle;         ///< one like this at every connector
    bool plugged = false;    ///< a vehicle is there from the beginning
    bool autostart = false;  ///< free vending: plugging in starts a transaction with tag FREE
    Behaviour behaviour;
    /// Beside or instead of the specification's.
    std::vector<InitialValue> configuration;
    /// How far the charger's own clock is behind (quirk 90).
    std::chrono::milliseconds clock_lag{0};
    /// A DataTransfer of this vendor orders outcomes (ordered_outcome.h); empty: nobody does.
    std::string ordering_vendor;
    /// Of the steady clock: a scaled clock needs a scaled time-out.
    std::chrono::milliseconds call_timeout{30000};
    std::chrono::milliseconds reboot_duration{2000};
    /// Makes message ids unique over restarts, at most 16 characters; empty: made of the time.
    std::string message_id_prefix;
};

/// What a charge point reaches the world through. The functions must not call back into it.
struct Surroundings {
    std::function<void(const std::string& frame)> send_frame;
    /// Cut the link without a word and stay away that long; not reported back through on_disconnected.
    std::function<void(std::chrono::milliseconds away)> drop_link;
    /// Empty: nobody watches.
    std::function<void(const Event&)> on_event;
};

/// How long a charger stays away that was offended (quirks 107, 115).
inline constexpr std::chrono::seconds kSulk{30};

/// What the parts of one charge point share. Owned by the ChargePoint, outlives its parts; single-threaded.
struct ChargePointState {
    ChargePointOptions options;
    Surroundings surroundings;
    Wiring wiring;
    SimulatedTime now;
    Configuration configuration;
    ChargingProfiles profiles;
    std::vector<Connector> connectors;
    std::function<void(std::chrono::milliseconds away)> leave_link;
    std::function<void()> restart;

    const Behaviour& behaviour() const { return options.behaviour; }
    /// Null: there is no such connector.
    Connector* find(std::int64_t number) {
        if (number < 1 || number > static_cast<std::int64_t>(connectors.size())) return nullptr;
        return &connectors[static_cast<std::size_t>(number - 1)];
    }
    void tell(Event::Kind kind, int connector, std::string text) const {
        if (surroundings.on_event) surroundings.on_event({kind, connector, std::move(text)});
    }
};

}  // namespace simulators
