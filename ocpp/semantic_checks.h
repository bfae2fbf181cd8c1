#pragma once

#include "ocpp/all_messages.h"

/// What the specification demands of a request beyond its fields, for requests that we send (messages catalogue,
/// sections 4 and 5). Assumes that the fields were read strictly. Throws CallError whose text begins with the path of
/// the field.
namespace ocpp {

/// Nothing beyond its fields is demanded of every other message.
template <class Request>
void check_semantics(const Request&) {}

void check_semantics(const SetChargingProfile::Request& request);
void check_semantics(const RemoteStartTransaction::Request& request);
void check_semantics(const GetCompositeSchedule::Request& request);
void check_semantics(const SendLocalList::Request& request);
void check_semantics(const ReserveNow::Request& request);
void check_semantics(const ChangeConfiguration::Request& request);
void check_semantics(const GetDiagnostics::Request& request);
void check_semantics(const UpdateFirmware::Request& request);
void check_semantics(const GetLog::Request& request);
void check_semantics(const SignedUpdateFirmware::Request& request);

}  // namespace ocpp
