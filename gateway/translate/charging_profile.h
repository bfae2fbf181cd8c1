#pragma once

#include <optional>

#include "gateway/clock.h"
#include "gateway/translate/charging_limit.h"
#include "ocpp/messages/smart_charging.h"

/// A limit as a SetChargingProfile request. Pure.
namespace gateway {

enum class ProfilePurpose { tx_default, tx_profile };

/// What carries the base limit of a connector.
enum class Lever {
    connector,         ///< TxDefaultProfile on the connector
    station,           ///< TxDefaultProfile on connector 0 (quirk 89)
    charge_point_max,  ///< ChargePointMaxProfile on connector 0 (quirk 88)
    vendor             ///< no profile at all: a key or a DataTransfer (quirk 99)
};

/// How the charger wants to be told; each refusal moves on to another one (the strategies).
struct ProfileVariant {
    RateUnit unit = RateUnit::A;
    int stack_level = 0;
    ocpp::ChargingProfileKindType kind = ocpp::ChargingProfileKindType::Absolute;
    Lever lever = Lever::connector;
    bool operator==(const ProfileVariant& other) const {
        return unit == other.unit && stack_level == other.stack_level && kind == other.kind && lever == other.lever;
    }
};

struct ProfileAddress {
    ProfilePurpose purpose = ProfilePurpose::tx_default;
    int connector_id = 1;
    std::optional<std::int64_t> transaction_id;  ///< for tx_profile; without, it binds whatever transaction runs
};

/// `charger_utc` is the charger's own idea of now: an Absolute profile starts 60 s before it (quirk 90).
ocpp::SetChargingProfile::Request to_set_charging_profile(const ProfileAddress& address, const ProfileVariant& variant,
                                                          const ChargingLimit& limit, UtcTime charger_utc);

/// Stable, distinct per purpose and connector (quirk 83).
std::int64_t profile_id(const ProfileAddress& address, Lever lever = Lever::connector);

}  // namespace gateway
