#pragma once

#include <utility>

#include "ocpp/types.h"

/// Enumerations of OCPP 1.6 (catalogue, section 6); names exactly as on the wire.
namespace ocpp {

enum class AuthorizationStatus { Accepted, Blocked, Expired, Invalid, ConcurrentTx };
template <>
struct WireNames<AuthorizationStatus> {
    static constexpr std::pair<AuthorizationStatus, std::string_view> names[] = {
        {AuthorizationStatus::Accepted, "Accepted"},
        {AuthorizationStatus::Blocked, "Blocked"},
        {AuthorizationStatus::Expired, "Expired"},
        {AuthorizationStatus::Invalid, "Invalid"},
        {AuthorizationStatus::ConcurrentTx, "ConcurrentTx"}};
};

enum class RegistrationStatus { Accepted, Pending, Rejected };
template <>
struct WireNames<RegistrationStatus> {
    static constexpr std::pair<RegistrationStatus, std::string_view> names[] = {
        {RegistrationStatus::Accepted, "Accepted"},
        {RegistrationStatus::Pending, "Pending"},
        {RegistrationStatus::Rejected, "Rejected"}};
};

enum class ChargePointErrorCode {
    ConnectorLockFailure,
    EVCommunicationError,
    GroundFailure,
    HighTemperature,
    InternalError,
    LocalListConflict,
    NoError,
    OtherError,
    OverCurrentFailure,
    OverVoltage,
    PowerMeterFailure,
    PowerSwitchFailure,
    ReaderFailure,
    ResetFailure,
    UnderVoltage,
    WeakSignal,
};
template <>
struct WireNames<ChargePointErrorCode> {
    static constexpr std::pair<ChargePointErrorCode, std::string_view> names[] = {
        {ChargePointErrorCode::ConnectorLockFailure, "ConnectorLockFailure"},
        {ChargePointErrorCode::EVCommunicationError, "EVCommunicationError"},
        {ChargePointErrorCode::GroundFailure, "GroundFailure"},
        {ChargePointErrorCode::HighTemperature, "HighTemperature"},
        {ChargePointErrorCode::InternalError, "InternalError"},
        {ChargePointErrorCode::LocalListConflict, "LocalListConflict"},
        {ChargePointErrorCode::NoError, "NoError"},
        {ChargePointErrorCode::OtherError, "OtherError"},
        {ChargePointErrorCode::OverCurrentFailure, "OverCurrentFailure"},
        {ChargePointErrorCode::OverVoltage, "OverVoltage"},
        {ChargePointErrorCode::PowerMeterFailure, "PowerMeterFailure"},
        {ChargePointErrorCode::PowerSwitchFailure, "PowerSwitchFailure"},
        {ChargePointErrorCode::ReaderFailure, "ReaderFailure"},
        {ChargePointErrorCode::ResetFailure, "ResetFailure"},
        {ChargePointErrorCode::UnderVoltage, "UnderVoltage"},
        {ChargePointErrorCode::WeakSignal, "WeakSignal"}};
};

enum class ChargePointStatus {
    Available,
    Preparing,
    Charging,
    SuspendedEVSE,
    SuspendedEV,
    Finishing,
    Reserved,
    Unavailable,
    Faulted,
};
template <>
struct WireNames<ChargePointStatus> {
    static constexpr std::pair<ChargePointStatus, std::string_view> names[] = {
        {ChargePointStatus::Available, "Available"},     {ChargePointStatus::Preparing, "Preparing"},
        {ChargePointStatus::Charging, "Charging"},       {ChargePointStatus::SuspendedEVSE, "SuspendedEVSE"},
        {ChargePointStatus::SuspendedEV, "SuspendedEV"}, {ChargePointStatus::Finishing, "Finishing"},
        {ChargePointStatus::Reserved, "Reserved"},       {ChargePointStatus::Unavailable, "Unavailable"},
        {ChargePointStatus::Faulted, "Faulted"}};
};

enum class ChargingProfileKindType { Absolute, Recurring, Relative };
template <>
struct WireNames<ChargingProfileKindType> {
    static constexpr std::pair<ChargingProfileKindType, std::string_view> names[] = {
        {ChargingProfileKindType::Absolute, "Absolute"},
        {ChargingProfileKindType::Recurring, "Recurring"},
        {ChargingProfileKindType::Relative, "Relative"}};
};

enum class ChargingProfilePurposeType { ChargePointMaxProfile, TxDefaultProfile, TxProfile };
template <>
struct WireNames<ChargingProfilePurposeType> {
    static constexpr std::pair<ChargingProfilePurposeType, std::string_view> names[] = {
        {ChargingProfilePurposeType::ChargePointMaxProfile, "ChargePointMaxProfile"},
        {ChargingProfilePurposeType::TxDefaultProfile, "TxDefaultProfile"},
        {ChargingProfilePurposeType::TxProfile, "TxProfile"}};
};

enum class ChargingProfileStatus { Accepted, Rejected, NotSupported };
template <>
struct WireNames<ChargingProfileStatus> {
    static constexpr std::pair<ChargingProfileStatus, std::string_view> names[] = {
        {ChargingProfileStatus::Accepted, "Accepted"},
        {ChargingProfileStatus::Rejected, "Rejected"},
        {ChargingProfileStatus::NotSupported, "NotSupported"}};
};

enum class ChargingRateUnitType { A, W };
template <>
struct WireNames<ChargingRateUnitType> {
    static constexpr std::pair<ChargingRateUnitType, std::string_view> names[] = {{ChargingRateUnitType::A, "A"},
                                                                                  {ChargingRateUnitType::W, "W"}};
};

enum class ClearChargingProfileStatus { Accepted, Unknown };
template <>
struct WireNames<ClearChargingProfileStatus> {
    static constexpr std::pair<ClearChargingProfileStatus, std::string_view> names[] = {
        {ClearChargingProfileStatus::Accepted, "Accepted"}, {ClearChargingProfileStatus::Unknown, "Unknown"}};
};

enum class ConfigurationStatus { Accepted, Rejected, RebootRequired, NotSupported };
template <>
struct WireNames<ConfigurationStatus> {
    static constexpr std::pair<ConfigurationStatus, std::string_view> names[] = {
        {ConfigurationStatus::Accepted, "Accepted"},
        {ConfigurationStatus::Rejected, "Rejected"},
        {ConfigurationStatus::RebootRequired, "RebootRequired"},
        {ConfigurationStatus::NotSupported, "NotSupported"}};
};

enum class DataTransferStatus { Accepted, Rejected, UnknownMessageId, UnknownVendorId };
template <>
struct WireNames<DataTransferStatus> {
    static constexpr std::pair<DataTransferStatus, std::string_view> names[] = {
        {DataTransferStatus::Accepted, "Accepted"},
        {DataTransferStatus::Rejected, "Rejected"},
        {DataTransferStatus::UnknownMessageId, "UnknownMessageId"},
        {DataTransferStatus::UnknownVendorId, "UnknownVendorId"}};
};

enum class DiagnosticsStatus { Idle, Uploaded, UploadFailed, Uploading };
template <>
struct WireNames<DiagnosticsStatus> {
    static constexpr std::pair<DiagnosticsStatus, std::string_view> names[] = {
        {DiagnosticsStatus::Idle, "Idle"},
        {DiagnosticsStatus::Uploaded, "Uploaded"},
        {DiagnosticsStatus::UploadFailed, "UploadFailed"},
        {DiagnosticsStatus::Uploading, "Uploading"}};
};

enum class FirmwareStatus {
    Downloaded,
    DownloadFailed,
    Downloading,
    Idle,
    InstallationFailed,
    Installing,
    Installed,
};
template <>
struct WireNames<FirmwareStatus> {
    static constexpr std::pair<FirmwareStatus, std::string_view> names[] = {
        {FirmwareStatus::Downloaded, "Downloaded"},
        {FirmwareStatus::DownloadFailed, "DownloadFailed"},
        {FirmwareStatus::Downloading, "Downloading"},
        {FirmwareStatus::Idle, "Idle"},
        {FirmwareStatus::InstallationFailed, "InstallationFailed"},
        {FirmwareStatus::Installing, "Installing"},
        {FirmwareStatus::Installed, "Installed"}};
};

enum class GetCompositeScheduleStatus { Accepted, Rejected };
template <>
struct WireNames<GetCompositeScheduleStatus> {
    static constexpr std::pair<GetCompositeScheduleStatus, std::string_view> names[] = {
        {GetCompositeScheduleStatus::Accepted, "Accepted"}, {GetCompositeScheduleStatus::Rejected, "Rejected"}};
};

enum class MessageTrigger {
    BootNotification,
    DiagnosticsStatusNotification,
    FirmwareStatusNotification,
    Heartbeat,
    MeterValues,
    StatusNotification,
};
template <>
struct WireNames<MessageTrigger> {
    static constexpr std::pair<MessageTrigger, std::string_view> names[] = {
        {MessageTrigger::BootNotification, "BootNotification"},
        {MessageTrigger::DiagnosticsStatusNotification, "DiagnosticsStatusNotification"},
        {MessageTrigger::FirmwareStatusNotification, "FirmwareStatusNotification"},
        {MessageTrigger::Heartbeat, "Heartbeat"},
        {MessageTrigger::MeterValues, "MeterValues"},
        {MessageTrigger::StatusNotification, "StatusNotification"}};
};

enum class Reason {
    DeAuthorized,
    EmergencyStop,
    EVDisconnected,
    HardReset,
    Local,
    Other,
    PowerLoss,
    Reboot,
    Remote,
    SoftReset,
    UnlockCommand,
};
template <>
struct WireNames<Reason> {
    static constexpr std::pair<Reason, std::string_view> names[] = {{Reason::DeAuthorized, "DeAuthorized"},
                                                                    {Reason::EmergencyStop, "EmergencyStop"},
                                                                    {Reason::EVDisconnected, "EVDisconnected"},
                                                                    {Reason::HardReset, "HardReset"},
                                                                    {Reason::Local, "Local"},
                                                                    {Reason::Other, "Other"},
                                                                    {Reason::PowerLoss, "PowerLoss"},
                                                                    {Reason::Reboot, "Reboot"},
                                                                    {Reason::Remote, "Remote"},
                                                                    {Reason::SoftReset, "SoftReset"},
                                                                    {Reason::UnlockCommand, "UnlockCommand"}};
};

enum class RecurrencyKindType { Daily, Weekly };
template <>
struct WireNames<RecurrencyKindType> {
    static constexpr std::pair<RecurrencyKindType, std::string_view> names[] = {{RecurrencyKindType::Daily, "Daily"},
                                                                                {RecurrencyKindType::Weekly, "Weekly"}};
};

enum class RemoteStartStopStatus { Accepted, Rejected };
template <>
struct WireNames<RemoteStartStopStatus> {
    static constexpr std::pair<RemoteStartStopStatus, std::string_view> names[] = {
        {RemoteStartStopStatus::Accepted, "Accepted"}, {RemoteStartStopStatus::Rejected, "Rejected"}};
};

enum class TriggerMessageStatus { Accepted, Rejected, NotImplemented };
template <>
struct WireNames<TriggerMessageStatus> {
    static constexpr std::pair<TriggerMessageStatus, std::string_view> names[] = {
        {TriggerMessageStatus::Accepted, "Accepted"},
        {TriggerMessageStatus::Rejected, "Rejected"},
        {TriggerMessageStatus::NotImplemented, "NotImplemented"}};
};

}  // namespace ocpp
