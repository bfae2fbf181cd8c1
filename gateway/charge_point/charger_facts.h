#pragma once

#include <optional>
#include <string>

#include "gateway/charge_point/charger_lessons.h"
#include "gateway/charge_point/connectors.h"
#include "gateway/setup/setup.h"

namespace gateway {

/// What is known of one charger: by its kind and its operator (traits), by its answers (capabilities) and by use
/// (lessons). All connectors decide by it. Owned by the ChargePoint; io thread.
class ChargerFacts {
  public:
    ChargerFacts(ChargerContext& charger, Connectors& connectors, Setup& setup);

    const Traits& traits() const { return traits_; }
    const ChargerLessons& lessons() const { return lessons_; }
    ChargerLessons& lessons() { return lessons_; }
    /// As they stand now: siblings and this charger itself may have shown more since it was looked up.
    LessonBook model_lessons() const;
    Confounders& confounders() { return lessons_.confounders; }
    const Capabilities& capabilities() const { return capabilities_; }
    /// Who changes them calls `changed` with what they were.
    Capabilities& capabilities() { return capabilities_; }
    void changed(const Capabilities& before, const Connector* where = nullptr, const std::string& observation = {});
    /// On disk with all else that is known of this kind.
    void keep();

    /// The charger booted as another kind than before.
    void kind_changed();
    /// The operator's word on its traits changed.
    void traits_changed();
    /// Some of it was taken back: what was found out by use is looked up again; what the charger itself reported stays.
    void look_up_again(bool starts_over);
    /// The dialogue after a boot begins with what is known.
    void tell_setup() { setup_.know(traits_, capabilities_.setup, lessons_.key_trials()); }
    /// What the dialogue taught is kept with all else that is known of this kind.
    void note_setup_lessons();
    /// A reboot or a lost link soon after a key was written counts against the key.
    void charger_fell_over(SteadyTime now);
    /// From now on Available means that no vehicle is there.
    void note_preparing();
    /// It supports another choice of limits: what worked was another list's.
    void forget_strategy();
    void learn_from_what_flows(SteadyTime now, std::optional<SteadyTime>& wake);
    /// A limit in force was sent with other facts in mind, and what was given up may now have a way.
    void start_over();
    /// Every connector decides by the same knowledge of the charger.
    void share();

  private:
    void look_up();

    ChargerContext& charger_;
    Connectors& connectors_;
    Setup& setup_;
    ChargerLessons lessons_;
    Capabilities capabilities_;
    Traits traits_;
};

}  // namespace gateway
