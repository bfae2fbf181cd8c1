#include "gateway/setup/setup.h"

#include <algorithm>

#include "gateway/most_connectors.h"

namespace gateway {

namespace {

using Purpose = ocpp::ChargingProfilePurposeType;

constexpr std::size_t kLongestIdTag = 20;  // of the specification, section 7.28
constexpr std::chrono::seconds kTellingShowsWithin{10};
constexpr std::chrono::seconds kMeterTriggersCountFor{60};

std::string names_of(const std::vector<std::string>& keys) {
    std::string names;
    for (const auto& key : keys) names += (names.empty() ? " of " : ", ") + key;
    return names;
}

const char* words_for(NoConfiguration why) {
    switch (why) {
        case NoConfiguration::refused:
            return "was refused";
        case NoConfiguration::unanswered:
            return "was not answered";
        case NoConfiguration::link_lost:
            return "ended with the connection";
    }
    return "failed";
}

}  // namespace

void Setup::know(const Traits& traits, const SetupLessons& lessons, KeyTrials trials) {
    traits_ = traits;
    lessons_ = lessons;
    trials_ = std::move(trials);
}

SetupLessons Setup::lessons_in_force() const {
    SetupLessons all = lessons_;
    all.untouchable_keys.insert(trials_.resting.begin(), trials_.resting.end());
    return all;
}

void Setup::begin(SteadyTime now) {
    using std::chrono::milliseconds;
    restart_needed_ = false;
    rests_until_ = now;
    if (traits_.configuration_delay_ms)
        rests_until_ += timings_.settle_after_boot + milliseconds(*traits_.configuration_delay_ms);
    if (last_begun_ && now - *last_begun_ < timings_.between_configurations) return;
    last_begun_ = now;
    calls_ = 0;
    question_is_open_ = false;
    purposes_to_clear_ = {Purpose::ChargePointMaxProfile, Purpose::TxDefaultProfile};
    keys_are_of_an_earlier_boot_ = true;
    writes_.clear();
    measurand_lists_.clear();
    findings_.clear();
    questions_.begin(traits_, lessons_in_force());
}

std::optional<SetupStep> Setup::next() const {
    if (calls_ >= kMostCalls - kMostClearings - kTriggersKept) return std::nullopt;
    if (const auto keys = questions_.next()) return AskConfiguration{*keys};
    if (!writes_.empty()) return writes_.front();
    return std::nullopt;
}

bool Setup::is_part_of_dialogue(ocpp::MessageTrigger message, SteadyTime now) const {
    const std::chrono::milliseconds span =
        message == ocpp::MessageTrigger::MeterValues ? kMeterTriggersCountFor : timings_.between_configurations;
    return last_begun_ && now - *last_begun_ < span;
}

bool Setup::may_trigger(ocpp::MessageTrigger message, SteadyTime now) const {
    return calls_ < kMostCalls - kMostClearings || !is_part_of_dialogue(message, now);
}

void Setup::trigger_sent(ocpp::MessageTrigger message, SteadyTime now) {
    if (is_part_of_dialogue(message, now)) ++calls_;
}

std::optional<Purpose> Setup::purpose_to_clear() const {
    if (questions_.next() || purposes_to_clear_.empty()) return std::nullopt;
    return purposes_to_clear_.front();
}

void Setup::profiles_cleared(Purpose purpose) {
    ++calls_;
    if (!purposes_to_clear_.empty() && purposes_to_clear_.front() == purpose) purposes_to_clear_.pop_front();
}

void Setup::note(std::string finding) {
    if (finding.size() > kLongestFinding) finding.resize(kLongestFinding);
    const bool is_known = std::find(findings_.begin(), findings_.end(), finding) != findings_.end();
    if (!is_known && findings_.size() < kMostFindings) findings_.push_back(std::move(finding));
}

// What the charger tells of itself.

void Setup::question_sent(const std::vector<std::string>& keys, SteadyTime now) {
    ++calls_;
    question_is_open_ = true;
    last_asked_.reset();
    if (keys.size() == 1) last_asked_ = keys.front();
    last_asked_at_ = now;
}

void Setup::configuration_received(const ocpp::GetConfiguration::Response& response, Capabilities& capabilities) {
    forget_keys_of_an_earlier_boot();
    keys_.take(response);
    questions_.answered(keys_, lessons_);
    read_numbers(capabilities);
    question_ended();
}

void Setup::forget_keys_of_an_earlier_boot() {
    if (std::exchange(keys_are_of_an_earlier_boot_, false)) keys_.forget();
}

void Setup::configuration_failed(NoConfiguration why) {
    if (const auto keys = questions_.next()) note("GetConfiguration" + names_of(*keys) + " " + words_for(why));
    questions_.failed(why, lessons_);
    last_asked_.reset();
    question_ended();
}

void Setup::question_ended() {
    question_is_open_ = false;
    if (!questions_.next()) plan_writes();
}

void Setup::read_numbers(Capabilities& capabilities) {
    if (const auto units = keys_.value_of("ChargingScheduleAllowedChargingRateUnit"); !units.empty())
        read_allowed_units(units, capabilities);
    if (const auto level = keys_.number_of("ChargeProfileMaxStackLevel")) capabilities.max_stack_level = *level;
    if (const auto seconds = keys_.number_of("ConnectionTimeOut"); seconds && *seconds > 0)
        capabilities.connection_timeout_s = *seconds;
    if (const auto most = keys_.number_of("MaxChargingProfilesInstalled"); most && *most > 0)
        capabilities.max_profiles = *most;
    const auto connectors = keys_.number_of("NumberOfConnectors");
    connectors_ = connectors && *connectors >= 1 && *connectors <= kMostConnectors ? *connectors : 1;
    if (const auto seconds = keys_.number_of("MeterValueSampleInterval"); seconds && *seconds > 0)
        meter_interval_ = std::chrono::seconds(*seconds);
    read_id_tag();
    note_missing_smart_charging();
}

/// A hint and no more (quirk 117): profiles are sent all the same.
void Setup::note_missing_smart_charging() {
    const auto claimed = tokens_of(keys_.value_of("SupportedFeatureProfiles"));
    const bool is_missing = std::find(claimed.begin(), claimed.end(), "smartcharging") == claimed.end();
    if (!claimed.empty() && is_missing) note("SmartCharging is not among the feature profiles; tried all the same");
}

void Setup::read_id_tag() {
    if (traits_.id_tag_key.empty()) return;
    const std::string tag = without_ornament(keys_.value_of(traits_.id_tag_key));
    const bool is_usable = !tag.empty() && tag.size() <= kLongestIdTag &&
                           std::all_of(tag.begin(), tag.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (is_usable) id_tag_ = tag;
}

// What is written.

void Setup::plan_writes() {
    forget_keys_of_an_earlier_boot();
    const SetupLessons lessons = lessons_in_force();
    measurand_lists_ = measurand_lists(keys_, traits_, lessons);
    writes_ = configuration_targets(keys_, traits_, lessons, timings_, measurand_lists_);
    put_trials_last();
}

void Setup::put_trials_last() {
    const auto is_trusted = [&](const WriteKey& write) { return trials_.due.count(lower_case(write.key)) == 0; };
    const auto first_trial = std::stable_partition(writes_.begin(), writes_.end(), is_trusted);
    if (first_trial != writes_.end()) writes_.erase(std::next(first_trial), writes_.end());
}

void Setup::key_sent(const WriteKey& key, SteadyTime now) {
    ++calls_;
    written_.push_back({key.key, now});
}

void Setup::key_written(const WriteKey& key, ocpp::ConfigurationStatus status, Capabilities& capabilities) {
    using ocpp::ConfigurationStatus;
    key_failed(key);
    if (status == ConfigurationStatus::Rejected || status == ConfigurationStatus::NotSupported) {
        note(key.key + "=" + key.value + ": " + std::string(ocpp::wire_name(status)));
        return refused(key);
    }
    if (status == ConfigurationStatus::RebootRequired) {
        restart_needed_ = true;
        note(key.key + "=" + key.value + " counts after the charger's next start");
    }
    if (same_value(key.key, kMeasurandsKey)) lessons_.measurands = key.value;
    if (status == ConfigurationStatus::Accepted) took_effect(key, capabilities);
}

void Setup::key_refused(const WriteKey& key, const std::string& words) {
    key_failed(key);
    note(key.key + "=" + key.value + ": " + words);
    refused(key);
}

void Setup::took_effect(const WriteKey& key, Capabilities& capabilities) {
    if (same_value(key.key, "ConnectionTimeOut")) {
        const auto seconds = number_in(key.value);
        if (seconds && *seconds > 0) capabilities.connection_timeout_s = *seconds;
    }
    if (same_value(key.key, "MeterValueSampleInterval")) {
        meter_interval_ = std::chrono::seconds(number_in(key.value).value_or(timings_.meter_interval_s));
    }
}

/// A shorter list of measurands comes next; where none is taken the charger is not bothered again.
void Setup::refused(const WriteKey& key) {
    if (!same_value(key.key, kMeasurandsKey)) return;
    if (measurand_lists_.empty() || measurand_lists_.front() != key.value) return;
    measurand_lists_.pop_front();
    const std::string present = keys_.value_of(kMeasurandsKey);
    if (measurand_lists_.empty()) lessons_.add_untouchable(lower_case(kMeasurandsKey));
    else if (!same_value(present, measurand_lists_.front())) writes_.push_front({key.key, measurand_lists_.front()});
}

/// A new dialogue may have begun since the key was sent: then it is not the first one any more.
void Setup::key_failed(const WriteKey& key) {
    writes_.erase(std::remove(writes_.begin(), writes_.end(), key), writes_.end());
}

void Setup::drop_writes_of(const std::string& lower_case_key) {
    const auto same = [&](const WriteKey& other) { return lower_case(other.key) == lower_case_key; };
    writes_.erase(std::remove_if(writes_.begin(), writes_.end(), same), writes_.end());
    if (lower_case_key == lower_case(kMeasurandsKey)) measurand_lists_.clear();
}

std::vector<KeyLoss> Setup::charger_fell_over(SteadyTime now) {
    using std::chrono::seconds;
    const bool by_telling = last_asked_ && !question_is_open_ && now - last_asked_at_ < kTellingShowsWithin;
    std::vector<KeyLoss> losses;
    for (const Written& written : written_) {
        const std::string key = lower_case(written.key);
        if (now - written.at >= timings_.write_shows_within || trials_.resting.count(key) > 0) continue;
        const auto after = std::chrono::duration_cast<seconds>(now - written.at).count();
        losses.push_back({key, written.at, static_cast<long>(after)});
        trials_.resting.insert(key);
        drop_writes_of(key);
        note("the connection went after " + written.key + " was written");
    }
    if (losses.empty() && by_telling) questions_.key_lost_link(*last_asked_, lessons_);
    written_.clear();
    if (!question_is_open_) last_asked_.reset();
    return losses;
}

std::vector<std::string> Setup::written_without_harm(SteadyTime now) {
    std::vector<std::string> keys;
    while (!written_.empty() && now - written_.front().at >= timings_.write_shows_within) {
        keys.push_back(lower_case(written_.front().key));
        written_.pop_front();
    }
    return keys;
}

}  // namespace gateway
