#include "simulators/limits_in_force.h"

#include <algorithm>
#include <cstdlib>

namespace simulators {

namespace {

/// While something flows the battery and the taper are looked at this often.
constexpr std::chrono::seconds kPhysicsStep{10};
constexpr std::chrono::hours kScheduleHorizon{24};
constexpr double kForeignLimit_a = 32;

}  // namespace

std::optional<double> vendor_limit_in(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || number < 0) return std::nullopt;
    return number;
}

int LimitsInForce::sharers() const {
    const auto charging =
        std::count_if(state_.connectors.begin(), state_.connectors.end(), [](const Connector& connector) {
            return connector.transaction && connector.plugged && !connector.is_faulted();
        });
    return std::max(1, static_cast<int>(charging));
}

CurrentLimit LimitsInForce::limit_for(const Connector& connector) const {
    CurrentLimit limit = most_for(connector);
    limit.amperes = rounded_to_step(limit.amperes, state_.behaviour().ampere_steps);
    return limit;
}

CurrentLimit LimitsInForce::most_for(const Connector& connector) const {
    CurrentLimit limit{std::min(state_.options.max_current_a, vendor_limit_a_.value_or(state_.options.max_current_a)),
                       state_.options.phases};
    if (state_.behaviour().ignores_profiles) return limit;
    std::optional<TransactionView> view;
    if (connector.transaction) view = connector.transaction->view();
    auto own = state_.profiles.connector_limit(connector.number, view ? &*view : nullptr, state_.now.utc);
    if (foreign_limit_rules()) own = CurrentLimit{kForeignLimit_a, state_.options.phases};
    if (own) limit = smaller_of(limit, *own);
    if (auto station = state_.profiles.station_limit(state_.now.utc)) {
        station->amperes /= sharers();  // the station's limit is a total
        limit = smaller_of(limit, *station);
    }
    return limit;
}

bool LimitsInForce::foreign_limit_rules() const {
    return foreign_limit_from_ && state_.now.steady >= *foreign_limit_from_;
}

std::optional<SteadyTime> LimitsInForce::next_foreign_limit() const {
    return foreign_limit_rules() ? std::nullopt : foreign_limit_from_;
}

void LimitsInForce::resume(Connector& connector) {
    if (!state_.behaviour().drops_tx_profile_on_resume) return;
    state_.profiles.end_transaction(connector.number);
    connector.offered = limit_for(connector);
}

/// What was told may take its time, and a write may let everything flow for some seconds.
CurrentLimit LimitsInForce::limit_that_counts(Connector& connector) {
    const Behaviour& behaviour = state_.behaviour();
    const CurrentLimit told = limit_for(connector);
    if (!connector.transaction && !connector.draws_on(state_.now.steady)) connector.lag.catch_up();
    const LimitLag::Times times{behaviour.reduction_takes_s, behaviour.pause_takes_s, behaviour.resume_takes_s};
    const CurrentLimit counts = connector.lag.follow(told, connector.least_current_a(), times, state_.now.steady);
    const bool spikes = state_.now.steady < connector.spikes_until && counts.amperes >= connector.least_current_a();
    return spikes ? CurrentLimit{state_.options.max_current_a, state_.options.phases} : counts;
}

std::optional<SteadyTime> LimitsInForce::next_physics(const Connector& connector) const {
    if (!connector.transaction && !connector.draws_on(state_.now.steady)) return std::nullopt;
    std::optional<SteadyTime> next = connector.lag.next();
    const auto consider = [&next](SteadyTime at) { next = next ? std::min(*next, at) : at; };
    if (connector.current_a > 0) consider(state_.now.steady + kPhysicsStep);
    if (connector.spikes_until > state_.now.steady) consider(connector.spikes_until);
    if (!connector.transaction) {
        consider(connector.draws_on_until);
        return next;
    }
    const TransactionView view = connector.transaction->view();
    if (const auto change = state_.profiles.next_change(&view, state_.now.utc, state_.now.utc + kScheduleHorizon)) {
        consider(state_.now.steady + (*change - state_.now.utc));
    }
    return next;
}

void LimitsInForce::profile_was_accepted() {
    const std::chrono::seconds foreign_after(state_.behaviour().external_limit_after_s);
    if (foreign_after.count() > 0) foreign_limit_from_ = state_.now.steady + foreign_after;
}

void LimitsInForce::read_vendor_limit() {
    const Behaviour& behaviour = state_.behaviour();
    if (behaviour.vendor_limit_key.empty()) return;
    const auto number = vendor_limit_in(state_.configuration.text(behaviour.vendor_limit_key));
    if (number && behaviour.vendor_limit_scale > 0) vendor_limit_a_ = *number / behaviour.vendor_limit_scale;
}

}  // namespace simulators
