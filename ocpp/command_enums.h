#pragma once

#include <utility>

#include "ocpp/types.h"

/// Enumerations of what an operator asks of a charger beside charging (catalogue, section 6); names exactly as on the
/// wire.
namespace ocpp {

enum class AvailabilityStatus { Accepted, Rejected, Scheduled };
template <>
struct WireNames<AvailabilityStatus> {
    static constexpr std::pair<AvailabilityStatus, std::string_view> names[] = {
        {AvailabilityStatus::Accepted, "Accepted"},
        {AvailabilityStatus::Rejected, "Rejected"},
        {AvailabilityStatus::Scheduled, "Scheduled"}};
};

enum class AvailabilityType { Inoperative, Operative };
template <>
struct WireNames<AvailabilityType> {
    static constexpr std::pair<AvailabilityType, std::string_view> names[] = {
        {AvailabilityType::Inoperative, "Inoperative"}, {AvailabilityType::Operative, "Operative"}};
};

enum class CancelReservationStatus { Accepted, Rejected };
template <>
struct WireNames<CancelReservationStatus> {
    static constexpr std::pair<CancelReservationStatus, std::string_view> names[] = {
        {CancelReservationStatus::Accepted, "Accepted"}, {CancelReservationStatus::Rejected, "Rejected"}};
};

enum class ClearCacheStatus { Accepted, Rejected };
template <>
struct WireNames<ClearCacheStatus> {
    static constexpr std::pair<ClearCacheStatus, std::string_view> names[] = {{ClearCacheStatus::Accepted, "Accepted"},
                                                                              {ClearCacheStatus::Rejected, "Rejected"}};
};

enum class ReservationStatus { Accepted, Faulted, Occupied, Rejected, Unavailable };
template <>
struct WireNames<ReservationStatus> {
    static constexpr std::pair<ReservationStatus, std::string_view> names[] = {
        {ReservationStatus::Accepted, "Accepted"},
        {ReservationStatus::Faulted, "Faulted"},
        {ReservationStatus::Occupied, "Occupied"},
        {ReservationStatus::Rejected, "Rejected"},
        {ReservationStatus::Unavailable, "Unavailable"}};
};

enum class ResetStatus { Accepted, Rejected };
template <>
struct WireNames<ResetStatus> {
    static constexpr std::pair<ResetStatus, std::string_view> names[] = {{ResetStatus::Accepted, "Accepted"},
                                                                         {ResetStatus::Rejected, "Rejected"}};
};

enum class ResetType { Hard, Soft };
template <>
struct WireNames<ResetType> {
    static constexpr std::pair<ResetType, std::string_view> names[] = {{ResetType::Hard, "Hard"},
                                                                       {ResetType::Soft, "Soft"}};
};

enum class UnlockStatus { Unlocked, UnlockFailed, NotSupported };
template <>
struct WireNames<UnlockStatus> {
    static constexpr std::pair<UnlockStatus, std::string_view> names[] = {{UnlockStatus::Unlocked, "Unlocked"},
                                                                          {UnlockStatus::UnlockFailed, "UnlockFailed"},
                                                                          {UnlockStatus::NotSupported, "NotSupported"}};
};

enum class UpdateStatus { Accepted, Failed, NotSupported, VersionMismatch };
template <>
struct WireNames<UpdateStatus> {
    static constexpr std::pair<UpdateStatus, std::string_view> names[] = {
        {UpdateStatus::Accepted, "Accepted"},
        {UpdateStatus::Failed, "Failed"},
        {UpdateStatus::NotSupported, "NotSupported"},
        {UpdateStatus::VersionMismatch, "VersionMismatch"}};
};

enum class UpdateType { Differential, Full };
template <>
struct WireNames<UpdateType> {
    static constexpr std::pair<UpdateType, std::string_view> names[] = {{UpdateType::Differential, "Differential"},
                                                                        {UpdateType::Full, "Full"}};
};

}  // namespace ocpp
