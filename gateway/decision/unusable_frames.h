#pragma once

#include <chrono>
#include <cstddef>

#include "ocpp/lazy_deque.h"

namespace gateway {

/// Counts the frames of one socket with which nothing could be done: a charger may send
/// a few, whoever sends more is no charger. Pure.
class UnusableFrames {
  public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    static constexpr std::size_t kMostPerMinute = 20;

    /// True when the limit is passed and the socket is to be closed.
    bool one_more(SteadyTime now) {
        while (!times_.empty() && now - times_.front() >= std::chrono::minutes(1)) times_.pop_front();
        times_.push_back(now);
        return times_.size() > kMostPerMinute;
    }

  private:
    ocpp::LazyDeque<SteadyTime> times_;
};

}  // namespace gateway
