#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "gateway/clock.h"

namespace gateway {

/// Turns "something happened at this device" into what a listener has to be told: its state, if it is another one than
/// was told last, and not more often than once a second. Io thread; owned by an EventChannel.
class DeviceWatch {
  public:
    using Describe = std::function<std::string(const std::string& device_id)>;  ///< the body; empty: it is gone
    using Tell = std::function<void(const std::string& device_id, const std::string& body)>;

    DeviceWatch(Time& time, Describe describe, Tell tell);

    void changed(const std::string& device_id);
    /// The state for one listener; it counts as told unless another was told before: then the next look tells whatever
    /// is, for what was told last is not what that one has.
    std::string present(const std::string& device_id);
    /// Nobody listens any more.
    void forget();

  private:
    struct Told {
        std::string body;
        SteadyTime at{};
    };
    void look();
    std::optional<SteadyTime> look_at(const std::string& device_id, SteadyTime now);

    Time& time_;
    Describe describe_;
    Tell tell_;
    std::unordered_map<std::string, Told> told_;
    std::unordered_set<std::string> changed_;
    SteadyTime look_not_before_{};
    bool will_look_ = false;
    std::unique_ptr<Time::Timer> timer_;
};

}  // namespace gateway
