#include "gateway/charge_point/knowledge.h"

#include "gateway/decision/capability_text.h"
#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

namespace {

void write_sightings(json::Writer& out, const char* name, const std::vector<Sighting>& sightings) {
    if (sightings.empty()) return;
    out.key(name).begin_array();
    for (const Sighting& sighting : sightings) {
        out.begin_object().member("charger", sighting.charger).member("transaction", sighting.transaction);
        out.member("at", static_cast<std::int64_t>(sighting.at.time_since_epoch().count()));
        out.member("observation", sighting.observation).end_object();
    }
    out.end_array();
}

std::string text_of(const json::Value& object, const char* name) {
    const auto member = object.find(name);
    return member ? std::string(member->text()) : std::string();
}

std::int64_t number_of(const json::Value& object, const char* name) {
    const auto member = object.find(name);
    return member ? member->integer().value_or(0) : 0;
}

std::vector<Sighting> read_sightings(const json::Value& lesson, const char* name) {
    std::vector<Sighting> sightings;
    const auto list = lesson.find(name);
    if (!list) return sightings;
    for (const auto each : list->elements()) {
        if (sightings.size() == LessonBook::kMostSightings) break;
        sightings.push_back({text_of(each, "charger"), number_of(each, "transaction"),
                             UtcTime(std::chrono::milliseconds(number_of(each, "at"))), text_of(each, "observation")});
    }
    return sightings;
}

void write_lesson(json::Writer& out, const Lesson& lesson) {
    out.begin_object();
    if (!lesson.value.empty()) out.member("value", lesson.value);
    if (lesson.is_of_old) out.member("of_old", true);
    write_sightings(out, "sightings", lesson.sightings);
    write_sightings(out, "contrary", lesson.contrary);
    out.end_object();
}

Lesson read_lesson(const json::Value& object) {
    const auto of_old = object.find("of_old");
    return {text_of(object, "value"), read_sightings(object, "sightings"), read_sightings(object, "contrary"),
            of_old && of_old->is_true()};
}

Lesson of_old(const std::string& value = {}) { return {value, {}, {}, true}; }

/// Before lessons had observations a model's row held bare flags, shared by all at the first sight: now they order
/// trials and no more.
LessonBook hints_from(const Capabilities& old) {
    LessonBook book(LessonBook::Scope::model);
    const auto put_if = [&](bool is_learnt, const char* name) {
        if (is_learnt) book.put(name, of_old());
    };
    put_if(old.zero_ends_transaction, lesson::kZeroEndsTransaction);
    put_if(old.zero_ignored, lesson::kZeroIgnored);
    put_if(old.needs_tx_profile, lesson::kNeedsTxProfile);
    put_if(old.whole_amperes, lesson::kWholeAmperes);
    put_if(old.watts_detour_fails, lesson::kWattsDetourFails);
    put_if(old.tx_profile_without_id, lesson::kTxProfileWithoutId);
    put_if(old.start_without_connector, lesson::kStartWithoutConnector);
    put_if(old.setup.triggers_without_connector, lesson::kTriggersWithoutConnector);
    put_if(old.setup.status_triggers_useless, lesson::kStatusTriggersUseless);
    put_if(old.setup.meter_triggers_useless, lesson::kMeterTriggersUseless);
    if (old.strategy_is_proven && old.strategy > 0) book.put(lesson::kVariant, of_old(std::to_string(old.strategy)));
    if (!old.setup.measurands.empty()) book.put(lesson::kMeasurands, of_old(old.setup.measurands));
    if (old.setup.keys_at_once) book.put(lesson::kKeysAtOnce, of_old(std::to_string(*old.setup.keys_at_once)));
    for (const auto& key : old.setup.untouchable_keys) book.put(lesson::kKeyLosesLink + key, of_old());
    return book;
}

Capabilities only_reported(const Capabilities& all) {
    Capabilities reported;
    static_cast<ReportedFacts&>(reported) = all;
    return reported;
}

}  // namespace

bool forget(Knowledge& knowledge, const std::string& name) {
    if (!knowledge.lessons.forget(name)) return false;
    Capabilities& in_use = knowledge.capabilities;
    if (name == lesson::kVariant) in_use.strategy = 0, in_use.strategy_is_proven = false;
    if (name == lesson::kMeasurands) in_use.setup.measurands.clear();
    if (name == lesson::kKeysAtOnce) in_use.setup.keys_at_once.reset();
    if (name == lesson::kTriggersWithoutConnector) in_use.setup.triggers_without_connector = false;
    if (name == lesson::kStatusTriggersUseless) in_use.setup.status_triggers_useless = false;
    if (name == lesson::kMeterTriggersUseless) in_use.setup.meter_triggers_useless = false;
    const std::string prefix = lesson::kKeyNotTaken;
    if (name.compare(0, prefix.size(), prefix) == 0) in_use.setup.untouchable_keys.erase(name.substr(prefix.size()));
    return true;
}

std::string to_text(const Knowledge& knowledge) {
    json::Writer out;
    out.begin_object();
    write_members(out, knowledge.capabilities);
    if (!knowledge.effect_delays.empty()) out.key("effect_delays").raw(knowledge.effect_delays);
    out.key("lessons").begin_object();
    for (const auto& [name, lesson] : knowledge.lessons.lessons()) write_lesson(out.key(name), lesson);
    out.end_object().end_object();
    return out.take();
}

Knowledge knowledge_from(const std::string& text, LessonBook::Scope scope) {
    Knowledge knowledge{capabilities_from(text), LessonBook(scope), {}, true};
    try {
        const auto document = json::parse(text);
        if (const auto delays = document.root().find("effect_delays")) knowledge.effect_delays = delays->to_json();
        if (const auto lessons = document.root().find("lessons")) {
            for (const auto member : lessons->members())
                knowledge.lessons.put(std::string(member.key), read_lesson(member.value));
        } else if (scope == LessonBook::Scope::model) {
            knowledge.lessons = hints_from(knowledge.capabilities);
        }
    } catch (const json::ParseError&) {
        return {{}, LessonBook(scope), {}, false};
    }
    if (scope == LessonBook::Scope::model) knowledge.capabilities = only_reported(knowledge.capabilities);
    return knowledge;
}

}  // namespace gateway
