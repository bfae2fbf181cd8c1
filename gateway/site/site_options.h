#pragma once

#include <memory>
#include <string>

#include "gateway/access/attempt_limits.h"
#include "gateway/authorization/authorisation.h"
#include "gateway/decision/timings.h"
#include "gateway/inspection/frame_log.h"
#include "ocpp/charger_kinds.h"

namespace gateway {

enum class Onboarding { automatic, approve, closed };

/// How a site is run, from its configuration. Plain values, any thread.
struct SiteOptions {
    Onboarding onboarding = Onboarding::approve;
    ControlTimings timings;
    bool strict = false;  ///< every charger's messages are held to the letter
    AuthorisationOptions authorisation;
    std::size_t most_discovered = 2000;  ///< unknown chargers that are remembered: more than one address may try
    std::size_t most_charge_points = 20000;
    std::string cpo_name;  ///< organisation in client certificates (A00.FR.404); empty: any
    AttemptRules attempts;
    double reconnects_per_hour = 60;  ///< of one charger; above: 1013. 0: no limit
    FrameBudget frames;
    std::string time_zone = "UTC";  ///< IANA; of chargers without one of their own
    /// Never null; the start adds those of the data directory.
    std::shared_ptr<const ocpp::ChargerKinds> charger_kinds =
        std::make_shared<const ocpp::ChargerKinds>(ocpp::ChargerKinds::built_in());
};

}  // namespace gateway
