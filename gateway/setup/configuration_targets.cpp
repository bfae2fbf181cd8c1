#include "gateway/setup/configuration_targets.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr int kShortestConnectionTimeout = 120, kLongestConnectionTimeout = 300;  // quirk 120
constexpr int kLongestMinimumStatusDuration = 1;

/// What a key may be set to by the traits, the lessons and the charger's own word.
class TargetList {
  public:
    TargetList(const ConfigurationKeys& keys, const Traits& traits, const SetupLessons& lessons)
        : keys_(keys), lessons_(lessons) {
        for (const auto& key : traits.keys_not_to_touch) forbidden_.insert(lower_case(key));
        for (const auto& [key, value] : traits.keys_to_write) of_the_kind_[lower_case(key)] = value;
    }

    /// Unless the kind of charger wants another value.
    void want(const std::string& key, const std::string& usual) {
        const auto instead = of_the_kind_.find(lower_case(key));
        if (keys_.find(key) != nullptr) add(key, instead == of_the_kind_.end() ? usual : instead->second);
    }

    /// A reviewed row names these keys: they are also written where the charger does not list them.
    void target_of_the_kind(const std::string& key, const std::string& value) {
        if (!keys_.is_unknown(key)) add(key, value);
    }

    bool may_write(const std::string& key) const {
        const auto* told = keys_.find(key);
        const std::string name = lower_case(key);
        return (told == nullptr || !told->readonly) && forbidden_.count(name) == 0 &&
               lessons_.untouchable_keys.count(name) == 0;
    }
    ocpp::LazyDeque<WriteKey> take() { return std::move(writes_); }

  private:
    void add(const std::string& key, const std::string& value) {
        const auto* told = keys_.find(key);
        if (!may_write(key) || (told != nullptr && same_value(keys_.value_of(key), value))) return;
        const WriteKey write{told == nullptr ? key : told->key.value, value};
        if (std::find(writes_.begin(), writes_.end(), write) == writes_.end()) writes_.push_back(write);
    }

    const ConfigurationKeys& keys_;
    const SetupLessons& lessons_;
    std::set<std::string> forbidden_;
    std::map<std::string, std::string> of_the_kind_;  ///< values by lower-case name
    ocpp::LazyDeque<WriteKey> writes_;
};

void target_for_sessions(TargetList& list, const ConfigurationKeys& keys) {
    list.want("StopTransactionOnEVSideDisconnect", "true");
    list.want("StopTransactionOnInvalidId", "false");
    const auto duration = keys.number_of("MinimumStatusDuration");
    if (duration && *duration > kLongestMinimumStatusDuration) list.want("MinimumStatusDuration", "0");
    if (const auto seconds = keys.number_of("ConnectionTimeOut")) {
        const int within = std::clamp(*seconds, kShortestConnectionTimeout, kLongestConnectionTimeout);
        list.want("ConnectionTimeOut", std::to_string(within));
    }
}

}  // namespace

ocpp::LazyDeque<WriteKey> configuration_targets(const ConfigurationKeys& keys, const Traits& traits,
                                                const SetupLessons& lessons, const ControlTimings& timings,
                                                const ocpp::LazyDeque<std::string>& measurand_lists) {
    TargetList list(keys, traits, lessons);
    list.want("MeterValueSampleInterval", std::to_string(timings.meter_interval_s));
    if (!measurand_lists.empty()) list.want(kMeasurandsKey, measurand_lists.front());
    for (const auto& [key, value] : traits.keys_to_write) list.target_of_the_kind(key, value);
    list.want("WebSocketPingInterval", "30");
    list.want("HeartbeatInterval", std::to_string(timings.heartbeat_interval_s));
    list.want("AuthorizeRemoteTxRequests", "false");
    target_for_sessions(list, keys);
    return list.take();
}

}  // namespace gateway
