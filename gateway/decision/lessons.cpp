#include "gateway/decision/lessons.h"

#include <algorithm>
#include <utility>

namespace gateway {

namespace {

constexpr std::size_t kChargersForAModel = 2;
constexpr std::size_t kSessionsOfOneForAModel = 3;
constexpr std::size_t kLossesOfAKey = 2;
constexpr std::chrono::hours kOneSighting{1};  // where no transaction tells two occasions apart

constexpr std::pair<const char*, const char*> kMeanings[] = {
    {lesson::kZeroEndsTransaction, "a limit of zero ends the session"},
    {lesson::kZeroIgnored, "a limit of zero does not stop the current"},
    {lesson::kNeedsTxProfile, "a running session follows a TxProfile only"},
    {lesson::kWholeAmperes, "limits with fractions are refused"},
    {lesson::kWattsDetourFails, "watts are of no use for a ceiling below the minimum in amperes"},
    {lesson::kTxProfileWithoutId, "a TxProfile is taken only without its transaction's id"},
    {lesson::kStartWithoutConnector, "a remote start is taken only without its connector"},
    {lesson::kVariant, "limits are taken in the variant of this number"},
    {lesson::kMeasurands, "the longest list of measurands that is taken"},
    {lesson::kKeysAtOnce, "configuration keys are asked for a few at once"},
    {lesson::kTriggersWithoutConnector, "a TriggerMessage is taken only without its connector"},
    {lesson::kStatusTriggersUseless, "a TriggerMessage brings no StatusNotification"},
    {lesson::kMeterTriggersUseless, "a TriggerMessage brings no MeterValues"},
    {lesson::kKeyLosesLink, "writing the key costs the connection"},
    {lesson::kKeyNotTaken, "the key is neither asked for nor written any more"},
};

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool is_same_sighting(const Sighting& a, const Sighting& b) {
    if (a.charger != b.charger || a.transaction != b.transaction) return false;
    return a.transaction != 0 || (a.at < b.at + kOneSighting && b.at < a.at + kOneSighting);
}

/// False: it is of an occasion that is there already.
bool add(std::vector<Sighting>& sightings, const Sighting& sighting) {
    const auto is_same = [&](const Sighting& other) { return is_same_sighting(other, sighting); };
    if (std::any_of(sightings.begin(), sightings.end(), is_same)) return false;
    if (sightings.size() == LessonBook::kMostSightings) sightings.erase(sightings.begin());
    sightings.push_back(sighting);
    return true;
}

}  // namespace

std::string lesson::meaning(std::string_view name, const std::string& value) {
    for (const auto& [known, words] : kMeanings) {
        const std::string_view known_name = known;
        const bool is_prefix = known_name.back() == ':';
        if (is_prefix ? !begins_with(name, known_name) : name != known_name) continue;
        return value.empty() ? words : words + (": " + value);
    }
    return {};
}

bool is_about_lost_links(std::string_view name) { return begins_with(name, lesson::kKeyLosesLink); }

bool LessonBook::saw(const std::string& name, const std::string& value, const Sighting& sighting) {
    const auto known = lessons_.find(name);
    if (known == lessons_.end()) {
        if (lessons_.size() >= kMostLessons) return false;
        lessons_[name] = {value, {sighting}, {}, false};
        return true;
    }
    Lesson& lesson = known->second;
    if (lesson.value == value) return add(lesson.sightings, sighting);
    if (scope_ == Scope::model) {
        const bool is_new = saw_contrary(name, sighting);
        if (find(name) != nullptr) return is_new;
    }
    lessons_[name] = {value, {sighting}, {}, false};
    return true;
}

bool LessonBook::saw_contrary(const std::string& name, const Sighting& sighting) {
    const auto known = lessons_.find(name);
    if (known == lessons_.end() || !add(known->second.contrary, sighting)) return false;
    if (known->second.contrary.size() >= kContraryTakesBack) lessons_.erase(known);
    return true;
}

void LessonBook::put(const std::string& name, Lesson lesson) {
    if (lessons_.size() < kMostLessons) lessons_[name] = std::move(lesson);
}

const Lesson* LessonBook::find(const std::string& name) const {
    const auto known = lessons_.find(name);
    return known == lessons_.end() ? nullptr : &known->second;
}

const Lesson* LessonBook::standing(const std::string& name) const {
    const Lesson* known = find(name);
    return known != nullptr && is_shown_by_enough(name, *known) ? known : nullptr;
}

bool LessonBook::stands(const std::string& name) const { return standing(name) != nullptr; }

bool LessonBook::is_shown_by_enough(const std::string& name, const Lesson& lesson) const {
    const std::size_t least = is_about_lost_links(name) ? kLossesOfAKey : 1;
    if (scope_ == Scope::charger) return lesson.sightings.size() >= least;
    if (lesson.is_of_old && least == 1) return true;
    std::map<std::string, std::size_t> by_charger;
    for (const Sighting& sighting : lesson.sightings) ++by_charger[sighting.charger];
    const auto chargers =
        std::count_if(by_charger.begin(), by_charger.end(), [&](const auto& entry) { return entry.second >= least; });
    const bool one_showed_it_often =
        least == 1 && std::any_of(by_charger.begin(), by_charger.end(),
                                  [](const auto& entry) { return entry.second >= kSessionsOfOneForAModel; });
    return one_showed_it_often || static_cast<std::size_t>(chargers) >= kChargersForAModel;
}

}  // namespace gateway
