#include "gateway/setup/configuration_questions.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr int kKeysAtOnce = 4;           // the least that any charger is known to take
constexpr int kMostLinksLost = 2;        // over one question
constexpr int kMostUnanswered = 3;       // then it answers nothing of this kind
constexpr std::size_t kLongestKey = 50;  // of the specification, section 6.21

/// Most valuable first: not all of them may get their turn.
constexpr const char* kTargets[] = {"ChargingScheduleAllowedChargingRateUnit",
                                    "ChargeProfileMaxStackLevel",
                                    "NumberOfConnectors",
                                    "GetConfigurationMaxKeys",
                                    "MeterValueSampleInterval",
                                    "MeterValuesSampledData",
                                    "MeterValuesSampledDataMaxLength",
                                    "ConnectionTimeOut",
                                    "HeartbeatInterval",
                                    "WebSocketPingInterval",
                                    "AuthorizeRemoteTxRequests",
                                    "StopTransactionOnEVSideDisconnect",
                                    "SupportedFeatureProfiles",
                                    "StopTransactionOnInvalidId",
                                    "MinimumStatusDuration",
                                    "ClockAlignedDataInterval",
                                    "ChargingScheduleMaxPeriods",
                                    "MaxChargingProfilesInstalled",
                                    "ConnectorSwitch3to1PhaseSupported"};

}  // namespace

void ConfigurationQuestions::begin(const Traits& traits, const SetupLessons& lessons) {
    keys_.clear();
    singles_.clear();
    questions_ = unanswered_ = links_lost_over_all_ = 0;
    const auto at_once = traits.keys_at_once ? traits.keys_at_once : lessons.keys_at_once;
    ask_for_all_ = !at_once;
    at_once_ = std::max(1, at_once.value_or(kKeysAtOnce));
    gather(traits, lessons);
}

void ConfigurationQuestions::gather(const Traits& traits, const SetupLessons& lessons) {
    std::vector<std::string> wanted;
    if (!traits.id_tag_key.empty()) wanted.push_back(traits.id_tag_key);
    for (const auto& [key, value] : traits.keys_to_write) wanted.push_back(key);
    wanted.insert(wanted.end(), std::begin(kTargets), std::end(kTargets));
    std::set<std::string> left_out = lessons.untouchable_keys;
    for (const auto& key : traits.keys_not_to_touch) left_out.insert(lower_case(key));
    for (const auto& key : wanted) {
        if (key.size() <= kLongestKey && left_out.insert(lower_case(key)).second) keys_.push_back(key);
    }
}

std::optional<std::vector<std::string>> ConfigurationQuestions::next() const {
    if (questions_ >= kMostQuestions || unanswered_ >= kMostUnanswered) return std::nullopt;
    if (ask_for_all_) return std::vector<std::string>{};
    if (!singles_.empty()) return std::vector<std::string>{singles_.front()};
    if (keys_.empty()) return std::nullopt;
    const auto count = std::min(keys_.size(), static_cast<std::size_t>(at_once_));
    return std::vector<std::string>(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(count));
}

void ConfigurationQuestions::answered(const ConfigurationKeys& keys, SetupLessons& lessons) {
    const auto asked = next();
    if (!asked) return;
    ++questions_;
    if (ask_for_all_) {
        // A key is never asked for a second time, also where the list looks cut (quirk 115 ii).
        ask_for_all_ = false;
        keys_.clear();
        return;
    }
    lessons.keys_at_once = at_once_;
    if (const auto most = keys.number_of("GetConfigurationMaxKeys"); most && *most >= 1)
        at_once_ = std::min(at_once_, *most);
    finish(*asked);
    const auto is_told = [&](const std::string& key) { return keys.find(key) != nullptr; };
    keys_.erase(std::remove_if(keys_.begin(), keys_.end(), is_told), keys_.end());
    singles_.erase(std::remove_if(singles_.begin(), singles_.end(), is_told), singles_.end());
}

void ConfigurationQuestions::failed(NoConfiguration why, SetupLessons& lessons) {
    const auto asked = next();
    if (!asked) return;
    ++questions_;
    if (why == NoConfiguration::unanswered) ++unanswered_;
    if (ask_for_all_) {
        ask_for_all_ = why == NoConfiguration::link_lost && ++links_lost_over_all_ < kMostLinksLost;
        return;
    }
    if (asked->size() > 1) {
        if (why != NoConfiguration::refused) at_once_ = 1;
        return split(*asked);
    }
    if (why == NoConfiguration::link_lost) return key_lost_link(asked->front(), lessons);
    finish(*asked);
}

void ConfigurationQuestions::key_lost_link(const std::string& key, SetupLessons& lessons) {
    if (++links_lost_[key] < kMostLinksLost) return;
    lessons.add_untouchable(lower_case(key));
    finish({key});
}

void ConfigurationQuestions::finish(const std::vector<std::string>& asked) {
    const auto is_asked = [&](const std::string& key) {
        return std::find(asked.begin(), asked.end(), key) != asked.end();
    };
    keys_.erase(std::remove_if(keys_.begin(), keys_.end(), is_asked), keys_.end());
    singles_.erase(std::remove_if(singles_.begin(), singles_.end(), is_asked), singles_.end());
}

/// One of them may be why: an unknown key makes some chargers refuse the whole list.
void ConfigurationQuestions::split(const std::vector<std::string>& asked) {
    finish(asked);
    singles_.insert(singles_.end(), asked.begin(), asked.end());
}

}  // namespace gateway
