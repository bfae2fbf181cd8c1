#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ocpp/call_table.h"
#include "ocpp/messages/remote_trigger.h"
#include "simulators/behaviour.h"
#include "simulators/charging_profiles.h"
#include "simulators/configuration.h"
#include "simulators/connector.h"
#include "simulators/event.h"
#include "simulators/ordered_outcome.h"
#include "simulators/profile_rules.h"
#include "simulators/transaction_messages.h"
#include "simulators/uplink.h"

namespace simulators {

struct ChargePointOptions {
    std::string vendor = "ExampleVendor";
    std::string model = "Simulated AC";
    std::string serial_number = "SIM-0001";
    std::string firmware = "1.0.0";
    int connectors = 1;
    int phases = 3;
    double max_current_a = 32;  ///< on each phase, what the installation and the cable allow
    double volts = 230;
    double meter_start_wh = 12000;
    Vehicle vehicle;         ///< one like this at every connector
    bool plugged = false;    ///< a vehicle is there from the beginning
    bool autostart = false;  ///< free vending: plugging in starts a transaction with tag FREE
    Behaviour behaviour;
    /// Beside or instead of the specification's.
    std::vector<InitialValue> configuration;
    /// How far the charger's own clock is behind (quirk 90).
    std::chrono::milliseconds clock_lag{0};
    /// A DataTransfer of this vendor orders outcomes (ordered_outcome.h); empty: nobody does.
    std::string ordering_vendor;
    /// Of the steady clock: a scaled clock needs a scaled time-out.
    std::chrono::milliseconds call_timeout{30000};
    std::chrono::milliseconds reboot_duration{2000};
    /// Makes message ids unique over restarts, at most 16 characters; empty: made of the time.
    std::string message_id_prefix;
};

/// A charge point: state machine of its connectors, charging profiles, configuration and messages (OCPP 1.6 edition 2).
/// No sockets, no threads, no clock: frames come and go as text, time is told and never runs backwards. Owned by the
/// SimulatedCharger or by a test. Nothing is thrown for what a frame holds. The functions of Surroundings must not
/// call back into the charge point.
class ChargePoint {
  public:
    struct Surroundings {
        std::function<void(const std::string& frame)> send_frame;
        /// Cut the link without a word and stay away that long; not reported back through on_disconnected.
        std::function<void(std::chrono::milliseconds away)> drop_link;
        /// Empty: nobody watches, and no text is made for it.
        std::function<void(const Event&)> on_event;
    };

    ChargePoint(ChargePointOptions options, Surroundings surroundings, Moment now);
    ChargePoint(const ChargePoint&) = delete;
    ChargePoint& operator=(const ChargePoint&) = delete;

    void on_connected(Moment now);
    void on_disconnected(Moment now);
    void on_frame(std::string text, Moment now);

    /// Lets time pass; large steps are cut at everything that happens in between.
    void advance(Moment now);
    /// When `advance` has something to do; empty: nothing until somebody acts.
    std::optional<SteadyTime> next_event() const;

    /// What people do. Unknown connectors are ignored with a note. Connector 0 of `swipe`: the likeliest one.
    void plug(int connector, Moment now);
    void unplug(int connector, Moment now);
    /// Another vehicle, or the same one using more or fewer phases; a running transaction goes on.
    void change_vehicle(int connector, Vehicle vehicle, Moment now);
    void swipe(const std::string& id_tag, int connector, Moment now);
    void set_error(int connector, ocpp::ChargePointErrorCode error, Moment now);
    void reboot(Moment now);
    /// Its clock is set: from now on it is that far behind.
    void set_clock_lag(std::chrono::milliseconds lag, Moment now);
    void drop_link(std::chrono::milliseconds away, Moment now);

    const std::vector<Connector>& connectors() const { return connectors_; }
    const ChargingProfiles& profiles() const { return profiles_; }
    Configuration& configuration() { return configuration_; }
    bool is_registered() const { return uplink_.registration() == Uplink::Registration::accepted; }
    /// They wait before they are sent again, or so many are in front that what is told is long past.
    bool transaction_messages_are_held() const {
        constexpr std::size_t kBacklog = 10;
        const auto next = messages_.next_event();
        return messages_.waiting() > kBacklog || (next && *next > now_.steady);
    }
    std::size_t transaction_messages_waiting() const { return messages_.waiting(); }
    std::uint64_t transaction_messages_dropped() const { return messages_.dropped(); }
    std::string summary() const;

    /// For the table of incoming calls: the central system has to be exact.
    ocpp::Strictness strictness() const { return ocpp::Strictness::strict; }
    ocpp::QuirkCounters& quirks() { return uplink_.quirks(); }

  private:
    /// While something flows the battery and the taper are looked at this often.
    static constexpr std::chrono::seconds kPhysicsStep{10};
    static constexpr std::chrono::hours kScheduleHorizon{24};
    /// Of those that drop the link or take over after something (quirks 107, 115, 124).
    static constexpr std::chrono::seconds kQuickStart{60};
    static constexpr std::chrono::seconds kSulk{30};
    static constexpr std::chrono::seconds kFlap{1};
    static constexpr double kForeignLimit_a = 32;
    static constexpr std::int64_t kFirstOwnTransaction = 5000;

    // charge_point.cpp: time and link
    void step_to(Moment now);
    void expire_permissions();
    void on_ready(bool after_boot);
    void on_boot_answer(Uplink::Registration registration);
    void leave_link(std::chrono::milliseconds away);
    void forget_held_answers();
    void give_late_answers();
    void restart();
    void restart(Connector& connector);
    std::optional<SteadyTime> next_flap() const;
    void tell(Event::Kind kind, int connector, std::string text);
    Connector* find_connector(std::int64_t number);
    std::optional<SteadyTime> next_physics(const Connector& connector) const;

