#include "gateway/charge_point/charger_lessons.h"

#include <array>
#include <utility>

namespace gateway {

namespace {

bool is_empty(const EffectDelays& delays) {
    return std::all_of(delays.rows().begin(), delays.rows().end(), [](const auto& row) { return row.empty(); });
}

constexpr std::chrono::hours kKeyRestsFor{24};

/// What a charger answers to our calls: tried in the order that the model's lesson hints at, so a hint counts like a
/// lesson.
constexpr std::array kAnswers = {
    std::pair{lesson::kWholeAmperes, &Capabilities::whole_amperes},
    std::pair{lesson::kWattsDetourFails, &Capabilities::watts_detour_fails},
    std::pair{lesson::kTxProfileWithoutId, &Capabilities::tx_profile_without_id},
    std::pair{lesson::kStartWithoutConnector, &Capabilities::start_without_connector},
};
/// What is concluded from what flows.
constexpr std::array kEffects = {
    std::pair{lesson::kNeedsTxProfile, &Capabilities::needs_tx_profile},
    std::pair{lesson::kZeroEndsTransaction, &Capabilities::zero_ends_transaction},
    std::pair{lesson::kZeroIgnored, &Capabilities::zero_ignored},
};
constexpr std::array kSetupFlags = {
    std::pair{lesson::kTriggersWithoutConnector, &SetupLessons::triggers_without_connector},
    std::pair{lesson::kStatusTriggersUseless, &SetupLessons::status_triggers_useless},
    std::pair{lesson::kMeterTriggersUseless, &SetupLessons::meter_triggers_useless},
};

std::string words_for_answer(std::string_view name, const std::string& observation) {
    if (!observation.empty()) return observation;
    if (name == lesson::kWholeAmperes)
        return "a limit with a fraction was refused, the same in whole amperes was accepted";
    if (name == lesson::kWattsDetourFails) return "a limit in watts was refused or had no effect";
    if (name == lesson::kTxProfileWithoutId) return "a TxProfile was accepted without its transaction's id";
    if (name == lesson::kStartWithoutConnector) return "RemoteStartTransaction was accepted without its connector";
    return "seen in the answers to our calls";
}

std::optional<int> number_in(const Lesson* lesson) {
    if (lesson == nullptr || lesson->value.empty() || lesson->value.size() > 4) return std::nullopt;
    int number = 0;
    for (const char digit : lesson->value) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = 10 * number + (digit - '0');
    }
    return number;
}

std::string key_in(const std::string& name, std::string_view prefix) {
    return name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : std::string();
}

}  // namespace

Capabilities ChargerLessons::know(const Knowledge& own, const Knowledge& model) {
    own_ = own.is_known ? own.lessons : LessonBook(LessonBook::Scope::charger);
    model_ = model.lessons;
    delays_ = effect_delays_from(own.effect_delays);
    watches_.clear();
    Capabilities known = own.is_known ? own.capabilities : model.capabilities;
    if (!own.is_known) hint(known);
    put_into(known);
    return known;
}

/// A charger that is met for the first time begins with what its model is known to take.
void ChargerLessons::hint(Capabilities& capabilities) const {
    if (const auto strategy = number_in(model_.standing(lesson::kVariant)))
        capabilities.strategy = static_cast<std::size_t>(*strategy);
    SetupLessons& setup = capabilities.setup;
    if (const Lesson* list = model_.standing(lesson::kMeasurands)) setup.measurands = list->value;
    if (const auto most = number_in(model_.standing(lesson::kKeysAtOnce)); most && *most > 0) setup.keys_at_once = most;
    for (const auto& [name, flag] : kSetupFlags) setup.*flag = model_.stands(name);
    for (const auto& [name, lesson] : model_.lessons()) {
        const std::string key = key_in(name, lesson::kKeyNotTaken);
        if (!key.empty() && model_.stands(name)) setup.add_untouchable(key);
    }
}

void ChargerLessons::put_into(Capabilities& capabilities) const {
    for (const auto& [name, flag] : kAnswers) capabilities.*flag = own_.stands(name) || model_.stands(name);
    for (const auto& [name, flag] : kEffects) capabilities.*flag = own_.stands(name);
    capabilities.hints.needs_tx_profile = model_.stands(lesson::kNeedsTxProfile);
    capabilities.hints.zero_ends_transaction = model_.stands(lesson::kZeroEndsTransaction);
    capabilities.hints.zero_ignored = model_.stands(lesson::kZeroIgnored);
}

Knowledge ChargerLessons::knowledge(const Capabilities& capabilities) const {
    return {capabilities, own_, delays_.empty() ? std::string() : to_text(delays_), true};
}

bool ChargerLessons::note_delays(int connector, const EffectDelays& delays) {
    const auto found = delays_.find(connector);
    if (found == delays_.end() ? is_empty(delays) : delays == found->second) return false;
    delays_[connector] = delays;
    return true;
}

EffectDelays ChargerLessons::delays_of(int connector) const {
    const auto found = delays_.find(connector);
    return found == delays_.end() ? EffectDelays() : found->second;
}

bool ChargerLessons::saw(const std::string& name, std::int64_t transaction, const std::string& observation,
                         const std::string& value) {
    const Sighting sighting{charger_, transaction, ports_.utc(), observation};
    if (!own_.saw(name, value, sighting)) return false;
    ports_.tell_model({name, value, sighting, false});
    return true;
}

