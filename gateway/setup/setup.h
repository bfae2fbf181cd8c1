#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/decision/configuration_keys.h"
#include "gateway/decision/connector_view.h"
#include "gateway/decision/setup_lessons.h"
#include "gateway/decision/traits.h"
#include "gateway/setup/configuration_questions.h"
#include "gateway/setup/configuration_targets.h"
#include "ocpp/lazy_deque.h"
#include "ocpp/messages/core.h"

namespace gateway {

/// A connection that went soon after a key was written.
struct KeyLoss {
    std::string key;  ///< lower case
    SteadyTime written_at{};
    long seconds_after = 0;
};
/// Keys under suspicion of having cost the connection, in lower case.
struct KeyTrials {
    std::set<std::string> resting;  ///< not to be touched now
    std::set<std::string>
        due;  ///< to be written once more: last, and one in a dialogue, so that it is plain which it was
};

struct AskConfiguration {
    std::vector<std::string> keys;  ///< empty: all of them
};
using SetupStep = std::variant<AskConfiguration, WriteKey>;

/// The dialogue after a boot: what the charger is, and the few keys worth
/// writing. Everything in it is optional: a refusal is noted and passed over. Pure; owned by its ChargePoint.
class Setup {
  public:
    static constexpr int kMostCalls = 15;     ///< in all ((e) step 8); the ceiling's are not among them
    static constexpr int kMostClearings = 2;  ///< kept for foreign profiles
    static constexpr int kTriggersKept = 2;   ///< kept for triggers
    static constexpr std::size_t kMostFindings = 16;
    static constexpr std::size_t kLongestFinding = 160;

    explicit Setup(const ControlTimings& timings) : timings_(timings) {}

    /// What is known of the kind of charger; before `begin`.
    void know(const Traits& traits, const SetupLessons& lessons, KeyTrials trials = {});
    /// A boot, or the first contact of this process. A mere reconnect does not repeat the dialogue (quirk 21), nor
    /// does a boot in a loop (quirk 26).
    void begin(SteadyTime now);
    /// It is another kind of charger now: what was begun for the one before does not count.
    void forget_dialogue() { last_begun_.reset(); }
    bool has_begun() const { return last_begun_.has_value(); }
    std::optional<SetupStep> next() const;
    /// A charger may need a rest before its first question.
    SteadyTime rests_until() const { return rests_until_; }

    void question_sent(const std::vector<std::string>& keys, SteadyTime now);
    void configuration_received(const ocpp::GetConfiguration::Response& response, Capabilities& capabilities);
    void configuration_failed(NoConfiguration why);
    void key_sent(const WriteKey& key, SteadyTime now);
    void key_written(const WriteKey& key, ocpp::ConfigurationStatus status, Capabilities& capabilities);
    /// By CALLERROR, or in words of the charger's own.
    void key_refused(const WriteKey& key, const std::string& words);
    void key_failed(const WriteKey& key);
    /// A reboot or a lost link: gives all keys that were written soon before (quirk 118), which this dialogue leaves
    /// alone from then on. A key that was asked for by name is not touched again at the second time.
    std::vector<KeyLoss> charger_fell_over(SteadyTime now);
    /// The keys that were written, once it is plain that they did no harm.
    std::vector<std::string> written_without_harm(SteadyTime now);

    // Foreign profiles and triggers are the ChargePoint's: they need to know what goes on at the connectors.

    /// Whether the dialogue has room for a trigger. What a session asks for a minute after the boot (quirk 73) is no
    /// part of it any more, nor is anything once the next dialogue could begin.
    bool may_trigger(ocpp::MessageTrigger message, SteadyTime now) const;
    void trigger_sent(ocpp::MessageTrigger message, SteadyTime now);
    /// The foreign profiles that are still to be cleared, one purpose after the other.
    std::optional<ocpp::ChargingProfilePurposeType> purpose_to_clear() const;
    void profiles_cleared(ocpp::ChargingProfilePurposeType purpose);

    /// The charger's number of connectors, at least one (quirk 123).
    int connectors() const { return connectors_; }
    std::chrono::seconds meter_interval() const { return meter_interval_; }
    /// The tag that this charger wants to be started with (quirk 57).
    const std::optional<std::string>& id_tag() const { return id_tag_; }
    /// A key that was written counts after the charger's next start only; it is never restarted for that.
    bool restart_needed() const { return restart_needed_; }
    /// What failed in this dialogue, for the operator.
    const ocpp::LazyDeque<std::string>& findings() const { return findings_; }
    void note(std::string finding);

    SetupLessons& lessons() { return lessons_; }
    const SetupLessons& lessons() const { return lessons_; }

  private:
    struct Written {
        std::string key;  ///< as it was written
        SteadyTime at{};
    };

    bool is_part_of_dialogue(ocpp::MessageTrigger message, SteadyTime now) const;
    void forget_keys_of_an_earlier_boot();
    void read_numbers(Capabilities& capabilities);
    void read_id_tag();
    void note_missing_smart_charging();
    void question_ended();
    void plan_writes();
    void took_effect(const WriteKey& key, Capabilities& capabilities);
    void refused(const WriteKey& key);
    void drop_writes_of(const std::string& lower_case_key);
    SetupLessons lessons_in_force() const;
    void put_trials_last();

    const ControlTimings& timings_;
    Traits traits_;
    SetupLessons lessons_;
    KeyTrials trials_;
    std::optional<SteadyTime> last_begun_;
    SteadyTime rests_until_{};
    ConfigurationKeys keys_;
    bool keys_are_of_an_earlier_boot_ = false;
    ConfigurationQuestions questions_;
    ocpp::LazyDeque<WriteKey> writes_;
    ocpp::LazyDeque<std::string> measurand_lists_;  ///< still to be tried
    ocpp::LazyDeque<Written> written_;              ///< and not yet plain whether it did harm
    std::optional<std::string> last_asked_;         ///< a single key
    SteadyTime last_asked_at_{};
    bool question_is_open_ = false;
    int calls_ = 0;
    ocpp::LazyDeque<ocpp::ChargingProfilePurposeType> purposes_to_clear_;
    bool restart_needed_ = false;
    int connectors_ = 1;
    std::chrono::seconds meter_interval_{10};
    std::optional<std::string> id_tag_;
    ocpp::LazyDeque<std::string> findings_;
};

}  // namespace gateway
