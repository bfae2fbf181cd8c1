#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "canonical/sandbox_controls.h"
#include "gateway/decision/boot_gate.h"
#include "gateway/inspection/charger_journal.h"
#include "gateway/charge_point/charger_lessons.h"
#include "gateway/inspection/charger_reports.h"
#include "gateway/access/charger_security.h"
#include "gateway/decision/clock_lag.h"
#include "gateway/charge_point/device_news.h"
#include "gateway/access/identity_watch.h"
#include "gateway/authorization/local_list.h"
#include "gateway/charge_point/operator_settings.h"
#include "gateway/decision/provisional.h"
#include "gateway/inspection/raw_call.h"
#include "gateway/access/registration.h"
#include "gateway/authorization/reservations.h"
#include "gateway/transactions/session_ledger.h"
#include "gateway/charge_point/shared_meter.h"
#include "gateway/charge_point/site_services.h"
#include "gateway/access/stored_password.h"
#include "gateway/decision/trigger_policy.h"
#include "gateway/charge_point/under_way.h"
#include "gateway/decision/unusable_frames.h"
#include "gateway/link/charger_link.h"
#include "ocpp/answer_cache.h"
#include "ocpp/call_queue.h"
#include "ocpp/messages/remote_trigger.h"

namespace gateway {

/// One charger over all its connections: what it is, its connectors, its open calls. The control loop lives
/// here: event or alarm -> state -> next_step -> call -> outcome -> state. Io thread only.
class ChargePoint : public std::enable_shared_from_this<ChargePoint> {
  public:
    static constexpr int kMostConnectors = 64;
    static constexpr std::size_t kEndedTransactionsKept = 16;

    ChargePoint(storage::ChargePointRecord record, SiteServices& services);

    const storage::ChargePointRecord& record() const { return record_; }
    /// For this process, whatever becomes of it on disk.
    void set_password(const StoredPassword& password);
    ChargerSecurity& security() { return security_; }
    const Capabilities& capabilities() const { return capabilities_; }
    const ChargerLessons& lessons() const { return lessons_; }
    /// What is known of its kind.
    const Traits& traits() const { return traits_; }
    /// The dialogue after its boot, and what failed in it.
    const Setup& setup() const { return setup_; }
    /// The tag of our remote starts at this charger (quirk 57).
    const std::string& remote_start_tag() const;
    bool is_ours(const std::string& id_tag) const;
    bool is_connected() const { return link_ != nullptr; }
    /// Since when it has been connected, or not; empty while this process has not seen a change.
    std::optional<UtcTime> link_changed_at() const { return link_changed_at_; }
    /// CALLs may go out.
    bool may_be_called() const { return link_ && boot_gate_.is_open(services_.time.now()); }
    const std::shared_ptr<ChargerLink>& link() const { return link_; }

    /// Connector ids are stable keys, so references stay valid.
    Connector* find_connector(int connector_id);
    std::map<int, std::unique_ptr<Connector>>& connectors() { return connectors_; }
    /// Creates it, with its canonical device, when it was never seen; nothing for ids beyond all reason.
    Connector* connector(std::int64_t connector_id);
    void restore_connector(storage::ConnectorRecord record);
    void restore_transaction(const storage::TransactionRecord& transaction);
    void restore_ended_transactions(const std::vector<std::int64_t>& ids);
    void restore_lost_transaction(const storage::TransactionRecord& row);

    // The link's events.
    void link_opened(std::shared_ptr<ChargerLink> link);
    void received(std::string text);
    void link_closed();

    // For the rows of the table of incoming calls.
    ocpp::Strictness strictness() const;
    ocpp::QuirkCounters& quirks() { return quirks_; }
    SiteServices& services() { return services_; }
    void boot(const ocpp::BootNotification::Request& request, ocpp::Reply reply);
    ocpp::IdTagInfo authorise(const std::string& id_tag);
    void status(const ocpp::StatusNotification::Request& request);
    void start_transaction(const ocpp::StartTransaction::Request& request, ocpp::Reply reply);
    void stop_transaction(const ocpp::StopTransaction::Request& request, std::string payload, ocpp::Reply reply);
    void meter_values(const ocpp::MeterValues::Request& request, std::string payload, ocpp::Reply reply);

    /// What the gateway itself noticed about this charger, as a security event.
    void note_security(const std::string& type, const std::string& text);
    ChargerReports& reports() { return reports_; }
    IdentityWatch& identity() { return identity_; }
    Reservations& reservations() { return reservations_; }
    LocalList& local_list() { return local_list_; }
    const SessionLedger& ledger() const { return ledger_; }

