#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "gateway/charge_point/connector.h"
#include "gateway/charge_point/knowledge.h"
#include "gateway/decision/confounders.h"
#include "gateway/decision/lesson_watch.h"
#include "gateway/setup/setup.h"

namespace gateway {

/// One thing that a charger showed, for its model's book.
struct LessonEvent {
    std::string name, value;
    Sighting sighting;
    bool is_contrary = false;
};

/// What one charger taught by itself, and what its model's lessons hint at: only the former may end a session,
/// the latter order what is tried. Owned by its ChargePoint; io thread.
class ChargerLessons {
  public:
    struct Ports {
        std::function<UtcTime()> utc;
        std::function<void(const LessonEvent&)> tell_model;
    };
    ChargerLessons(std::string charger, Ports ports) : charger_(std::move(charger)), ports_(std::move(ports)) {}

    /// What is on disk of it and of its model; what it can do then, as far as is known.
    Capabilities know(const Knowledge& own, const Knowledge& model);
    /// For the disk.
    Knowledge knowledge(const Capabilities& capabilities) const;
    const LessonBook& own() const { return own_; }
    const LessonBook& model() const { return model_; }

    /// True: that was not known yet.
    bool saw(const std::string& name, std::int64_t transaction, const std::string& observation,
             const std::string& value = {});
    void saw_contrary(const std::string& name, std::int64_t transaction, const std::string& observation);
    /// What the answers to our calls showed.
    void note_changes(const Capabilities& before, const Capabilities& after, std::int64_t transaction,
                      const std::string& observation);
    /// A limit was taken in this variant; true: for the first time in this session.
    bool variant_worked(const Capabilities& capabilities, std::int64_t transaction);
    /// What the meter shows. True: something was learnt, or taken back.
    bool watch(const ConnectorView& view, SteadyTime now);
    /// A session ended under a zero: true where nothing else can be why.
    bool zero_ended(const Connector::EndUnderZero& end);
    /// What is learnt by now, where the decisions look for it.
    void put_into(Capabilities& capabilities) const;

    // Keys of set-up.

    /// True: that counts against the key.
    bool key_lost_link(const std::optional<KeyLoss>& loss);
    /// True: it was under suspicion.
    bool key_survived(const std::optional<std::string>& key);
    KeyTrials key_trials() const;

    /// How long effects take on this connector. True: something new was seen.
    bool note_delays(int connector, const EffectDelays& delays);
    EffectDelays delays_of(int connector) const;

    Confounders confounders;

  private:
    void hint(Capabilities& capabilities) const;
    void note_change(const char* name, bool before, bool after, std::int64_t transaction,
                     const std::string& observation);
    void note_setup_changes(const SetupLessons& before, const SetupLessons& after);
    bool is_of_interest(const LessonWatch::Finding& finding) const;

    std::string charger_;
    Ports ports_;
    LessonBook own_{LessonBook::Scope::charger};
    LessonBook model_{LessonBook::Scope::model};
    std::map<int, LessonWatch> watches_;  ///< by connector
    EffectDelaysByConnector delays_;
};

}  // namespace gateway
