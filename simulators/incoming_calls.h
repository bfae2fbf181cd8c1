#pragma once

#include <deque>
#include <optional>
#include <string>

#include "ocpp/call_table.h"
#include "ocpp/messages/remote_trigger.h"
#include "simulators/configuration_calls.h"
#include "simulators/metering.h"
#include "simulators/ordered_outcome.h"
#include "simulators/remote_calls.h"

namespace simulators {

/// What the central system may ask of one charge point, and when it is answered; whatever has no row is answered
/// NotImplemented. Owned by the ChargePoint.
class IncomingCalls {
  public:
    /// The parts of the charge point that answer, or are asked to send.
    struct Parts {
        ChargePointState& state;
        CsmsSession& csms;
        Statuses& statuses;
        Metering& metering;
        RemoteCalls& remote_calls;
        ProfileCalls& profile_calls;
        ConfigurationCalls& configuration_calls;
    };
    explicit IncomingCalls(Parts parts) : parts_(parts) {}

    void link_opened() { connected_at_ = parts_.state.now.steady; }
    SteadyTime connected_at() const { return connected_at_; }
    void receive(const ocpp::Call& call);
    std::optional<SteadyTime> next_delayed() const;
    void handle_delayed();
    void forget_delayed() { delayed_.clear(); }

    /// For the table: the central system has to be exact.
    ocpp::Strictness strictness() const { return ocpp::Strictness::strict; }
    ocpp::QuirkCounters& quirks() { return parts_.csms.quirks(); }

  private:
    static const ocpp::CallTable<IncomingCalls>& table();
    bool is_mute() const;
    bool is_registered() const { return parts_.csms.registration() == CsmsSession::Registration::accepted; }
    void handle(const ocpp::Call& call);
    void handle_as_ordered(const ocpp::Call& call, const ocpp::Reply& reply);
    void answer(const ocpp::DataTransfer::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::TriggerMessage::Request& request, const ocpp::Reply& reply);
    bool can_trigger(const ocpp::TriggerMessage::Request& request);
    void send_triggered(const ocpp::TriggerMessage::Request& request);

    struct Delayed {
        SteadyTime due;
        std::string frame;
    };

    Parts parts_;
    OrderedOutcome ordered_;
    std::deque<Delayed> delayed_;  ///< bounded: the other side has one CALL open at a time
    SteadyTime connected_at_{};
};

}  // namespace simulators