void ChargerLessons::saw_contrary(const std::string& name, std::int64_t transaction, const std::string& observation) {
    const Sighting sighting{charger_, transaction, ports_.utc(), observation};
    own_.saw_contrary(name, sighting);
    ports_.tell_model({name, {}, sighting, true});
}

/// The charger's own answer is the last word on itself.
void ChargerLessons::note_change(const char* name, bool before, bool after, std::int64_t transaction,
                                 const std::string& observation) {
    if (before == after) return;
    const std::string words = words_for_answer(name, observation);
    if (after) {
        saw(name, transaction, words);
        return;
    }
    own_.forget(name);
    ports_.tell_model({name, {}, {charger_, transaction, ports_.utc(), "answered otherwise"}, true});
}

void ChargerLessons::note_changes(const Capabilities& before, const Capabilities& after, std::int64_t transaction,
                                  const std::string& observation) {
    for (const auto& [name, flag] : kAnswers) note_change(name, before.*flag, after.*flag, transaction, observation);
    for (const auto& [name, flag] : kEffects) note_change(name, before.*flag, after.*flag, transaction, observation);
    const bool works = after.strategy_is_proven && (!before.strategy_is_proven || before.strategy != after.strategy);
    if (works) variant_worked(after, transaction);
    note_setup_changes(before.setup, after.setup);
}

bool ChargerLessons::variant_worked(const Capabilities& capabilities, std::int64_t transaction) {
    const std::string strategy = std::to_string(capabilities.strategy);
    const bool is_the_first_choice = capabilities.strategy == 0;
    if (is_the_first_choice && own_.find(lesson::kVariant) == nullptr && model_.find(lesson::kVariant) == nullptr)
        return false;
    return saw(lesson::kVariant, transaction, "a limit was accepted in this variant", strategy);
}

void ChargerLessons::note_setup_changes(const SetupLessons& before, const SetupLessons& after) {
    for (const auto& [name, flag] : kSetupFlags)
        note_change(name, before.*flag, after.*flag, 0, "seen in the dialogue after the boot");
    if (after.measurands != before.measurands && !after.measurands.empty())
        saw(lesson::kMeasurands, 0, "the list was accepted", after.measurands);
    if (after.keys_at_once && after.keys_at_once != before.keys_at_once)
        saw(lesson::kKeysAtOnce, 0, "asking for all keys brought no answer", std::to_string(*after.keys_at_once));
    for (const std::string& key : after.untouchable_keys) {
        if (before.untouchable_keys.count(key) == 0)
            saw(lesson::kKeyNotTaken + key, 0, "every value was refused, or asking for it cost the link twice");
    }
}

bool ChargerLessons::watch(const ConnectorView& view, SteadyTime now) {
    bool has_changed = false;
    for (const auto& finding : watches_[view.connector_id].look(view, now)) {
        if (!is_of_interest(finding)) continue;
        const std::int64_t transaction = view.observed.transaction->id;
        saw_contrary(finding.lesson, transaction, finding.observation);
        has_changed = true;
    }
    return has_changed;
}

bool ChargerLessons::zero_ended(const Connector::EndUnderZero& end) {
    if (confounders.any_since(end.zero_at)) return false;
    const auto after = std::chrono::duration_cast<std::chrono::seconds>(end.ended_at - end.zero_at).count();
    saw(lesson::kZeroEndsTransaction, end.transaction,
        "the charger ended the session " + std::to_string(after) + " s after a limit of zero");
    return true;
}

bool ChargerLessons::is_of_interest(const LessonWatch::Finding& finding) const {
    return own_.find(finding.lesson) != nullptr || model_.find(finding.lesson) != nullptr;
}

// Keys of set-up.

bool ChargerLessons::key_lost_link(const std::optional<KeyLoss>& loss) {
    if (!loss || confounders.ended_by_order_since(loss->written_at)) return false;
    saw(lesson::kKeyLosesLink + loss->key, 0,
        "the connection went " + std::to_string(loss->seconds_after) + " s after the key was written");
    return true;
}

/// What else was suspected then was innocent.
bool ChargerLessons::key_survived(const std::optional<std::string>& key) {
    if (!key || own_.find(lesson::kKeyLosesLink + *key) == nullptr) return false;
    own_.forget(lesson::kKeyLosesLink + *key);
    ports_.tell_model(
        {lesson::kKeyLosesLink + *key, {}, {charger_, 0, ports_.utc(), "it was written without harm"}, true});
    return true;
}

KeyTrials ChargerLessons::key_trials() const {
    KeyTrials trials;
    for (const auto& [name, lesson] : own_.lessons()) {
        const std::string key = key_in(name, lesson::kKeyLosesLink);
        if (key.empty() || lesson.sightings.empty()) continue;
        const bool rests = own_.stands(name) || ports_.utc() < lesson.sightings.back().at + kKeyRestsFor;
        (rests ? trials.resting : trials.due).insert(key);
    }
    for (const auto& [name, lesson] : model_.lessons()) {
        const std::string key = key_in(name, lesson::kKeyLosesLink);
        if (!key.empty() && model_.stands(name)) trials.resting.insert(key);
    }
    return trials;
}

}  // namespace gateway
