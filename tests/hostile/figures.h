#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>

#include "tests/catalogue/scene.h"

/// What a scene of hostile load costs the gateway: memory, processor time, log lines, and what a healthy charger feels.
namespace hostile {

using catalogue::Scene;
using std::chrono::milliseconds;

/// The bounds for peers that have not authenticated.
constexpr std::size_t kMostKbPerSocket = 64;
constexpr std::size_t kMostKbInAll = 16 * 1024;

/// Sanitizers keep freed memory and shadow every byte: there memory is printed but not judged.
constexpr bool memory_is_the_gateways() {
#ifdef __SANITIZE_ADDRESS__
    return false;
#else
    return true;
#endif
}

/// Watches one gateway process from its construction on. `show` prints a line of the table.
class Figures {
  public:
    explicit Figures(Scene& scene);

    /// Looks at memory now, and asks the healthy charger's question: how long its Heartbeat took is kept.
    void sample();
    /// Highest memory seen over that at the beginning.
    std::size_t grown_kb() const;
    milliseconds slowest_heartbeat() const { return slowest_; }
    std::size_t log_lines() const;
    void show(const std::string& what) const;

  private:
    milliseconds processor_time() const;

    Scene& scene_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    milliseconds processor_before_;
    std::size_t kb_before_, most_kb_;
    milliseconds slowest_{0};
};

}  // namespace hostile
