#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/clock.h"

/// What was learnt by using chargers, each with the observations that taught it.
/// Plain values, pure; io thread.
namespace gateway {

/// The names of lessons, as they are stored, shown and forgotten.
namespace lesson {
inline constexpr const char* kZeroEndsTransaction = "zero_ends_transaction";
inline constexpr const char* kZeroIgnored = "zero_ignored";
inline constexpr const char* kNeedsTxProfile = "needs_tx_profile";
inline constexpr const char* kWholeAmperes = "whole_amperes";
inline constexpr const char* kWattsDetourFails = "watts_detour_fails";
inline constexpr const char* kTxProfileWithoutId = "tx_profile_without_id";
inline constexpr const char* kStartWithoutConnector = "start_without_connector";
inline constexpr const char* kVariant = "variant";  ///< its value is the strategy of the strategies
inline constexpr const char* kMeasurands = "measurands";
inline constexpr const char* kKeysAtOnce = "keys_at_once";
inline constexpr const char* kTriggersWithoutConnector = "triggers_without_connector";
inline constexpr const char* kStatusTriggersUseless = "status_triggers_useless";
inline constexpr const char* kMeterTriggersUseless = "meter_triggers_useless";
/// With the key's name in lower case behind them.
inline constexpr const char* kKeyLosesLink = "key_loses_link:";
inline constexpr const char* kKeyNotTaken = "key_not_taken:";

/// What it means, in words.
std::string meaning(std::string_view name, const std::string& value);
}  // namespace lesson

/// One time that something showed.
struct Sighting {
    std::string charger;
    std::int64_t transaction = 0;  ///< ours or the charger's; 0: none was open
    UtcTime at{};
    std::string observation;  ///< one line of plain words
};

struct Lesson {
    std::string value;                ///< where there is more to it than yes
    std::vector<Sighting> sightings;  ///< in different sessions, oldest first
    std::vector<Sighting> contrary;
    bool is_of_old = false;  ///< of a version that kept no observations: a hint and no more
};

/// The lessons of one charger, or of a model. What a charger showed once is learnt for it; a model's lesson takes two
/// chargers, or three sessions on one. A key of set-up that cost the link takes two losses, for a model two on each of
/// two chargers.
class LessonBook {
  public:
    enum class Scope { charger, model };
    static constexpr std::size_t kMostLessons = 48;
    static constexpr std::size_t kMostSightings = 8;
    static constexpr std::size_t kContraryTakesBack = 2;

    LessonBook() = default;
    explicit LessonBook(Scope scope) : scope_(scope) {}

    /// Nothing or another value was known: true where anything changed. Another value is contrary to the one that is
    /// known.
    bool saw(const std::string& name, const std::string& value, const Sighting& sighting);
    /// At the second time the lesson is taken back.
    bool saw_contrary(const std::string& name, const Sighting& sighting);
    bool forget(const std::string& name) { return lessons_.erase(name) > 0; }

    bool stands(const std::string& name) const;
    /// Of a lesson that stands; else nothing.
    const Lesson* standing(const std::string& name) const;
    const Lesson* find(const std::string& name) const;
    const std::map<std::string, Lesson>& lessons() const { return lessons_; }
    /// As it was stored.
    void put(const std::string& name, Lesson lesson);

  private:
    bool is_shown_by_enough(const std::string& name, const Lesson& lesson) const;

    Scope scope_ = Scope::charger;
    std::map<std::string, Lesson> lessons_;
};

bool is_about_lost_links(std::string_view name);

}  // namespace gateway
