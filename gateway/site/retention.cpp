#include "gateway/site/retention.h"

#include <array>

#include "gateway/log.h"
#include "storage/limits.h"

namespace gateway {

namespace {

using storage::Kept;

constexpr std::chrono::minutes kLookEvery{10};
constexpr std::chrono::hours kRunEvery{1};
constexpr std::chrono::seconds kBetweenSteps{1};
constexpr int kMeterValuesDaysWhenShort = 7;

/// What they leave behind goes back to the disk when they are done.
constexpr std::array kKinds = {Kept::events,       Kept::answers,      Kept::meter_values,    Kept::actions,
                               Kept::schedules,    Kept::reservations, Kept::security_events, Kept::orphans,
                               Kept::orphan_stops, Kept::audit,        Kept::free_pages};

}  // namespace

std::optional<UtcTime> clock_seen(const std::map<std::string, std::string>& settings) {
    const auto found = settings.find(kClockSeen);
    if (found == settings.end()) return std::nullopt;
    return UtcTime(std::chrono::milliseconds(std::strtoll(found->second.c_str(), nullptr, 10)));
}

Retention::Retention(Time& time, storage::Storage& storage, RetentionTerms terms, ClockTrust trust, Ports ports)
    : time_(time),
      storage_(storage),
      terms_(terms),
      trust_(std::move(trust)),
      ports_(std::move(ports)),
      next_look_(time.make_timer([this] { look(); })),
      next_step_(time.make_timer([this] { step(); })) {}

void Retention::start() {
    next_run_ = time_.now();
    look();
}

void Retention::look_at_clock() {
    const std::string before = trust_.why_not();
    trust_.look(time_.utc(), time_.since_boot(), ports_.clock_is_synchronised());
    if (trust_.why_not() != before && !trust_.why_not().empty())
        log::warning("clock.doubted", trust_.why_not() + ": nothing is dropped by its age");
}

const std::string& Retention::clock_doubt_now() {
    look_at_clock();
    return trust_.why_not();
}

void Retention::look() {
    look_at_clock();
    const bool was_short = std::exchange(is_short_, ports_.disk_is_short());
    if (is_short_ && !was_short) log::error("disk.short", "meter values are kept in full for a week only");
    note_clock();
    if (time_.now() >= next_run_ && !is_running_) begin_run();
    next_look_->set(time_.now() + kLookEvery);
}

/// Not a time that is doubted: the next process would take it for the truth.
void Retention::note_clock() {
    if (!trust_.why_not().empty()) return;
    const auto seen = std::to_string(time_.utc().time_since_epoch().count());
    storage_.write({storage::PutSetting{kClockSeen, seen}}, nullptr);
}

void Retention::begin_run() {
    next_run_ = time_.now() + kRunEvery;
    ++(trust_.why_not().empty() ? counters_.runs : counters_.skipped_runs);
    if (!trust_.why_not().empty()) return;
    is_running_ = true;
    at_ = 0;
    passed_ = 0;
    next_step_->set(time_.now() + kBetweenSteps);
}

void Retention::step() {
    while (at_ < kKinds.size() && !before(kKinds[at_])) ++at_;
    is_running_ = at_ < kKinds.size() && trust_.why_not().empty();
    if (!is_running_) return;
    storage_.write({storage::Prune{kKinds[at_], *before(kKinds[at_]), time_.utc(), passed_}},
                   [this, alive = std::weak_ptr(alive_)](const storage::Written& written) {
                       if (alive.lock()) stepped(written);
                   });
}

void Retention::stepped(const storage::Written& written) {
    const bool is_done = written.durable && written.pruned && written.pruned->is_all;
    if (written.durable && written.pruned) {
        counters_.dropped[std::string(to_text(kKinds[at_]))] += written.pruned->rows;
        passed_ = written.pruned->up_to;
    }
    if (!written.durable) ++counters_.failed_steps;
    if (is_done || !written.durable) {
        ++at_;
        passed_ = 0;
    }
    next_step_->set(time_.now() + kBetweenSteps);
}

/// Empty: for ever.
std::optional<UtcTime> Retention::before(Kept kept) const {
    const auto days_ago = [&](int days) -> std::optional<UtcTime> {
        return days > 0 ? std::optional(time_.utc() - std::chrono::hours(24) * days) : std::nullopt;
    };
    switch (kept) {
        case Kept::events:
            return time_.utc() - storage::kEventsKeptFor;
        case Kept::answers:
            return time_.utc() - storage::kAnswersKeptFor;
        case Kept::audit:
            return time_.utc() - storage::kAuditKeptFor;
        case Kept::free_pages:
            return time_.utc();
        case Kept::meter_values:
            return days_ago(is_short_ ? kMeterValuesDaysWhenShort : terms_.meter_values_days);
        case Kept::actions:
        case Kept::schedules:
        case Kept::reservations:
        case Kept::security_events:
        case Kept::orphans:
        case Kept::orphan_stops:
            return days_ago(terms_.history_days);
    }
    return std::nullopt;
}

}  // namespace gateway
