#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ocpp/messages/core.h"
#include "simulators/charging_profiles.h"
#include "simulators/limit_lag.h"
#include "simulators/register.h"
#include "simulators/simulated_time.h"
#include "simulators/vehicle.h"

namespace simulators {

/// A transaction as the charger knows it; shared with the messages about it that still wait for delivery.
struct Transaction {
    int connector = 0;
    std::string id_tag;
    std::int64_t meter_start_wh = 0;
    SimulatedTime started{};
    std::optional<std::int64_t> id;       ///< of the central system; empty until StartTransaction was answered
    std::optional<std::int64_t> stop_id;  ///< what StopTransaction says instead
    std::int64_t samples = 0;             ///< told so far
    // The truth, for whoever judges what was made of the messages.
    double began_wh = 0, ended_wh = 0;
    ToldEnergy told;
    std::vector<InstalledProfile> frozen_defaults;
    bool freezes_defaults = false;

    TransactionView view() const { return {id, started.utc, freezes_defaults ? &frozen_defaults : nullptr}; }
};

/// Somebody may charge here as soon as a vehicle is plugged in.
struct Permission {
    std::string id_tag;
    SteadyTime expires;
    std::optional<ocpp::ChargingProfile> profile;  ///< came with RemoteStartTransaction
};

/// What a meter shows.
struct Reading {
    std::int64_t register_wh = 0;
    double current_a = 0;
    int phases = 0;
};

/// One outlet: cable, vehicle, meter. Passive; the ChargePoint decides.
struct Connector {
    int number = 1;
    Vehicle vehicle;
    bool plugged = false;
    bool finishing = false;  ///< plugged, and the last transaction has ended
    ocpp::ChargePointErrorCode error = ocpp::ChargePointErrorCode::NoError;
    std::optional<Permission> permission;
    std::shared_ptr<Transaction> transaction;

    CurrentLimit offered{0, 3};  ///< what the control pilot allows now
    double current_a = 0;        ///< drawn, on each used phase
    int phases = 0;              ///< used
    double volts = 230;
    double meter_wh = 0;  ///< the truth; what is shown of it is the register's
    Register energy_register;
    std::optional<Reading> frozen;  ///< all that the meter shows any more
    LimitLag lag;
    SteadyTime spikes_until{}, draws_on_until{};
    std::optional<std::int64_t> dead_transaction;  ///< the id of the last one
    SteadyTime last_sample{};

    bool says_suspended_ev = false;          ///< where SuspendedEVSE would be right (quirk 109)
    std::optional<SteadyTime> paused_since;  ///< within a transaction: less offered than the vehicle can take
    bool vehicle_sleeps = false;             ///< Vehicle::wakes_on_edge_only
    std::optional<SteadyTime> last_stop;     ///< end of the last transaction

    /// A status that is not true, for as long as the true one stays.
    struct Lie {
        ocpp::ChargePointStatus told, instead_of;
    };
    std::optional<Lie> lie;
    std::optional<ocpp::ChargePointStatus> announced;  ///< the status last told; empty: to be told again

    std::int64_t register_wh() const { return energy_register.shows(meter_wh); }
    /// What the meter shows, true or frozen.
    Reading reading() const { return frozen ? *frozen : Reading{register_wh(), current_a, phases}; }
    double power_w() const { return current_a * phases * volts; }
    bool is_faulted() const { return error != ocpp::ChargePointErrorCode::NoError; }
    bool draws_on(SteadyTime now) const { return !transaction && now < draws_on_until; }
    bool is_free_for_start() const { return !transaction && !is_faulted(); }
    double least_current_a() const { return vehicle.least_current_a; }

    /// Section 4.9 of the specification.
    ocpp::ChargePointStatus status() const;
    /// Recomputes what flows from what is offered.
    void settle_flow(SteadyTime now);
    /// Lets what flows flow for a while.
    void pass(SteadyTime::duration time);

  private:
    /// What a vehicle that wakes on an edge only takes for a long pause, and for an edge.
    static constexpr std::chrono::seconds kFallsAsleepAfter{60};
    static constexpr std::chrono::seconds kWakingPause{5};

    void follow_pause(SteadyTime now);
};

}  // namespace simulators