    void decide_soon();  ///< desired state changed, or a command began
    /// Stores the connector's row; `done` is told whether it is durable. Without `done` it is tried until it is.
    void store(const Connector& connector, std::function<void(bool)> done = nullptr, storage::Batch alongside = {});
    /// Stores an action that has ended and its connector, and tries again until both are durable.
    void store_ended(const Connector& connector, const canonical::Action& action);
    /// Asks for fresh values, not too often; `done` comes with a message, after the patience, or at once if asking is useless.
    void refresh(Connector& connector, std::function<void()> done);
    /// Nobody waits any more, at the end of the Site: who waits holds the charge point.
    void forget_readers() { refreshes_.clear(); }
    /// Counts at once; `done(false)`: it could not be made durable, and all is as before.
    void change_settings(const OperatorSettings& settings, std::function<void(bool)> done);
    void change_password(const StoredPassword& password, std::function<void(bool)> done);
    /// Some of it was taken back: what was found out by use is looked up again; what the charger itself reported stays.
    void look_up_lessons(bool starts_over);
    /// Of the sandbox: tells the simulated charger what to make of commands from now on; goes before the next of them.
    void order_outcome(const canonical::SandboxControls& controls);
    bool follows_order() const { return follows_order_; }
    ChargerJournal& journal() { return journal_; }

    // charge_point_raw.cpp
    /// Sends it when its turn comes: behind every limit that is due, before the dialogue of Setup. What it may have
    /// changed is in doubt then.
    void call_raw(RawCall raw);

    /// Sends nothing of its own accord any more and clears our profiles.
    /// False: they may still be there, because a transaction is open or the charger did not answer.
    void retire(std::function<void(bool cleared)> done);
    void stay_in_service();

  private:
    ChargerSecurity::Outlets security_outlets();
    // charge_point.cpp
    void send(std::string_view frame);
    void answer(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint);
    void ignore_message(SteadyTime now);
    void write(storage::Batch batch, std::function<void(const storage::Written&)> done);
    void note_clock(const ocpp::DateTime& charger_time);
    /// Values that waited through an outage say nothing about now (quirk 48).
    bool is_history(const ocpp::MeterValues::Request& values) const;
    void pause_reading_if_congested();
    void store_again_later();
    void store_what_failed(SteadyTime now);
    // charge_point_operator.cpp
    void adopt(const OperatorSettings& settings);
    void note_traits();
    void start_over();
    // charge_point_registration.cpp
    void booted(bool same_kind);
    void registration_changed(storage::Registration before);
    void judge_start(const ocpp::StartTransaction::Request& request, const Connector* where, StoredStart& start);
    // charge_point_offers.cpp
    std::string why_not_now() const;
    Reservations::Ways reservation_ways();
    LocalList::Ways local_list_ways();
    // charge_point_energy.cpp, charge_point_claims.cpp
    SessionLedger::Session* followed(std::int64_t id);
    bool note_if_foreign(std::int64_t id, const std::string& action);
    void judge_end(const ocpp::StopTransaction::Request& request, const TransactionTime& ended, bool is_foreign,
                   storage::TransactionEnd& row);
    std::int64_t session_meant(std::int64_t told, const Claim& claim);
    Connector* whose_values(const ocpp::MeterValues::Request& request);
    std::int64_t session_of_values(const ocpp::MeterValues::Request& request, const Connector* where);
    void end_followed(std::int64_t id, const TransactionTime& ended);
    void complete_energy(std::int64_t id);
    // charge_point_raw.cpp
    bool send_raw_call(SteadyTime now);
    void note_agreement(const RawCall& raw, RawOutcome& told);
    void look_at_raw_answer(const std::string& action, const ocpp::Answered& answered, RawOutcome& told);
    void raw_call_ended(const std::string& action, const ocpp::CallOutcome& outcome, RawOutcome& told);
    // charge_point_transactions.cpp
    bool is_late(const TransactionTime& began, UtcTime received) const;
    void transaction_stored(const StoredStart& start, const storage::Written& written);
    void open_transaction(Connector& connector, const StoredStart& start, std::int64_t id);
    bool is_older_than_session(const Connector& connector, const TransactionTime& other) const;
    void transaction_ended(std::int64_t id, const TransactionTime& ended, std::optional<ocpp::Reason> reason);
    /// `stop_id` is the one under which its end was stored, if it was.
    void close_transaction(Connector& connector, std::optional<ocpp::Reason> reason, std::optional<std::int64_t> stop_id);
    void abandon(std::int64_t stored_id);
    void adopt_transaction(Connector& connector, std::int64_t id);
    Connector* connector_of_meter(std::int64_t connector_id);
    Connector* connector_of_transaction(std::int64_t id);
    bool has_ended(std::int64_t transaction_id) const;
    void remember_ended(std::int64_t transaction_id);
    // charge_point_lost.cpp
    void doubt_transactions();
    void watch_doubtful_transactions();
    void confirm_transaction(int connector_id, std::int64_t id);
    void close_lost_transactions();
    // charge_point_windows.cpp
    void watch_clock(SteadyTime now, std::optional<SteadyTime>& wake);
    void begin_due(Connector& connector);
    void end_window(Connector& connector, SteadyTime now);
    // charge_point_control.cpp
    void decide();
    void judge_commands(SteadyTime now, std::optional<SteadyTime>& wake);
    void end_action(Connector& connector, const Verdict& verdict);
    void take_steps(SteadyTime now, std::optional<SteadyTime>& wake);
    bool take_own_steps(SteadyTime now, std::optional<SteadyTime>& wake, bool may_call);
    bool take_step(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake);
    bool take(Connector& connector, const Step& step, std::optional<SteadyTime>& wake);
    void learn(Connector& connector, Learn::Lesson lesson);
    void note_preparing();
    void learn_from_what_flows(SteadyTime now, std::optional<SteadyTime>& wake);
    void share_what_is_known();
    void capabilities_changed(const Capabilities& before, const Connector* where = nullptr, const std::string& observation = {});
    void reconnect_if_unanswered(SteadyTime now);
    // charge_point_calls.cpp
    void send_limit(Connector& connector, const SendLimit& limit);
    void send_vendor_limit(Connector& connector, const SendLimit& limit);
    void limit_answered(Connector& connector, const SendLimit& limit, const LimitContext& context,
                        const LimitAnswer& answer);
    void clear_own_limit(Connector& connector, ProfilePurpose purpose);
    void send_remote_start(Connector& connector);
    void send_remote_stop(Connector& connector, std::int64_t transaction_id);
    // charge_point_setup.cpp
    bool take_setup_step(SteadyTime now, std::optional<SteadyTime>& wake);
    bool take_dialogue_step(SteadyTime now, std::optional<SteadyTime>& wake);
    bool clear_foreign_profiles(SteadyTime now, std::optional<SteadyTime>& wake);
    void clear_profiles(ocpp::ChargingProfilePurposeType purpose);
    void ask_configuration(const std::vector<std::string>& keys);
    void configuration_answered(const ocpp::GetConfiguration::Response& response);
    void write_key(const WriteKey& key);
    void key_answered(const WriteKey& key, const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome);
    void note_lessons();
    // charge_point_triggers.cpp
    bool ask_for_state(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake);
    bool may_trigger(ocpp::MessageTrigger message) const;
    std::optional<SteadyTime> next_trigger_at(ocpp::MessageTrigger message, const Connector& connector) const;
    void ask_for(ocpp::MessageTrigger message, const Connector& connector);
    void trigger_answered(ocpp::MessageTrigger message, int connector_id,
                          const ocpp::Outcome<ocpp::TriggerMessage>& outcome);
    void trigger(ocpp::MessageTrigger message, std::optional<int> connector_id,
                 std::function<void(const ocpp::Outcome<ocpp::TriggerMessage>&)> on_outcome);
    void ask_for_boot();
    void heard(ocpp::MessageTrigger message, int connector_id);
    void refreshed(int connector_id);
    void finish_refreshes(SteadyTime now, std::optional<SteadyTime>& wake);

