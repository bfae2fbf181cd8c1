#pragma once

#include "ocpp/messages/certificates.h"
#include "ocpp/messages/core.h"
#include "ocpp/messages/core_commands.h"
#include "ocpp/messages/firmware.h"
#include "ocpp/messages/local_auth_list.h"
#include "ocpp/messages/notifications.h"
#include "ocpp/messages/remote_trigger.h"
#include "ocpp/messages/reservation.h"
#include "ocpp/messages/security.h"
#include "ocpp/messages/smart_charging.h"

namespace ocpp {

/// The 28 actions of OCPP 1.6 and the 11 of the security white paper. Tests walk this tuple and compare it with the
/// specification's field list.
using AllMessages = std::tuple<
    // Core
    Authorize, BootNotification, ChangeAvailability, ChangeConfiguration, ClearCache, DataTransfer, GetConfiguration,
    Heartbeat, MeterValues, RemoteStartTransaction, RemoteStopTransaction, Reset, StartTransaction, StatusNotification,
    StopTransaction, UnlockConnector,
    // FirmwareManagement, LocalAuthListManagement, Reservation, SmartCharging, RemoteTrigger
    DiagnosticsStatusNotification, FirmwareStatusNotification, GetDiagnostics, UpdateFirmware, GetLocalListVersion,
    SendLocalList, CancelReservation, ReserveNow, ClearChargingProfile, GetCompositeSchedule, SetChargingProfile,
    TriggerMessage,
    // Security
    CertificateSigned, DeleteCertificate, ExtendedTriggerMessage, GetInstalledCertificateIds, GetLog,
    InstallCertificate, LogStatusNotification, SecurityEventNotification, SignCertificate,
    SignedFirmwareStatusNotification, SignedUpdateFirmware>;

}  // namespace ocpp
