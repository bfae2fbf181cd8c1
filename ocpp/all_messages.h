#pragma once

#include "ocpp/messages/core.h"
#include "ocpp/messages/notifications.h"
#include "ocpp/messages/remote_trigger.h"
#include "ocpp/messages/smart_charging.h"

namespace ocpp {

/// Every message we speak. Tests walk this tuple and compare it with the specification's field list.
using AllMessages =
    std::tuple<Authorize, BootNotification, DataTransfer, Heartbeat, MeterValues, StartTransaction, StatusNotification,
               StopTransaction, ChangeConfiguration, GetConfiguration, RemoteStartTransaction, RemoteStopTransaction,
               SetChargingProfile, ClearChargingProfile, GetCompositeSchedule, TriggerMessage,
               DiagnosticsStatusNotification, FirmwareStatusNotification, LogStatusNotification,
               SecurityEventNotification, SignedFirmwareStatusNotification>;

}  // namespace ocpp
