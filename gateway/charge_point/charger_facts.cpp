#include "gateway/charge_point/charger_facts.h"

#include <algorithm>

#include "gateway/charge_point/lesson_store.h"

namespace gateway {

ChargerFacts::ChargerFacts(ChargerContext& charger, Connectors& connectors, Setup& setup)
    : charger_(charger),
      connectors_(connectors),
      setup_(setup),
      lessons_(charger.record.id, {[&charger] { return charger.utc(); },
                                   [&charger](const LessonEvent& events) {
                                       charger.services.lessons.tell_model(charger.record, events);
                                   }}),
      traits_(charger.services.traits_of(charger.record)) {
    look_up();
}

void ChargerFacts::look_up() {
    const auto known = charger_.services.lessons.known(charger_.record);
    capabilities_ = lessons_.know(known.own, known.model);
}

LessonBook ChargerFacts::model_lessons() const {
    return charger_.services.lessons.known(charger_.record).model.lessons;
}

void ChargerFacts::changed(const Capabilities& before, const Connector* where, const std::string& observation) {
    if (before == capabilities_) return;
    const bool in_session = where != nullptr && where->view.observed.transaction;
    lessons_.note_changes(before, capabilities_, in_session ? where->view.observed.transaction->id : 0, observation);
    share();
    keep();
}

void ChargerFacts::keep() { charger_.services.lessons.keep(charger_.record, lessons_.knowledge(capabilities_)); }

void ChargerFacts::kind_changed() {
    look_up();
    traits_ = charger_.services.traits_of(charger_.record);
    share();
}

void ChargerFacts::traits_changed() {
    traits_ = charger_.services.traits_of(charger_.record);
    setup_.know(traits_, setup_.lessons(), lessons_.key_trials());
    share();
    forget_strategy();
}

void ChargerFacts::look_up_again(bool starts_over) {
    const Capabilities before = capabilities_;
    look_up();
    static_cast<ReportedFacts&>(capabilities_) = before;
    tell_setup();
    share();
    if (starts_over || capabilities_ != before) start_over();
}

void ChargerFacts::note_setup_lessons() {
    if (capabilities_.setup == setup_.lessons()) return;
    const Capabilities before = capabilities_;
    capabilities_.setup = setup_.lessons();
    changed(before);
}

void ChargerFacts::charger_fell_over(SteadyTime now) {
    bool counts = false;
    for (const KeyLoss& loss : setup_.charger_fell_over(now)) counts |= lessons_.key_lost_link(loss);
    if (counts) keep();
}

void ChargerFacts::note_preparing() {
    if (capabilities_.tells_preparing) return;
    const Capabilities before = capabilities_;
    capabilities_.tells_preparing = true;
    changed(before);
}

void ChargerFacts::forget_strategy() {
    capabilities_.strategy = 0;
    capabilities_.strategy_is_proven = false;
}

void ChargerFacts::learn_from_what_flows(SteadyTime now, std::optional<SteadyTime>& wake) {
    bool has_learnt = false;
    for (const std::string& key : setup_.written_without_harm(now)) has_learnt |= lessons_.key_survived(key);
    for (auto& [id, connector] : connectors_) {
        has_learnt |= lessons_.watch(connector->view, now);
        has_learnt |= lessons_.note_delays(id, connector->view.effect_delays);
        const auto end = connector->ended_under_zero();
        if (end && now < end->plain_at) keep_earlier(wake, end->plain_at);
        if (!end || now < end->plain_at) continue;
        connector->end_under_zero_taken();
        has_learnt |= lessons_.zero_ended(*end);
    }
    if (!has_learnt) return;
    const Capabilities before = capabilities_;
    lessons_.put_into(capabilities_);
    if (before != capabilities_) share();
    keep();
}

void ChargerFacts::start_over() {
    for (auto& [id, connector] : connectors_) {
        connector->view.tx_profile_refused = false;
        connector->limits.strategies_changed();
    }
    charger_.decide_soon();
}

void ChargerFacts::share() {
    for (auto& [id, connector] : connectors_) {
        connector->view.capabilities = capabilities_;
        connector->view.traits = traits_;
        connector->view.observed.meter.configured_as_dc(traits_.direct_current);
        connector->view.effect_delays = lessons_.delays_of(id);
        connector->view.connectors = static_cast<int>(connectors_.size());
        connector->view.observed.meter.register_is_own(connectors_.size() == 1);
    }
    // A second connector takes the station's levers off the strategies: what worked was another list's strategy.
    const auto is_short = [this](const auto& entry) {
        return capabilities_.strategy >= entry.second->view.limit_strategies().size();
    };
    if (!std::any_of(connectors_.begin(), connectors_.end(), is_short)) return;
    forget_strategy();
    for (auto& [id, connector] : connectors_) connector->view.capabilities = capabilities_;
}

}  // namespace gateway
