#include "gateway/decision/alerts.h"

#include <optional>

#include "gateway/decision/ceiling_watch.h"
#include "gateway/decision/wanted_limit.h"
#include "gateway/rounding.h"
#include "json/writer.h"

namespace gateway {

namespace {

using Message = std::optional<std::string>;

std::string in_tenths(double value) {
    json::Writer out;
    return out.number(rounded(value, kTenths)).take();
}

Message limit_not_followed(const ConnectorView& view, SteadyTime now) {
    const bool nothing_is_left = view.evidence.no_strategy_is_left;
    if (!nothing_is_left && !ceiling_is_not_followed(view)) return {};
    std::string message = "The charger accepted its limit and does not follow it";
    if (const AcknowledgedLimit* limit = view.binding_limit()) {
        message += ": it was told " + in_tenths(limit->kilowatts) + " kW";
    }
    if (const auto power = view.power(now)) message += ", " + in_tenths(power->kilowatts) + " kW are drawn";
    return message + (nothing_is_left ? ". Nothing is left to try." : ".");
}

/// A new session gives each limit a new chance, and that is no reason to take the alarm back before one is taken.
Message limit_refused(const ConnectorView& view, SteadyTime) {
    const bool has_new_chance = view.tx_default.was_refused_by_all && !view.tx_profile_in_use;
    if (!view.every_profile_is_refused() && !has_new_chance) return {};
    const std::string& words = view.tx_default.refusal.empty() ? view.tx_profile.refusal : view.tx_default.refusal;
    return "The charger refuses every limit: \"" + words + "\". It may have to be allowed in the charger's own menu.";
}

/// A ceiling of zero is a wish and no surprise.
Message ceiling_below_minimum(const ConnectorView& view, SteadyTime) {
    const double ceiling = view.desired.max_charge_rate_kw.value_or(0);
    if (ceiling <= 0 || !ceiling_is_below_minimum(view)) return {};
    const ElectricalFacts facts = view.facts();
    return "The ceiling of " + in_tenths(ceiling) + " kW is less than a vehicle needs at least, " +
           in_tenths(facts.minimum_current) + " A on " + std::to_string(facts.phases) +
           (facts.phases == 1 ? " phase" : " phases") + ": it acts as a pause.";
}

Message external_controller_suspected(const ConnectorView& view, SteadyTime) {
    constexpr int kMoreThanChance = 2;
    if (view.evidence.reassertions < kMoreThanChance) return {};
    return "The charger followed its limit and then drew more, " + std::to_string(view.evidence.reassertions) +
           " times in this session: another controller may be changing it.";
}

Message held_at_minimum(const ConnectorView& view, SteadyTime) {
    const bool is_paused = view.desired.intent == canonical::Intent::pause && view.observed.transaction;
    if (!is_paused || !view.holds_at_minimum()) return {};
    return "A limit of zero would end the session on this charger: it is held at the minimum instead, and energy "
           "flows.";
}

/// The charger calls a session by an id that it was not given here: it began elsewhere, or its start has got lost.
bool is_in_foreign_session(const ConnectorView& view, SteadyTime now) {
    constexpr std::chrono::minutes kStartMayBeLate{1};
    const auto& open = view.observed.transaction;
    if (!open || open->stored_id != 0 || view.observed.starts_being_stored > 0) return false;
    const auto power = view.power_since(open->opened_at, now);
    return now - open->opened_at >= kStartMayBeLate && power && power->flows();
}

Message session_without_record(const ConnectorView& view, SteadyTime now) {
    if (is_in_foreign_session(view, now))
        return "The charger is in a session " + std::to_string(view.observed.transaction->id) +
               " whose start was never told here. It is held to the ceiling, and is in no session's record.";
    if (!view.has_session_without_record(now)) return {};
    std::string message = "Energy flows and no session is open";
    if (const auto power = view.power(now)) message += ": " + in_tenths(power->kilowatts) + " kW are drawn";
    return message + ". It is held to the ceiling, and is in no session's record.";
}

Message kIdentityClash(const ConnectorView& view, SteadyTime) {
    if (view.twins.empty()) return {};
    return "Two chargers go by this id, " + view.twins +
           ": give one of them another, else limits reach now the one, now the other.";
}

struct Row {
    const char* code;
    Message (*message)(const ConnectorView& view, SteadyTime now);  ///< empty: no such alarm
};

/// The worst first.
constexpr Row kRows[] = {
    {"LIMIT_NOT_FOLLOWED", limit_not_followed},
    {"SESSION_WITHOUT_RECORD", session_without_record},
    {"LIMIT_REFUSED", limit_refused},
    {"IDENTITY_CLASH", kIdentityClash},
    {"EXTERNAL_CONTROLLER_SUSPECTED", external_controller_suspected},
    {"HELD_AT_MINIMUM", held_at_minimum},
    {"CEILING_BELOW_MINIMUM", ceiling_below_minimum},
};

}  // namespace

std::vector<Alert> alerts_of(const ConnectorView& view, SteadyTime now) {
    std::vector<Alert> alerts;
    for (const Row& row : kRows) {
        if (const Message message = row.message(view, now)) alerts.push_back({row.code, *message});
    }
    return alerts;
}

}  // namespace gateway
