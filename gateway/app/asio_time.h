#pragma once

#include <boost/asio/io_context.hpp>

#include <optional>

#include "gateway/clock.h"

namespace gateway {

/// The real time: timers and posted work run on the io_context's thread. Outlives everything that holds a timer. A wall
/// clock that was never set counts from `earliest` on: no charger is to be told 1970.
class AsioTime : public Time {
  public:
    explicit AsioTime(boost::asio::io_context& io, UtcTime earliest = {}) : io_(io), earliest_(earliest) {}
    SteadyTime now() const override { return std::chrono::steady_clock::now(); }
    UtcTime utc() const override;
    SteadyTime since_boot() const override;
    std::unique_ptr<Timer> make_timer(std::function<void()> ring) override;
    void post(std::function<void()> work) override;

  private:
    boost::asio::io_context& io_;
    UtcTime earliest_;
    SteadyTime began_ = AsioTime::since_boot();
};

}  // namespace gateway
