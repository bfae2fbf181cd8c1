#include "gateway/transactions/whose_session.h"

#include <algorithm>

#include "gateway/authorization/authorisation.h"
#include "gateway/transactions/register_reading.h"

namespace gateway {

namespace {

constexpr int kTimesToBelieve = 3;
constexpr std::size_t kMostLabels = 64;

bool fits_in_time(const RunningSession& session, const Claim& claim) {
    const auto& told = claim.moment.told;
    if (told && session.next_began_at && *told > *session.next_began_at) return false;
    return !session.start.told || !told || *told >= *session.start.told;
}

/// How far the stop is above what the session's register told last; below 0: the register has passed it. Empty where
/// one of them tells nothing, or the samples count from elsewhere than the start does.
std::optional<double> left_to_stop(const RunningSession& session, const Claim& claim) {
    const auto start = session.start.meter_wh.value_or(0), stop = claim.moment.meter_wh.value_or(0);
    if (stop <= 0 || session.register_wh.value_or(0) <= 0 || *session.register_wh < static_cast<double>(start))
        return std::nullopt;
    return static_cast<double>(stop) - *session.register_wh;
}

bool was_passed(const RunningSession* session, const Claim& claim) {
    return left_to_stop(*session, claim).value_or(0) < -kRounding_wh;
}

/// Of several that fit the one whose register stands right below the stop, where the others are far from it.
const RunningSession* nearest(std::vector<const RunningSession*> fitting, const Claim& claim) {
    constexpr double kFarther = 4, kFarther_wh = 100;
    const auto left = [&](const RunningSession* session) { return left_to_stop(*session, claim).value_or(0); };
    const bool all_tell =
        std::all_of(fitting.begin(), fitting.end(), [&](const auto* each) { return left_to_stop(*each, claim); });
    if (fitting.size() < 2 || !all_tell) return nullptr;
    std::partial_sort(fitting.begin(), fitting.begin() + 2, fitting.end(),
                      [&](const auto* a, const auto* b) { return left(a) < left(b); });
    return left(fitting[1]) > kFarther * std::max(left(fitting[0]), 0.0) + kFarther_wh ? fitting[0] : nullptr;
}

/// A meter of 0 says nothing: neither at the stop nor at the start.
bool fits_in_meter(const RunningSession& session, const Claim& claim) {
    const auto start = session.start.meter_wh.value_or(-1), stop = claim.moment.meter_wh.value_or(0);
    if (start <= 0 || stop <= 0) return true;
    const RegisterReading before{static_cast<double>(start), session.start.told.value_or(session.start.received),
                                 session.start.received};
    const RegisterReading after{static_cast<double>(stop), claim.moment.told.value_or(claim.moment.received),
                                claim.moment.received};
    return stop >= start && can_flow(after.wh - before.wh, longest_between(before, after), claim.most_kw);
}

}  // namespace

std::optional<std::int64_t> the_one_that_fits(const std::vector<RunningSession>& running, const Claim& claim) {
    std::vector<const RunningSession*> fitting, of_tag;
    for (const auto& session : running) {
        if (!fits_in_time(session, claim) || !fits_in_meter(session, claim)) continue;
        fitting.push_back(&session);
        if (claim.id_tag && Authorisation::same(session.id_tag, *claim.id_tag)) of_tag.push_back(&session);
    }
    const auto passed = [&](const auto* session) { return was_passed(session, claim); };
    for (auto* sessions : {&fitting, &of_tag}) {
        const bool all_were = std::all_of(sessions->begin(), sessions->end(), passed);
        if (!all_were) sessions->erase(std::remove_if(sessions->begin(), sessions->end(), passed), sessions->end());
    }
    if (of_tag.size() == 1) return of_tag.front()->id;
    if (const auto* one = claim.id_tag ? nearest(of_tag, claim) : nearest(fitting, claim)) return one->id;
    // Another card of the same owner may stop it, but only where there is no doubt.
    const bool is_certain = fitting.size() == 1 && (!claim.id_tag || running.size() == 1);
    return is_certain ? std::optional(fitting.front()->id) : std::nullopt;
}

bool ConnectorLabels::note(std::int64_t label, int actual) {
    if (label == actual) {
        suspicions_.erase(label);
        return false;
    }
    if (suspicions_.size() >= kMostLabels && suspicions_.count(label) == 0) return true;
    Suspicion& suspicion = suspicions_[label];
    suspicion.times = suspicion.actual == actual ? suspicion.times + 1 : 1;
    suspicion.actual = actual;
    return true;
}

std::int64_t ConnectorLabels::corrected(std::int64_t label) const {
    const auto found = suspicions_.find(label);
    return found != suspicions_.end() && found->second.times >= kTimesToBelieve ? found->second.actual : label;
}

}  // namespace gateway
