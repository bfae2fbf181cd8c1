#pragma once

#include <functional>
#include <string>

#include "gateway/decision/confounders.h"
#include "gateway/inspection/charger_journal.h"
#include "gateway/inspection/raw_call.h"
#include "ocpp/call_queue.h"

namespace gateway {

/// CALLs of the operator's own to one charger: sent when their turn comes, told as they were answered. Owned by the
/// ChargePoint; io thread.
class RawCalls {
  public:
    struct Ports {
        /// Through the charger's one queue. The outcome comes even where the charger is known no more: `still_here` is
        /// false then.
        std::function<void(const RawCall&, std::function<void(const ocpp::CallOutcome&, bool still_here)>)> send;
        std::function<ocpp::Strictness()> strictness;
        std::function<void()> limits_may_be_stale;  ///< what holds in the charger may have changed
        std::function<void(const RawCall&)> note_sent;
        std::function<void(const RawCall&, RawOutcome&)> note_ended;
        std::function<bool()> has_vendor_limit;
        std::function<void()> decide_soon;
    };
    RawCalls(Time& time, ocpp::QuirkCounters& quirks, ChargerJournal& journal, Confounders& confounders, Ports ports)
        : time_(time), quirks_(quirks), journal_(journal), confounders_(confounders), ports_(std::move(ports)) {}

    void ask(RawCall raw, const std::string& charger_id);
    /// True: a call went out.
    bool send_next(SteadyTime now);
    /// Ends those that waited for too long; when to look again.
    std::optional<SteadyTime> expire(SteadyTime now) { return line_.expire(now); }
    void link_lost() { line_.end_all(RawOutcome::Status::disconnected); }

  private:
    void ended(const std::string& action, const ocpp::CallOutcome& outcome, RawOutcome& told);
    void look_at_answer(const std::string& action, const ocpp::Answered& answered, RawOutcome& told);

    Time& time_;
    ocpp::QuirkCounters& quirks_;
    ChargerJournal& journal_;
    Confounders& confounders_;
    Ports ports_;
    RawCallLine line_;
};

}  // namespace gateway
