#pragma once

#include "ocpp/all_messages.h"

/// What the specification demands of a request beyond its fields, for requests that we send (messages catalogue,
/// sections 4 and 5). Assumes that the fields were read strictly. Throws CallError whose text begins with the path of
/// the field.
namespace ocpp {

/// Nothing beyond its fields is demanded of every other message.
template <class Request>
void check_meaning(const Request&) {}

void check_meaning(const SetChargingProfile::Request& request);
void check_meaning(const RemoteStartTransaction::Request& request);
void check_meaning(const GetCompositeSchedule::Request& request);
void check_meaning(const SendLocalList::Request& request);
void check_meaning(const ReserveNow::Request& request);
void check_meaning(const ChangeConfiguration::Request& request);
void check_meaning(const GetDiagnostics::Request& request);
void check_meaning(const UpdateFirmware::Request& request);
void check_meaning(const GetLog::Request& request);
void check_meaning(const SignedUpdateFirmware::Request& request);

}  // namespace ocpp
