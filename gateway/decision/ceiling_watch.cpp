#include "gateway/decision/ceiling_watch.h"

#include <algorithm>

namespace gateway {

namespace {

std::chrono::milliseconds alert_after(const ConnectorView& view) {
    const Effect effect = view.evidence.allowed_kw.value_or(1) <= 0 ? Effect::pause : Effect::reduction;
    const auto delay = view.effect_delays.of(effect);
    const ControlTimings& timings = view.timings;
    const auto patience = delay ? std::max(timings.alert_after, *delay * 3 / 2) : timings.alert_after;
    return std::min(patience, std::max(timings.alert_after, timings.alert_latest));
}

}  // namespace

bool ceiling_is_not_followed(const ConnectorView& view) {
    const LimitEvidence& evidence = view.evidence;
    return evidence.over_ceiling_since && evidence.over_ceiling_at - *evidence.over_ceiling_since >= alert_after(view);
}

void note_allowed(ConnectorView& view, double allowed_kw, double wanted_kw, SteadyTime now) {
    constexpr double kNoChange = 0.05;
    LimitEvidence& evidence = view.evidence;
    const bool is_first = !evidence.allowed_kw;
    const bool is_less = !is_first && allowed_kw < *evidence.allowed_kw - kNoChange;
    if (is_first || (is_less && evidence.wanted_kw != wanted_kw)) {
        evidence.allowed_since = now;
        evidence.offered_until = {};
        const auto before = view.power(now);
        evidence.flowed_kw = before ? before->kilowatts : 0;
    } else if (is_less) {
        evidence.offered_kw = *evidence.allowed_kw;
        evidence.offered_until = now;
    }
    evidence.allowed_kw = allowed_kw;
    evidence.wanted_kw = wanted_kw;
}

double allowed_then(const LimitEvidence& evidence, SteadyTime since) {
    const double now = evidence.allowed_kw.value_or(0);
    return since < evidence.offered_until ? std::max(now, evidence.offered_kw) : now;
}

std::chrono::milliseconds excess_in_all(LimitEvidence& evidence, const PowerReading& reading,
                                        std::chrono::milliseconds lasted) {
    constexpr std::size_t kMostWindows = 64;
    if (reading.since == reading.at) return lasted;  // of a moment: it counts from the first
    auto& windows = evidence.excess;
    if (!evidence.over_ceiling_since) windows.clear();
    // The newest that ended before this one begins; older ones no window will follow.
    while (windows.size() > 1 && windows[1].until <= reading.since) windows.pop_front();
    auto in_all = lasted;
    if (!windows.empty() && windows.front().until <= reading.since) in_all += windows.front().in_all;
    if (!windows.empty()) in_all = std::max(in_all, windows.back().in_all);
    if (windows.empty() || windows.back().until < reading.at) windows.push_back({reading.at, in_all});
    else windows.back().in_all = in_all;
    if (windows.size() > kMostWindows) windows.pop_front();
    return in_all;
}

std::optional<SteadyTime> proof_of_excess_at(const ConnectorView& view, SteadyTime now) {
    const auto& since = view.evidence.over_ceiling_since;
    if (!since || ceiling_is_not_followed(view)) return std::nullopt;
    const SteadyTime due = *since + alert_after(view);
    return view.power_since(due, now) ? std::nullopt : std::optional(due);
}

}  // namespace gateway
