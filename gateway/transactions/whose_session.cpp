#include "gateway/transactions/whose_session.h"

#include "gateway/authorization/authorisation.h"
#include "gateway/transactions/register_reading.h"

namespace gateway {

namespace {

constexpr int kTimesToBelieve = 3;
constexpr std::size_t kMostLabels = 64;

bool fits_in_time(const RunningSession& session, const Claim& claim) {
    return !session.start.told || !claim.moment.told || *claim.moment.told >= *session.start.told;
}

/// A meter of 0 says nothing: neither at the stop nor at the start.
bool fits_in_meter(const RunningSession& session, const Claim& claim) {
    const auto start = session.start.meter_wh.value_or(-1), stop = claim.moment.meter_wh.value_or(0);
    if (start <= 0 || stop <= 0) return true;
    const RegisterReading before{static_cast<double>(start), session.start.told.value_or(session.start.received), session.start.received};
    const RegisterReading after{static_cast<double>(stop), claim.moment.told.value_or(claim.moment.received), claim.moment.received};
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
    if (of_tag.size() == 1) return of_tag.front()->id;
    // Another card of the same owner may stop it, but only where there is no doubt.
    const bool no_doubt = fitting.size() == 1 && (!claim.id_tag || running.size() == 1);
    return no_doubt ? std::optional(fitting.front()->id) : std::nullopt;
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
