#pragma once

#include <functional>
#include <memory>

#include "gateway/charge_point/site_services.h"
#include "ocpp/quirks.h"

namespace gateway {

/// What the parts of one charger share: its record, its counters, the services of the site. Owned by the ChargePoint
/// and outlives its parts; io thread.
struct ChargerContext {
    storage::ChargePointRecord record;
    SiteServices& services;
    /// What comes later comes to a charger that is still there, or to nobody.
    std::function<std::weak_ptr<void>()> still_here;
    /// State changed: the control loop looks at it in a turn of its own.
    std::function<void()> decide_soon;
    ocpp::QuirkCounters quirks{};

    SteadyTime now() const { return services.time.now(); }
    UtcTime utc() const { return services.time.utc(); }
    ocpp::Strictness strictness() const {
        return services.strict || record.strict ? ocpp::Strictness::strict : ocpp::Strictness::lenient;
    }
};

}  // namespace gateway
