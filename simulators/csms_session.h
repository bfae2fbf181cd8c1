#pragma once

#include <functional>
#include <optional>
#include <string>

#include "ocpp/call_queue.h"
#include "ocpp/messages/core.h"
#include "simulators/configuration.h"
#include "simulators/simulated_time.h"

namespace simulators {

/// The charger's side of the conversation: registration (section 4.2 of the specification), heartbeats, CALLs of ours
/// one at a time. Owned by the ChargePoint; pure: frames leave through a function, time is told.
class CsmsSession {
  public:
    enum class Registration { unknown, pending, rejected, accepted };

    struct Identity {
        ocpp::BootNotification::Request boot;
        std::string message_id_prefix;
        std::chrono::milliseconds call_timeout{30000};
        bool boots_on_reconnect = false;
        bool ignores_boot_interval = false;
    };
    struct Ports {
        std::function<void(const std::string& frame)> send;
        std::function<void(Registration)> on_boot_answer;
        /// Everything may be sent (again): the boot was accepted, or the link is back without one.
        std::function<void(bool after_boot)> on_ready;
    };

    CsmsSession(Identity identity, Configuration& configuration, Ports ports);

    void on_connected(SimulatedTime now);
    void on_disconnected(SimulatedTime now);
    void on_answer(const ocpp::Frame& frame, SimulatedTime now);
    void on_time(SimulatedTime now);
    std::optional<SteadyTime> next_event() const;

    /// After a reboot the next connection begins with a BootNotification.
    void forget_registration();
    void send_boot();
    void send_heartbeat();

    bool is_online() const { return online_; }
    bool is_ready() const { return online_ && registration_ == Registration::accepted; }
    Registration registration() const { return registration_; }
    ocpp::QuirkCounters& quirks() { return quirks_; }
    SimulatedTime now() const { return now_; }

    template <class Message>
    void call(
        const typename Message::Request& request,
        std::function<void(const ocpp::Outcome<Message>&)> on_outcome = [](const auto&) {}) {
        if (!online_) return on_outcome(ocpp::Disconnected{});
        calls_.push<Message>(request, std::move(on_outcome), ocpp::Strictness::strict, quirks_, now_.steady);
    }

  private:
    static constexpr std::size_t kMostCallsWaiting = 200;
    static constexpr std::chrono::seconds kBootRetry{60};  ///< where the answer leaves the wait to us

    void on_boot_outcome(const ocpp::Outcome<ocpp::BootNotification>& outcome);
    void take_boot_answer(const ocpp::BootNotification::Response& answer);
    std::optional<SteadyTime> next_heartbeat() const;

    Identity identity_;
    Configuration& configuration_;
    Ports ports_;
    ocpp::QuirkCounters quirks_;
    ocpp::CallQueue calls_;
    SimulatedTime now_{};
    bool online_ = false;
    bool boot_is_open_ = false;
    Registration registration_ = Registration::unknown;
    std::optional<SteadyTime> next_boot_;
    SteadyTime last_heartbeat_{};
};

}  // namespace simulators
