#pragma once

#include "gateway/access/charger_registration.h"
#include "gateway/access/charger_security.h"
#include "gateway/authorization/local_list.h"
#include "gateway/authorization/reservations.h"
#include "gateway/charge_point/agreed_calls.h"
#include "gateway/charge_point/charger_clock.h"
#include "gateway/charge_point/control_calls.h"
#include "gateway/charge_point/control_loop.h"
#include "gateway/charge_point/conversation.h"
#include "gateway/charge_point/meter_values_intake.h"
#include "gateway/charge_point/operator_changes.h"
#include "gateway/charge_point/state_requests.h"
#include "gateway/inspection/charger_reports.h"
#include "gateway/setup/setup_dialogue.h"
#include "gateway/transactions/transactions.h"

namespace gateway {

/// The parts of one charger and how they reach each other; nothing is decided here. Owned by the ChargePoint, made of
/// its own members in the order in which they need each other; io thread.
struct ChargerParts {
    ChargerParts(ChargePoint& whole, storage::ChargePointRecord row, SiteServices& services);
    ChargerParts(const ChargerParts&) = delete;
    ChargerParts& operator=(const ChargerParts&) = delete;

    ChargePoint& whole;
    ChargerContext context;
    Connectors connectors;
    ChargerWrites writes;
    OutgoingCalls calls;
    Setup setup;
    ChargerFacts facts;
    ChargerJournal journal;
    ChargerReports reports;
    ChargerClock clock;
    ChargerTags tags;
    ChargerSecurity security;
    ChargerRegistration registration;
    Conversation conversation;
    Reservations reservations;
    LocalList local_list;
    SessionBook sessions;
    Transactions transactions;
    StateRequests requests;
    MeterValuesIntake meter_values;
    ControlCalls control;
    SetupDialogue dialogue;
    AgreedCalls agreed_calls;
    RawCalls raw_calls;
    OperatorChanges operator_changes;
    DeviceEvents events;
    ControlLoop loop;
    LostSessions lost_sessions;  ///< the last: where both are due at once, the loop comes first

    bool may_be_called() const { return conversation.is_open() && registration.is_open(context.now()); }
    /// What the gateway itself noticed about this charger, as a security event.
    void note_security(const std::string& type, const std::string& text);

  private:
    /// What an answer changes is on the word of who asked, where that is somebody (storage/authorship.h).
    template <class Answer>
    auto in_the_same_name(Answer answer) const {
        return context.services.storage.authorship().carried(std::move(answer));
    }

    // Those of the rooms below are in charger_ports.cpp.
    Connectors::Ports connector_ports();
    ChargerWrites::Ports write_ports();
    OutgoingCalls::Ports call_ports();
    StateRequests::Ports request_ports();
    MeterValuesIntake::Ports meter_values_ports();
    ControlLoop::Ports loop_ports();
    ChargerSecurity::Ports security_ports();
    ChargerRegistration::Ports registration_ports();
    Reservations::Ports reservation_ports();
    LocalList::Ports local_list_ports();
    Transactions::Ports transaction_ports();
    SetupDialogue::Ports setup_ports();
    RawCalls::Ports raw_call_ports();
    std::string why_not_now() const;
};

}  // namespace gateway
