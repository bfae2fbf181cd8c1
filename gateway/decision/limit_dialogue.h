#pragma once

#include <set>
#include <string>

#include "gateway/decision/connector_view.h"
#include "gateway/decision/next_step.h"

namespace gateway {

/// One connector and its limits: what became of each that was sent, since when it counts, what that taught, and what is
/// tried next. It changes the view that the decisions read. Pure: time is told. Owned by the Connector; io thread.
class LimitDialogue {
  public:
    explicit LimitDialogue(ConnectorView& connector) : view_(connector) {}

    // What became of our calls.

    void sent(const SendLimit& sent, SteadyTime now);
    /// `times_marked_when_sent` tells whether anything happened meanwhile that makes chargers forget.
    void accepted(const SendLimit& sent, int times_marked_when_sent, Capabilities& capabilities, SteadyTime now);
    void refused(const SendLimit& sent, std::string words, Capabilities& capabilities, SteadyTime now);
    void timed_out(const SendLimit& sent, Capabilities& capabilities, SteadyTime now);
    void cleared(ProfilePurpose purpose, bool cleared, SteadyTime now);
    void learn(Learn::Lesson lesson, Capabilities& capabilities, SteadyTime now);  // limit_trials.cpp
    int times_marked_stale() const { return times_marked_stale_; }
    /// By which a base limit of ours may have been told and still stand at the charger.
    std::set<Lever> levers_used() const;
    /// Since when the newest profile, sent or accepted, has been zero.
    std::optional<SteadyTime> zero_since() const { return zero_since_; }
    SteadyTime zero_sent_at() const { return zero_sent_at_; }

    // What happens meanwhile.

    /// The charger may have forgotten, or is to be told in another way: everything is sent again, refused or not.
    void start_over();
    /// The strategies is another one now.
    void strategies_changed();
    void session_begins();
    void session_ends();
    void vehicle_plugged_in();
    /// Where power is measured a limit that was forgotten shows by itself.
    void mark_stale_what_does_not_show();
    void forget_refusals();

  private:
    ProfileDialogue& dialogue(ProfilePurpose purpose);
    static void what_was_sent_may_apply(ProfileDialogue& unclear);
    void mark_all_stale();
    /// As `mark_all_stale`, but a charger that keeps its profiles in flash is not asked to write them again.
    void mark_stale_what_chargers_forget();
    void forget_tx_profile();
    void forget_evidence_of_session();
    void tx_profile_refused(const SendLimit& sent, Capabilities& capabilities, SteadyTime now);
    void base_refused(const SendLimit& sent, Capabilities& capabilities, SteadyTime now);
    void next_strategy(Capabilities& capabilities, std::size_t strategy);
    void lesson_no_effect(Capabilities& capabilities);
    void lesson_vehicle_sleeps(SteadyTime now);
    AcknowledgedLimit after(const std::optional<AcknowledgedLimit>& before, const SendLimit& sent,
                            SteadyTime now) const;
    ChargingLimit least_like(const SendLimit& sent) const;
    bool may_be_too_high(const SendLimit& sent) const;
    bool is_too_high(const SendLimit& sent, const Capabilities& capabilities) const;
    void was_lifted(SteadyTime now);
    void note_trial(SteadyTime now);
    void begin_tx_profile_trial(SteadyTime now);
    void forget_excess();
    void count_write(SteadyTime now);

    ConnectorView& view_;
    int times_marked_stale_ = 0;
    std::optional<SteadyTime> zero_since_;
    SteadyTime zero_sent_at_{};  ///< before it was accepted
    std::set<Lever> levers_told_;
};

}  // namespace gateway
