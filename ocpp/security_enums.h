#pragma once

#include <utility>

#include "ocpp/types.h"

/// Enumerations of the security white paper, edition 2 (catalogue, section 6); names exactly as on the wire.
namespace ocpp {

enum class CertificateSignedStatusEnumType { Accepted, Rejected };
template <>
struct WireNames<CertificateSignedStatusEnumType> {
    static constexpr std::pair<CertificateSignedStatusEnumType, std::string_view> names[] = {
        {CertificateSignedStatusEnumType::Accepted, "Accepted"},
        {CertificateSignedStatusEnumType::Rejected, "Rejected"}};
};

enum class CertificateStatusEnumType { Accepted, Failed, Rejected };
template <>
struct WireNames<CertificateStatusEnumType> {
    static constexpr std::pair<CertificateStatusEnumType, std::string_view> names[] = {
        {CertificateStatusEnumType::Accepted, "Accepted"},
        {CertificateStatusEnumType::Failed, "Failed"},
        {CertificateStatusEnumType::Rejected, "Rejected"}};
};

enum class CertificateUseEnumType { CentralSystemRootCertificate, ManufacturerRootCertificate };
template <>
struct WireNames<CertificateUseEnumType> {
    static constexpr std::pair<CertificateUseEnumType, std::string_view> names[] = {
        {CertificateUseEnumType::CentralSystemRootCertificate, "CentralSystemRootCertificate"},
        {CertificateUseEnumType::ManufacturerRootCertificate, "ManufacturerRootCertificate"}};
};

enum class DeleteCertificateStatusEnumType { Accepted, Failed, NotFound };
template <>
struct WireNames<DeleteCertificateStatusEnumType> {
    static constexpr std::pair<DeleteCertificateStatusEnumType, std::string_view> names[] = {
        {DeleteCertificateStatusEnumType::Accepted, "Accepted"},
        {DeleteCertificateStatusEnumType::Failed, "Failed"},
        {DeleteCertificateStatusEnumType::NotFound, "NotFound"}};
};

enum class FirmwareStatusEnumType {
    Downloaded,
    DownloadFailed,
    Downloading,
    DownloadScheduled,
    DownloadPaused,
    Idle,
    InstallationFailed,
    Installing,
    Installed,
    InstallRebooting,
    InstallScheduled,
    InstallVerificationFailed,
    InvalidSignature,
    SignatureVerified,
};
template <>
struct WireNames<FirmwareStatusEnumType> {
    static constexpr std::pair<FirmwareStatusEnumType, std::string_view> names[] = {
        {FirmwareStatusEnumType::Downloaded, "Downloaded"},
        {FirmwareStatusEnumType::DownloadFailed, "DownloadFailed"},
        {FirmwareStatusEnumType::Downloading, "Downloading"},
        {FirmwareStatusEnumType::DownloadScheduled, "DownloadScheduled"},
        {FirmwareStatusEnumType::DownloadPaused, "DownloadPaused"},
        {FirmwareStatusEnumType::Idle, "Idle"},
        {FirmwareStatusEnumType::InstallationFailed, "InstallationFailed"},
        {FirmwareStatusEnumType::Installing, "Installing"},
        {FirmwareStatusEnumType::Installed, "Installed"},
        {FirmwareStatusEnumType::InstallRebooting, "InstallRebooting"},
        {FirmwareStatusEnumType::InstallScheduled, "InstallScheduled"},
        {FirmwareStatusEnumType::InstallVerificationFailed, "InstallVerificationFailed"},
        {FirmwareStatusEnumType::InvalidSignature, "InvalidSignature"},
        {FirmwareStatusEnumType::SignatureVerified, "SignatureVerified"}};
};

enum class GenericStatusEnumType { Accepted, Rejected };
template <>
struct WireNames<GenericStatusEnumType> {
    static constexpr std::pair<GenericStatusEnumType, std::string_view> names[] = {
        {GenericStatusEnumType::Accepted, "Accepted"}, {GenericStatusEnumType::Rejected, "Rejected"}};
};

enum class GetInstalledCertificateStatusEnumType { Accepted, NotFound };
template <>
struct WireNames<GetInstalledCertificateStatusEnumType> {
    static constexpr std::pair<GetInstalledCertificateStatusEnumType, std::string_view> names[] = {
        {GetInstalledCertificateStatusEnumType::Accepted, "Accepted"},
        {GetInstalledCertificateStatusEnumType::NotFound, "NotFound"}};
};

enum class HashAlgorithmEnumType { SHA256, SHA384, SHA512 };
template <>
struct WireNames<HashAlgorithmEnumType> {
    static constexpr std::pair<HashAlgorithmEnumType, std::string_view> names[] = {
        {HashAlgorithmEnumType::SHA256, "SHA256"},
        {HashAlgorithmEnumType::SHA384, "SHA384"},
        {HashAlgorithmEnumType::SHA512, "SHA512"}};
};

enum class LogEnumType { DiagnosticsLog, SecurityLog };
template <>
struct WireNames<LogEnumType> {
    static constexpr std::pair<LogEnumType, std::string_view> names[] = {
        {LogEnumType::DiagnosticsLog, "DiagnosticsLog"}, {LogEnumType::SecurityLog, "SecurityLog"}};
};

enum class LogStatusEnumType { Accepted, Rejected, AcceptedCanceled };
template <>
struct WireNames<LogStatusEnumType> {
    static constexpr std::pair<LogStatusEnumType, std::string_view> names[] = {
        {LogStatusEnumType::Accepted, "Accepted"},
        {LogStatusEnumType::Rejected, "Rejected"},
        {LogStatusEnumType::AcceptedCanceled, "AcceptedCanceled"}};
};

enum class MessageTriggerEnumType {
    BootNotification,
    LogStatusNotification,
    FirmwareStatusNotification,
    Heartbeat,
    MeterValues,
    SignChargePointCertificate,
    StatusNotification,
};
template <>
struct WireNames<MessageTriggerEnumType> {
    static constexpr std::pair<MessageTriggerEnumType, std::string_view> names[] = {
        {MessageTriggerEnumType::BootNotification, "BootNotification"},
        {MessageTriggerEnumType::LogStatusNotification, "LogStatusNotification"},
        {MessageTriggerEnumType::FirmwareStatusNotification, "FirmwareStatusNotification"},
        {MessageTriggerEnumType::Heartbeat, "Heartbeat"},
        {MessageTriggerEnumType::MeterValues, "MeterValues"},
        {MessageTriggerEnumType::SignChargePointCertificate, "SignChargePointCertificate"},
        {MessageTriggerEnumType::StatusNotification, "StatusNotification"}};
};

enum class UpdateFirmwareStatusEnumType {
    Accepted,
    Rejected,
    AcceptedCanceled,
    InvalidCertificate,
    RevokedCertificate,
};
template <>
struct WireNames<UpdateFirmwareStatusEnumType> {
    static constexpr std::pair<UpdateFirmwareStatusEnumType, std::string_view> names[] = {
        {UpdateFirmwareStatusEnumType::Accepted, "Accepted"},
        {UpdateFirmwareStatusEnumType::Rejected, "Rejected"},
        {UpdateFirmwareStatusEnumType::AcceptedCanceled, "AcceptedCanceled"},
        {UpdateFirmwareStatusEnumType::InvalidCertificate, "InvalidCertificate"},
        {UpdateFirmwareStatusEnumType::RevokedCertificate, "RevokedCertificate"}};
};

enum class UploadLogStatusEnumType {
    BadMessage,
    Idle,
    NotSupportedOperation,
    PermissionDenied,
    Uploaded,
    UploadFailure,
    Uploading,
};
template <>
struct WireNames<UploadLogStatusEnumType> {
    static constexpr std::pair<UploadLogStatusEnumType, std::string_view> names[] = {
        {UploadLogStatusEnumType::BadMessage, "BadMessage"},
        {UploadLogStatusEnumType::Idle, "Idle"},
        {UploadLogStatusEnumType::NotSupportedOperation, "NotSupportedOperation"},
        {UploadLogStatusEnumType::PermissionDenied, "PermissionDenied"},
        {UploadLogStatusEnumType::Uploaded, "Uploaded"},
        {UploadLogStatusEnumType::UploadFailure, "UploadFailure"},
        {UploadLogStatusEnumType::Uploading, "Uploading"}};
};

}  // namespace ocpp