    template <class Message>
    void call(const typename Message::Request& request, std::function<void(const ocpp::Outcome<Message>&)> on_outcome,
              ocpp::LateAnswer late = {}) {
        calls_.push<Message>(
            request,
            [weak = weak_from_this(), on_outcome = std::move(on_outcome)](const auto& outcome) {
                const auto alive = weak.lock();
                if (!alive) return;
                on_outcome(outcome);
                alive->decide_soon();
            },
            strictness(), quirks_, services_.time.now(), std::move(late));
    }

    storage::ChargePointRecord record_;
    Provisional<OperatorSettings> settings_;
    Provisional<StoredPassword> password_;
    SiteServices& services_;
    ChargerLessons lessons_;
    Capabilities capabilities_;
    Traits traits_;
    std::map<int, std::unique_ptr<Connector>> connectors_;
    std::shared_ptr<ChargerLink> link_;
    ocpp::CallQueue calls_;
    ocpp::AnswerCache answers_;
    UnusableFrames unusable_frames_;
    ocpp::QuirkCounters quirks_;
    ChargerJournal journal_;
    ChargerSecurity security_;
    bool follows_order_ = false;  ///< one that is not plain
    RawCallLine raw_calls_;
    BootGate boot_gate_;
    UnacceptedCalls unaccepted_calls_;
    SessionLedger ledger_;
    ConnectorLabels labels_;
    ChargerReports reports_;
    Reservations reservations_;
    LocalList local_list_;
    Setup setup_;
    TriggerPolicy triggers_;
    DeviceNews news_;
    std::unique_ptr<Time::Alarm> alarm_;
    std::unique_ptr<Time::Alarm> lost_alarm_;
    std::map<int, DoubtfulTransaction> doubtful_transactions_;
    std::map<std::string, std::vector<ocpp::Reply>> starts_being_stored_;  ///< by start key: all who wait for the id
    std::map<int, TransactionTime> session_starts_;                        ///< by connector, of the open session
    std::deque<std::int64_t> ended_transactions_;
    std::vector<Refresh> refreshes_;
    std::map<int, SteadyTime> refreshes_asked_at_;
    std::optional<SteadyTime> forced_reconnect_at_;
    ClockLag clock_lag_;
    SharedMeter shared_meter_;
    IdentityWatch identity_;
    std::vector<canonical::Action> unstored_actions_;
    std::optional<SteadyTime> store_again_at_;
    std::uint64_t link_generation_ = 0;
    std::optional<UtcTime> link_changed_at_;
    bool deciding_soon_ = false, reading_paused_ = false, is_retiring_ = false;
};

}  // namespace gateway
