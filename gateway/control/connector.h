#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "canonical/action.h"
#include "gateway/control/command_progress.h"
#include "gateway/control/connector_view.h"
#include "gateway/control/next_step.h"
#include "ocpp/call_queue.h"
#include "ocpp/messages/core.h"
#include "storage/records.h"

namespace gateway {

/// Live state of one connector, its canonical device and the command in flight on it. Owned by its ChargePoint; events
/// are told with their time. What must be stored as a consequence is given back by the functions.
class Connector {
  public:
    Connector(storage::ConnectorRecord record, const storage::ChargePointRecord& charge_point, const ControlTimings& timings);

    storage::ConnectorRecord record;
    ConnectorView view;
    std::optional<canonical::Action> open_action;
    std::optional<canonical::Action> last_action;
    std::optional<CommandInFlight> command;

    /// The owner's wish as stored and as the decision function sees it.
    void set_desired(const canonical::Desired& desired);
    const canonical::Desired& desired() const { return record.desired; }

    /// The open action and its intent are durable: the controller may work on them.
    void begin(SteadyTime now);

    // What the charger tells. True: the desired state changed and must be stored.

    bool on_status(const ocpp::StatusNotification::Request& status, SteadyTime now);
    void on_transaction_opened(std::int64_t id, SteadyTime now);
    bool on_transaction_closed(std::optional<ocpp::Reason> reason, SteadyTime now);
    void on_meter_values(const ocpp::MeterValues::Request& values, bool power_counts, SteadyTime now);
    /// A vehicle left or a stop got lost: the open transaction's id when there was one.
    std::optional<std::int64_t> lost_transaction(SteadyTime now);

    // What happens to the link.

    void on_connected(SteadyTime now);
    void on_disconnected(SteadyTime now);
    void on_reboot();

    // What became of our calls.

    void limit_sent(ProfilePurpose purpose, SteadyTime now);
    void limit_accepted(const SendLimit& sent, int doubts_when_sent, SteadyTime now);
    void limit_refused(ProfilePurpose purpose, std::string words, Capabilities& capabilities, SteadyTime now);
    void limit_timed_out(ProfilePurpose purpose, SteadyTime now);
    void learn(Learn::Lesson lesson, Capabilities& capabilities);
    int doubts() const { return doubts_; }

    /// True when the last status change made plain that a zero limit ends sessions here (quirk 80).
    bool take_zero_ends_lesson();

    /// A charger's forgetting is expected: everything acknowledged is to be sent again.
    void doubt_all();

  private:
    ProfileDialogue& dialogue(ProfilePurpose purpose);
    void forget_refusals();
    bool end_run_intent();

    int doubts_ = 0;
    bool restart_session_ = false;
    bool zero_may_have_ended_session_ = false;
    bool zero_ends_lesson_ = false;
    void update_charge_wanted();
};

}  // namespace gateway
