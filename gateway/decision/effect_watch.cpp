#include "gateway/decision/effect_watch.h"

#include <algorithm>

#include "gateway/decision/limit_watch.h"

namespace gateway {

namespace {

using std::chrono::milliseconds;

constexpr std::chrono::minutes kLongestEffect{5};

}  // namespace

/// Its first effect only: what comes back under it later, after it was overridden and told again, shows no delay.
void watch_effect(ConnectorView& view, AcknowledgedLimit& limit, double most_kw, SteadyTime now) {
    if (limit.effect_is_seen) return;
    const auto reading = proven_since(view, limit.counts_from(), now);
    if (!reading || reading->source != PowerSource::measured) return;
    if (reading->most_kw > most_kw) {
        limit.exceeded_at = reading->at;
        return;
    }
    limit.effect_is_seen = true;
    // Between two values that lie far apart it may have come at any time.
    const auto unseen = reading->at - std::max(limit.counts_from(), limit.exceeded_at);
    if (limit.flowed_kw <= most_kw || unseen > view.timings.live_effect_after) return;
    const auto took = std::chrono::duration_cast<milliseconds>(reading->at - limit.counts_from());
    const bool binds = limit.limit.is_zero() || reading->least_kw >= kBindingShare * limit.kilowatts;
    if (binds && took <= kLongestEffect) view.effect_delays.add(effect_of(limit), took);
}

void watch_resume(ConnectorView& view, SteadyTime now) {
    if (view.evidence.resume_is_seen || view.unheld_since == SteadyTime{} || view.is_held_by_our_limit()) return;
    const auto reading = proven_since(view, view.unheld_since, now);
    if (!reading || reading->source != PowerSource::measured || !reading->flows()) return;
    view.evidence.resume_is_seen = true;
    const auto took = std::chrono::duration_cast<milliseconds>(reading->at - view.unheld_since);
    if (took <= kLongestEffect) view.effect_delays.add(Effect::resume, took);  // else the vehicle did not want to
}

}  // namespace gateway
