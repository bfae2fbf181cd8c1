#pragma once

#include <string>
#include <vector>

#include "canonical/action.h"

/// What webhooks tell: a flat body that also carries `event`. Pure.
namespace canonical {

struct Event {
    std::string id;  ///< "msg_…": the receiver's key against repeats
    std::string type;
    Environment environment = Environment::live;
    std::string device_id;
    std::string body;  ///< JSON
    UtcTime created_at{};
};

/// All types there are, in the order of the documentation.
const std::vector<std::string_view>& event_types();

/// push.completed or push.failed, and schedule.slot_failed where a slot made the action; none for a cancelled one. The
/// ids follow from the action's, so that one told again is known as the same.
std::vector<Event> events_of(const Action& ended);

/// Whom and when the others tell of; the id comes with it, since nothing else names the occasion.
struct EventContext {
    std::string event_id;
    std::string device_id;
    Environment environment = Environment::live;
    UtcTime at{};
};
Event device_event(const EventContext& context, bool is_connected);
Event setting_applied(const EventContext& context, double max_charge_rate_kw);
/// The charger followed the ceiling and then did not; `observed_kw` flows.
Event setting_drifted(const EventContext& context, double max_charge_rate_kw, double observed_kw);

}  // namespace canonical
