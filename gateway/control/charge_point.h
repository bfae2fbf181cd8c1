#pragma once

#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "gateway/control/boot_gate.h"
#include "gateway/control/connector.h"
#include "gateway/control/setup.h"
#include "gateway/link/charger_link.h"
#include "ocpp/answer_cache.h"
#include "ocpp/call_queue.h"
#include "ocpp/call_table.h"
#include "storage/storage.h"

namespace gateway {

class ChargePoint;

/// What all charge points share; owned by the Site, outlives them.
struct SiteServices {
    Time& time;
    storage::Storage& storage;
    ControlTimings timings;
    std::string remote_start_tag;      ///< at most 16 upper-case hex characters (quirk 57)
    std::string call_id_prefix;        ///< random per process: our message ids never repeat (catalogue, 1.2)
    const ocpp::CallTable<ChargePoint>& incoming_calls;
    std::function<std::int64_t()> next_transaction_id;
    std::function<std::string()> new_device_id;
    /// A connector appeared for the first time: its device is to be listed.
    std::function<void(Connector&)> connector_appeared;
    std::function<void(const ChargePoint&)> capabilities_learnt;
};

/// One charger over all its connections: what it is, its connectors, its open calls. The control loop lives here:
/// event or alarm -> state -> next_step -> call -> outcome -> state. Io thread only.
class ChargePoint : public std::enable_shared_from_this<ChargePoint> {
  public:
    static constexpr int kMostConnectors = 64;
    static constexpr std::size_t kEndedTransactionsKept = 16;

    ChargePoint(storage::ChargePointRecord record, Capabilities capabilities, SiteServices& services);

    const storage::ChargePointRecord& record() const { return record_; }
    void set_password(const std::string& salt, const std::string& hash);
    const Capabilities& capabilities() const { return capabilities_; }
    bool is_connected() const { return link_ != nullptr; }
    const std::shared_ptr<ChargerLink>& link() const { return link_; }

    /// Connector ids are stable keys, so references stay valid.
    Connector* find_connector(int connector_id);
    std::map<int, std::unique_ptr<Connector>>& connectors() { return connectors_; }
    /// Creates it, with its canonical device, when it was never seen; nothing for ids beyond all reason.
    Connector* connector(int connector_id);
    void restore_connector(storage::ConnectorRecord record);
    void restore_transaction(const storage::TransactionRecord& transaction);
    void restore_ended_transactions(const std::vector<std::int64_t>& ids);

    // The link's events.
    void link_opened(std::shared_ptr<ChargerLink> link);
    void received(std::string text);
    void link_closed();

    // For the rows of the table of incoming calls.
    ocpp::Strictness strictness() const { return ocpp::Strictness::lenient; }
    ocpp::QuirkCounters& quirks() { return quirks_; }
    SiteServices& services() { return services_; }
    void boot(const ocpp::BootNotification::Request& request);
    void status(const ocpp::StatusNotification::Request& request);
    void start_transaction(const ocpp::StartTransaction::Request& request, ocpp::Reply reply);
    void stop_transaction(const ocpp::StopTransaction::Request& request, std::string payload, ocpp::Reply reply);
    void meter_values(const ocpp::MeterValues::Request& request, std::string payload, ocpp::Reply reply);

    /// Desired state changed, or a command began: decide anew.
    void decide_soon();
    /// Stores the connector's row; `done` is told whether it is durable.
    void store(const Connector& connector, std::function<void(bool)> done = nullptr);
    void store_action(const canonical::Action& action, std::function<void(bool)> done = nullptr);
    /// Ends the open action of a connector, restores the replaced intent when it did not succeed, and stores both.
    void end_action(Connector& connector, const Verdict& verdict);

    /// Asks for fresh values; `done` is called when something about the connector came in, or after the patience.
    void refresh(Connector& connector, std::function<void()> done);

    /// Clears our own profiles (decisions: removing a charger); only while nothing charges. False: it was not possible.
    bool clear_own_profiles();

  private:
    struct Refresh {
        int connector_id;
        std::unique_ptr<Time::Alarm> patience;
        std::function<void()> done;
    };

    // charge_point.cpp
    void answer(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint);
    void handle_call(const ocpp::Call& call, const std::string& text);
    void write(storage::Batch batch, std::function<void(const storage::Written&)> done);
    void transaction_stored(int connector_id, std::int64_t id, const storage::Written& written, const ocpp::Reply& reply);
    void close_transaction(Connector& connector, std::optional<ocpp::Reason> reason);
    void abandon_lost_transaction(Connector& connector);
    void adopt_transaction(Connector& connector, std::int64_t id);
    Connector* connector_of_transaction(std::int64_t id);
    Connector* only_connector_in_session();
    bool has_ended(std::int64_t transaction_id) const;
    void remember_ended(std::int64_t transaction_id);
    void refreshed(int connector_id);
    void pause_reading_if_congested();

    // charge_point_control.cpp
    void decide();
    void judge_commands(SteadyTime now);
    bool take_step(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake);
    bool take_setup_step();
    void ask_for_boot();
    void send_limit(Connector& connector, const SendLimit& limit);
    void send_remote_start(Connector& connector);
    void send_remote_stop(Connector& connector, std::int64_t transaction_id);
    void ask_configuration();
    void write_key(const WriteKey& key);
    void trigger(ocpp::MessageTrigger message, std::optional<int> connector_id);
    void capabilities_changed(const Capabilities& before);
    void reconnect_if_unanswered();

    template <class Message>
    void call(const typename Message::Request& request, std::function<void(const ocpp::Outcome<Message>&)> on_outcome) {
        calls_.push<Message>(request,
                             [weak = weak_from_this(), on_outcome = std::move(on_outcome)](const auto& outcome) {
                                 const auto alive = weak.lock();
                                 if (!alive) return;
                                 on_outcome(outcome);
                                 alive->decide_soon();
                             },
                             strictness(), quirks_, services_.time.now());
    }

    storage::ChargePointRecord record_;
    Capabilities capabilities_;
    SiteServices& services_;
    std::map<int, std::unique_ptr<Connector>> connectors_;
    std::shared_ptr<ChargerLink> link_;
    ocpp::CallQueue calls_;
    ocpp::AnswerCache answers_;
    ocpp::QuirkCounters quirks_;
    BootGate boot_gate_;
    Setup setup_;
    std::unique_ptr<Time::Alarm> alarm_;
    std::deque<std::int64_t> ended_transactions_;
    std::list<Refresh> refreshes_;
    std::map<int, SteadyTime> status_asked_at_;
    std::optional<SteadyTime> forced_reconnect_at_;
    std::uint64_t link_generation_ = 0;
    bool deciding_soon_ = false;
    bool reading_paused_ = false;
    bool set_up_in_this_process_ = false;
};

}  // namespace gateway
