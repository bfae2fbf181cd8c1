#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/access/charger_registration.h"
#include "gateway/charge_point/charger_context.h"
#include "gateway/charge_point/outgoing_calls.h"
#include "gateway/decision/confounders.h"
#include "gateway/decision/unusable_frames.h"
#include "gateway/inspection/charger_journal.h"
#include "gateway/link/charger_link.h"
#include "ocpp/answer_cache.h"

namespace gateway {

/// The frames of one charger over its present socket (OCPP-J 1.6, 4): each CALL is answered once, repeats from memory,
/// and answers go to who asked. Owned by the ChargePoint; io thread.
class Conversation {
  public:
    /// The parts that it works with, all of the same ChargePoint.
    struct Parts {
        ChargerContext& charger;
        OutgoingCalls& calls;
        ChargerJournal& journal;
        ChargerRegistration& registration;
        Confounders& confounders;
        std::function<void(const ocpp::Call&, const ocpp::Reply&)> dispatch;  ///< to the table of incoming calls
    };
    explicit Conversation(Parts parts) : parts_(std::move(parts)) {}

    void opened(std::shared_ptr<ChargerLink> link);
    void closed();
    bool is_open() const { return link_ != nullptr; }
    const std::shared_ptr<ChargerLink>& link() const { return link_; }
    /// Since when there has been a link, or none; empty while this process has not seen a change.
    std::optional<UtcTime> changed_at() const { return changed_at_; }

    void received(std::string text);
    void send(std::string_view frame);
    /// Back-pressure instead of an unbounded queue: a backlog after an outage is legitimate, but waits in TCP.
    void pause_reading_if_congested();
    bool is_reading_paused() const { return reading_paused_; }
    /// Heartbeats go on but no CALL is answered: only a fresh session helps (quirk 17).
    void reconnect_if_unanswered(SteadyTime now);

  private:
    void answer(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint);
    ocpp::Reply reply_to(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint, bool repeatable);
    void ignore_message(SteadyTime now);

    Parts parts_;
    std::shared_ptr<ChargerLink> link_;
    std::uint64_t link_generation_ = 0;
    ocpp::AnswerCache answers_;
    UnusableFrames unusable_frames_;
    std::optional<UtcTime> changed_at_;
    std::optional<SteadyTime> forced_reconnect_at_;
    bool reading_paused_ = false;
};

}  // namespace gateway
