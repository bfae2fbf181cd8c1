#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>

/// End-to-end tests drive real processes from one thread: chargers, clients and pipes of a test share one io_context,
/// so a scripted charger goes on answering while the test waits for a REST answer.
namespace end_to_end {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;
using namespace std::chrono_literals;

/// For what takes milliseconds on an idle machine; only a failing test ever waits that long.
constexpr Milliseconds kPatience{20000};

class Stage {
  public:
    boost::asio::io_context& io() { return io_; }

    /// Runs handlers until the condition holds; false when `patience` ran out first.
    bool run_until(const std::function<bool()>& condition, Milliseconds patience = kPatience);
    /// The same for a condition that is a question to somebody: asked again after short pauses.
    bool poll_until(const std::function<bool()>& condition, Milliseconds patience = kPatience);
    /// Runs handlers for that long. Only to look for something that must not happen.
    void watch_for(Milliseconds time);

  private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ = boost::asio::make_work_guard(io_);
};

}  // namespace end_to_end
