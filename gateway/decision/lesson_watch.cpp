#include "gateway/decision/lesson_watch.h"

#include <cstdio>

#include "gateway/decision/lessons.h"
#include "gateway/decision/limit_watch.h"
#include "gateway/decision/wanted_limit.h"

namespace gateway {

namespace {

constexpr double kFollowedShare = 1.05, kReductionShare = 0.9;
constexpr std::chrono::seconds kOutlivesAfter{60};

/// What a meter told behind `since`; what a status implies proves nothing here.
std::optional<PowerReading> metered_since(const ConnectorView& view, SteadyTime since, SteadyTime now) {
    const auto power = view.power_since(since, now);
    const bool is_metered =
        power && (power->source == PowerSource::measured || power->source == PowerSource::estimated);
    return is_metered && !power->assumes_phases ? power : std::nullopt;
}

/// The limit binds: not more flows than it allows, and no vehicle that wants less.
bool binds(const PowerReading& power, double allowed_kw) {
    if (allowed_kw <= 0) return power.rests();
    return power.most_kw <= allowed_kw * kFollowedShare && power.least_kw >= allowed_kw * kBindingShare;
}

long seconds(SteadyTime::duration span) {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(span).count());
}

}  // namespace

std::string words_for(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    char words[160];
    const auto power = view.power_since(limit.at, now);
    std::snprintf(words, sizeof words, "%.1f %s acknowledged %ld s before, ",
                  static_cast<double>(limit.limit.value.tenths) / 10, limit.limit.unit == RateUnit::A ? "A" : "W",
                  seconds(now - limit.at));
    if (!power) return words + std::string("nothing measured since");
    char flow[64];
    std::snprintf(flow, sizeof flow, "%.2f kW %s", power->kilowatts,
                  power->source == PowerSource::measured ? "measured" : "by the register or the status");
    return words + std::string(flow);
}

std::vector<LessonWatch::Finding> LessonWatch::look(const ConnectorView& view, SteadyTime now) {
    std::vector<Finding> findings;
    follow(view, now);
    if (!limit_at_) return findings;
    for (const auto& finding :
         {default_was_followed(view, now), rests_under_zero(view, now), outlives_zero(view, now)}) {
        if (finding) findings.push_back(*finding);
    }
    return findings;
}

void LessonWatch::follow(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    const bool is_in_force =
        limit != nullptr && view.is_connected && view.observed.transaction && limit_is_settled(view);
    if (!is_in_force) {
        limit_at_.reset();
    } else if (limit_at_ != limit->at) {
        limit_at_ = limit->at;
        drew_before_kw_ = draws_kw_;
    }
    if (const auto power = view.power(now)) draws_kw_ = power->kilowatts;
}

bool LessonWatch::is_told_first_time(std::optional<SteadyTime>& told) const {
    if (told == limit_at_) return false;
    told = limit_at_;
    return true;
}

std::optional<LessonWatch::Finding> LessonWatch::default_was_followed(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit& limit = *view.binding_limit();
    const bool is_default = view.tx_default.acknowledged && &limit == &*view.tx_default.acknowledged;
    const bool reduces = drew_before_kw_ * kReductionShare > allowed_by(limit);
    if (!is_default || !reduces || default_told_ == limit_at_) return std::nullopt;
    const auto power = metered_since(view, limit.at, now);
    if (!power || !binds(*power, allowed_by(limit)) || !is_told_first_time(default_told_)) return std::nullopt;
    return Finding{lesson::kNeedsTxProfile,
                   "a TxDefaultProfile was followed in the session: " + words_for(view, limit, now)};
}

std::optional<LessonWatch::Finding> LessonWatch::rests_under_zero(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit& limit = *view.binding_limit();
    if (!limit.limit.is_zero() || drew_before_kw_ <= kFlowingKw || rest_told_ == limit_at_) return std::nullopt;
    const auto power = metered_since(view, limit.at, now);
    if (!power || !power->rests() || !is_told_first_time(rest_told_)) return std::nullopt;
    return Finding{lesson::kZeroIgnored, "power rests under a zero: " + words_for(view, limit, now)};
}

std::optional<LessonWatch::Finding> LessonWatch::outlives_zero(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit& limit = *view.binding_limit();
    if (!limit.limit.is_zero() || now - limit.at < kOutlivesAfter || outlived_told_ == limit_at_) return std::nullopt;
    const auto power = metered_since(view, limit.at, now);
    if (!power || !power->rests() || !is_told_first_time(outlived_told_)) return std::nullopt;
    return Finding{lesson::kZeroEndsTransaction, "the session goes on under a zero: " + words_for(view, limit, now)};
}

}  // namespace gateway