    // charging.cpp: who may charge, transactions, limits, statuses
    void authorise(const std::string& id_tag, std::function<void()> when_accepted);
    void grant(Connector& connector, Permission permission);
    void grant_to_swiper(const std::string& id_tag, int number);
    bool stop_own_transaction(const std::string& id_tag);
    Connector* connector_for_start(int number);
    void begin_transaction(Connector& connector, const Permission& permission);
    void begin_if_free_vending(Connector& connector);
    void end_transaction(Connector& connector, ocpp::Reason reason);
    void on_start_answer(const std::shared_ptr<Transaction>& transaction,
                         const ocpp::StartTransaction::Response& answer);
    CurrentLimit limit_for(const Connector& connector) const;
    CurrentLimit most_for(const Connector& connector) const;
    bool foreign_limit_rules() const;
    std::optional<SteadyTime> next_foreign_limit() const;
    void resume(Connector& connector);
    int sharers() const;
    void settle();
    void settle_connector(Connector& connector);
    CurrentLimit limit_that_counts(Connector& connector);
    SteadyTime permission_end() const;

    // statuses.cpp
    ocpp::ChargePointStatus told_status(Connector& connector) const;
    void lie_about_sessions();
    void announce(Connector& connector);
    void announce_station();
    ocpp::StatusNotification::Request status_of(Connector& connector) const;

    // metering.cpp
    void take_samples();
    void send_sample(Connector& connector, std::string_view key, ocpp::ReadingContext context);
    void send_readings(const Connector& connector, std::vector<ocpp::MeterValue> readings);
    Connector with_shared_meter(const Connector& connector) const;
    void freeze_if_due(Connector& connector) const;
    std::optional<SteadyTime> next_sample(const Connector& connector) const;
    std::optional<SteadyTime> next_aligned() const;
    void tell_power(const Connector& connector);

    // incoming_calls.cpp
    static const ocpp::CallTable<ChargePoint>& incoming_calls();
    void receive(const ocpp::Call& call);
    bool is_mute() const;
    void handle(const ocpp::Call& call);
    void handle_as_ordered(const ocpp::Call& call, const ocpp::Reply& reply);
    void handle_delayed();
    std::optional<SteadyTime> next_delayed() const;
    void answer(const ocpp::DataTransfer::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::TriggerMessage::Request& request, const ocpp::Reply& reply);
    bool can_trigger(const ocpp::TriggerMessage::Request& request);
    void send_triggered(const ocpp::TriggerMessage::Request& request);

    // remote_calls.cpp
    void answer(const ocpp::RemoteStartTransaction::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::RemoteStopTransaction::Request& request, const ocpp::Reply& reply);
    Connector* connector_for_remote_start(const ocpp::RemoteStartTransaction::Request& request);
    void start_remotely(Connector& connector, const Permission& permission, const ocpp::Reply& reply);
    void authorise_then_start(Connector& connector, const Permission& permission, const ocpp::Reply& reply);
    void give_held_answer(int connector);

    // profile_calls.cpp
    void answer(const ocpp::SetChargingProfile::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::ClearChargingProfile::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::GetCompositeSchedule::Request& request, const ocpp::Reply& reply);
    ocpp::ChargingProfileStatus take_profile(std::int64_t connector, const ocpp::ChargingProfile& profile,
                                             ProfileFate fate);
    void spike(std::int64_t connector);
    void reply_late(const ocpp::Reply& reply, const ocpp::SetChargingProfile::Response& response);
    bool is_above_rating(const ocpp::ChargingProfile& profile) const;
    bool refuses_while_available(std::int64_t connector, const ocpp::ChargingProfile& profile) const;

    // configuration_calls.cpp
    void answer(const ocpp::ChangeConfiguration::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::GetConfiguration::Request& request, const ocpp::Reply& reply);
    ocpp::ConfigurationStatus write_key(const std::string& key, const std::string& value);
    bool writes_measurands_too_often(const std::string& key);
    void read_vendor_limit();

    ChargePointOptions options_;
    Surroundings surroundings_;
    Wiring wiring_;
    Moment now_;
    Configuration configuration_;
    ChargingProfiles profiles_;
    std::vector<Connector> connectors_;
    Uplink uplink_;
    TransactionMessages messages_;
    OrderedOutcome ordered_;
    struct Delayed {
        SteadyTime due;
        std::string frame;
    };
    std::deque<Delayed> delayed_;  ///< bounded: the other side has one CALL open at a time
    struct LateAnswer {
        SteadyTime due;
        ocpp::Reply reply;
        ocpp::SetChargingProfile::Response response;
    };
    std::deque<LateAnswer> late_answers_;
    std::int64_t sent_readings_ = 0;
    struct HeldAnswer {
        int connector;
        ocpp::Reply reply;
    };
    std::optional<HeldAnswer> held_start_;           ///< until StartTransaction is answered (quirk 42)
    std::optional<SteadyTime> foreign_limit_from_;   ///< quirk 124
    std::optional<double> vendor_limit_a_;           ///< quirk 99
    std::vector<InitialValue> writes_after_reboot_;  ///< quirk 119
    bool whole_list_told_ = false;                   ///< since the last start (quirk 115)
    int measurand_writes_ = 0;                       ///< since the last start (quirk 118)
    std::int64_t next_own_transaction_ = kFirstOwnTransaction;
    SteadyTime connected_at_{};
    int times_ready_ = 0;
    bool has_booted_ = false;  ///< registered since the last start
    bool station_announced_ = false;
    SteadyTime last_aligned_{};
};

}  // namespace simulators
