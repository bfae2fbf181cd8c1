#include "gateway/control/alarms.h"

#include <cmath>
#include <optional>

#include "gateway/control/limit_watch.h"
#include "gateway/control/wanted_limit.h"
#include "json/writer.h"

namespace gateway {

namespace {

using Message = std::optional<std::string>;

std::string rounded(double value) {
    constexpr double kTenths = 10;
    json::Writer out;
    return out.number(std::round(value * kTenths) / kTenths).take();
}

Message limit_not_followed(const ConnectorView& view, SteadyTime now) {
    const bool nothing_is_left = view.evidence.no_rung_is_left;
    if (!nothing_is_left && !ceiling_is_not_followed(view, now)) return {};
    std::string message = "The charger accepted its limit and does not follow it";
    if (const AcknowledgedLimit* limit = view.binding_limit()) {
        message += ": it was told " + rounded(limit->kilowatts) + " kW";
    }
    if (const auto power = view.power(now)) message += ", " + rounded(power->kilowatts) + " kW are drawn";
    return message + (nothing_is_left ? ". Nothing is left to try." : ".");
}

Message limit_refused(const ConnectorView& view, SteadyTime) {
    if (!view.every_profile_is_refused()) return {};
    const std::string& words = view.tx_default.refusal.empty() ? view.tx_profile.refusal : view.tx_default.refusal;
    return "The charger refuses every limit: \"" + words + "\". It may have to be allowed in the charger's own menu.";
}

/// A ceiling of zero is a wish and no surprise.
Message ceiling_below_minimum(const ConnectorView& view, SteadyTime) {
    const double ceiling = view.desired.max_charge_rate_kw.value_or(0);
    if (ceiling <= 0 || !ceiling_is_below_minimum(view)) return {};
    const ElectricalFacts facts = view.facts();
    return "The ceiling of " + rounded(ceiling) + " kW is less than a vehicle needs at least, " +
           rounded(facts.minimum_current) + " A on " + std::to_string(facts.phases) +
           (facts.phases == 1 ? " phase" : " phases") + ": it acts as a pause.";
}

struct Row {
    const char* code;
    Message (*message)(const ConnectorView& view, SteadyTime now);  ///< empty: no such alarm
};

/// The worst first.
constexpr Row kRows[] = {
    {"LIMIT_NOT_FOLLOWED", limit_not_followed},
    {"LIMIT_REFUSED", limit_refused},
    {"CEILING_BELOW_MINIMUM", ceiling_below_minimum},
};

}  // namespace

std::vector<Alarm> alarms_of(const ConnectorView& view, SteadyTime now) {
    std::vector<Alarm> alarms;
    for (const Row& row : kRows) {
        if (const Message message = row.message(view, now)) alarms.push_back({row.code, *message});
    }
    return alarms;
}

}  // namespace gateway
