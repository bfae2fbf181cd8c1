#pragma once

#include <string>

#include "gateway/decision/configuration_keys.h"
#include "gateway/decision/setup_lessons.h"
#include "gateway/decision/timings.h"
#include "gateway/decision/traits.h"
#include "ocpp/lazy_deque.h"

namespace gateway {

struct WriteKey {
    std::string key;  ///< in the charger's own spelling
    std::string value;
    bool operator==(const WriteKey& other) const { return key == other.key && value == other.value; }
};

inline constexpr const char* kMeasurandsKey = "MeterValuesSampledData";

/// What is worth writing, the most valuable first (quirks 119, 120): only differences, never to a read-only key or to
/// one that once broke the charger. Of the `measurand_lists`, to be tried in turn, it holds the first. Pure.
ocpp::LazyDeque<WriteKey> configuration_targets(const ConfigurationKeys& keys, const Traits& traits,
                                                const SetupLessons& lessons, const ControlTimings& timings,
                                                const ocpp::LazyDeque<std::string>& measurand_lists);

/// Lists of measurands to try in turn until one is taken (quirk 118); none where the present one will do.
ocpp::LazyDeque<std::string> measurand_lists(const ConfigurationKeys& keys, const Traits& traits,
                                             const SetupLessons& lessons);

}  // namespace gateway
