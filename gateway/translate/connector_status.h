#pragma once

#include "canonical/device.h"
#include "ocpp/enums.h"

/// Connector status to canonical status. Pure.
namespace gateway {

struct StatusFacts {
    std::optional<ocpp::ChargePointStatus> status;  ///< empty: none since boot, or a name we do not know
    bool was_plugged = false;                       ///< before a status that says nothing about the vehicle
    bool transaction_open = false;
    bool session_ended_without_status = false;
    bool held_by_our_limit = false;
    std::optional<double> power_kw;       ///< empty: no fresh reading
    bool draws_nothing_for_long = false;  ///< Charging, but under 100 W for 2 minutes
};

struct CanonicalStatus {
    canonical::DeviceStatus status = canonical::DeviceStatus::unknown;
    bool is_connected = false;
    bool is_charging = false;
};

CanonicalStatus to_canonical_status(const StatusFacts& facts);

/// True when the status itself says that no power flows, until a newer sample disagrees.
bool leaves_no_power(ocpp::ChargePointStatus status, bool sample_is_newer);

/// A vehicle is (very likely) plugged in.
bool means_plugged(ocpp::ChargePointStatus status);
/// False where the status tells nothing about the vehicle: what was known before goes on.
bool tells_about_vehicle(ocpp::ChargePointStatus status);
bool means_suspended(ocpp::ChargePointStatus status);
/// A session goes on, whether or not power flows.
bool means_session(ocpp::ChargePointStatus status);

}  // namespace gateway
