#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulators/charge_point_state.h"
#include "simulators/incoming_calls.h"

namespace simulators {

/// A charge point: state machine of its connectors, charging profiles, configuration and messages (OCPP 1.6 edition 2).
/// No sockets, no threads, no clock: frames come and go as text, time is told and never runs backwards. Owned by the
/// SimulatedCharger or by a test. Nothing is thrown for what a frame holds. The functions of Surroundings must not
/// call back into the charge point.
class ChargePoint {
  public:
    ChargePoint(ChargePointOptions options, Surroundings surroundings, SimulatedTime now);
    ChargePoint(const ChargePoint&) = delete;
    ChargePoint& operator=(const ChargePoint&) = delete;

    void on_connected(SimulatedTime now);
    void on_disconnected(SimulatedTime now);
    void on_frame(std::string text, SimulatedTime now);

    /// Lets time pass; large steps are cut at everything that happens in between.
    void advance(SimulatedTime now);
    /// When `advance` has something to do; empty: nothing until somebody acts.
    std::optional<SteadyTime> next_event() const;

    /// What people do. Unknown connectors are ignored with a note. Connector 0 of `swipe`: the likeliest one.
    void plug(int connector, SimulatedTime now);
    void unplug(int connector, SimulatedTime now);
    /// Another vehicle, or the same one using more or fewer phases; a running transaction goes on.
    void change_vehicle(int connector, Vehicle vehicle, SimulatedTime now);
    void swipe(const std::string& id_tag, int connector, SimulatedTime now);
    void set_error(int connector, ocpp::ChargePointErrorCode error, SimulatedTime now);
    void reboot(SimulatedTime now);
    /// Its clock is set: from now on it is that far behind.
    void set_clock_lag(std::chrono::milliseconds lag, SimulatedTime now);
    void drop_link(std::chrono::milliseconds away, SimulatedTime now);

    const std::vector<Connector>& connectors() const { return state_.connectors; }
    const ChargingProfiles& profiles() const { return state_.profiles; }
    Configuration& configuration() { return state_.configuration; }
    bool is_registered() const { return csms_.registration() == CsmsSession::Registration::accepted; }
    /// They wait before they are sent again, or so many are in front that what is told is long past.
    bool transaction_messages_are_held() const {
        constexpr std::size_t kBacklog = 10;
        const auto next = messages_.next_event();
        return messages_.waiting() > kBacklog || (next && *next > state_.now.steady);
    }
    std::size_t transaction_messages_waiting() const { return messages_.waiting(); }
    std::uint64_t transaction_messages_dropped() const { return messages_.dropped(); }
    std::string summary() const;

  private:
    static constexpr std::chrono::seconds kFlap{1};  ///< away, of those that drop the link ever so often

    // charge_point.cpp
    void step_to(SimulatedTime now);
    void on_ready(bool after_boot);
    void on_boot_answer(CsmsSession::Registration registration);
    void settle();
    void settle_connector(Connector& connector);
    // restarts.cpp
    void leave_link(std::chrono::milliseconds away);
    void forget_held_answers();
    void restart();
    std::optional<SteadyTime> next_flap() const;

    ChargePointState state_;
    CsmsSession csms_;
    TransactionMessages messages_;
    Statuses statuses_;
    LimitsInForce limits_;
    ProfileCalls profile_calls_;
    Sessions sessions_;
    RemoteCalls remote_calls_;
    Metering metering_;
    ConfigurationCalls configuration_calls_;
    IncomingCalls incoming_;
    int times_ready_ = 0;
};

}  // namespace simulators
