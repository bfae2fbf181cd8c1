#pragma once

#include <chrono>
#include <iosfwd>
#include <map>
#include <string>

#include "day.h"

namespace days {

/// What many days were like.
class Statistics {
  public:
    void add(const DayPlan& plan, const DayResult& result);
    void print(std::ostream& out) const;

  private:
    struct Row;
    static void print(std::ostream& out, const char* title, const std::map<std::string, Row>& rows);
    static void add(Row& row, const DayResult& result);

    struct Row {
        std::uint64_t days = 0, sessions = 0, calls = 0, alarms = 0, broken = 0;
        seconds worst_overshoot{0};
        int most_calls = 0;
    };
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::uint64_t days_ = 0;
    WorldCounters sum_;
    std::uint64_t energies_judged_ = 0, powers_judged_ = 0, kind_days_ = 0;
    std::map<std::string, Row> rows_, odd_rows_;
};

}  // namespace days
