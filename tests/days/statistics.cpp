#include "statistics.h"

#include <algorithm>
#include <cstdio>
#include <ostream>

namespace days {

void Statistics::add(const DayPlan& plan, const DayResult& result) {
    ++days_;
    const WorldCounters& c = result.counters;
    sum_.events += c.events;
    sum_.frames += c.frames;
    sum_.calls += c.calls;
    sum_.sessions += c.sessions;
    sum_.lost_answers += c.lost_answers;
    sum_.gateway_starts += c.gateway_starts;
    sum_.reconnects += c.reconnects;
    sum_.power_cuts += c.power_cuts;
    sum_.clock_sets += c.clock_sets;
    energies_judged_ += result.energies_judged;
    powers_judged_ += result.powers_judged;
    kind_days_ += plan.odd.empty();
    add(rows_[plan.persona->name], result);
    for (const std::string& name : plan.odd) add(odd_rows_[name], result);
}

void Statistics::add(Row& row, const DayResult& result) {
    ++row.days;
    row.sessions += result.counters.sessions;
    row.calls += result.counters.calls;
    row.alarms += result.saw_alarm;
    row.broken += !result.broken.empty();
    row.worst_overshoot = std::max(row.worst_overshoot, result.worst_overshoot);
    row.most_calls = std::max(row.most_calls, result.most_calls_in_an_hour);
}

void Statistics::print(std::ostream& out) const {
    if (days_ == 0) return;
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    char line[240];
    std::snprintf(line, sizeof line,
                  "%llu days: %llu events, %llu frames, %llu calls, %llu sessions, %llu lost answers, %llu gateway "
                  "starts, %llu connections, %.0f days per second\n",
                  static_cast<unsigned long long>(days_), static_cast<unsigned long long>(sum_.events),
                  static_cast<unsigned long long>(sum_.frames), static_cast<unsigned long long>(sum_.calls),
                  static_cast<unsigned long long>(sum_.sessions), static_cast<unsigned long long>(sum_.lost_answers),
                  static_cast<unsigned long long>(sum_.gateway_starts),
                  static_cast<unsigned long long>(sum_.reconnects), static_cast<double>(days_) / took);
    out << line;
    std::snprintf(
        line, sizeof line,
        "judged: energy of %llu sessions, power %llu times; %llu power cuts in set-up, %llu clocks set, %llu days "
        "with nothing odd\n",
        static_cast<unsigned long long>(energies_judged_), static_cast<unsigned long long>(powers_judged_),
        static_cast<unsigned long long>(sum_.power_cuts), static_cast<unsigned long long>(sum_.clock_sets),
        static_cast<unsigned long long>(kind_days_));
    out << line;
    print(out, "persona", rows_);
    if (!odd_rows_.empty()) print(out, "what was odd", odd_rows_);
}

void Statistics::print(std::ostream& out, const char* title, const std::map<std::string, Row>& rows) {
    char line[240];
    std::snprintf(line, sizeof line, "%-26s %6s %9s %8s %12s %12s %7s %7s\n", title, "days", "sessions", "calls",
                  "worst over", "calls/hour", "alarms", "broken");
    out << line;
    for (const auto& [name, row] : rows) {
        std::snprintf(line, sizeof line, "%-26s %6llu %9llu %8llu %10llu s %12d %7llu %7llu\n", name.c_str(),
                      static_cast<unsigned long long>(row.days), static_cast<unsigned long long>(row.sessions),
                      static_cast<unsigned long long>(row.calls),
                      static_cast<unsigned long long>(row.worst_overshoot.count()), row.most_calls,
                      static_cast<unsigned long long>(row.alarms), static_cast<unsigned long long>(row.broken));
        out << line;
    }
}

}  // namespace days
