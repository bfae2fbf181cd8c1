#pragma once

#include <map>
#include <optional>
#include <vector>

#include "gateway/charge_point/connector_map.h"

/// Connectors of one charger that all tell of one meter (a total for several sockets). Io thread.
namespace gateway {

/// Told equal values three times in a row, of which not each can be its own: then a connector's power lies between what
/// the others cannot draw of it, and what it can draw itself.
class SharedMeter {
  public:
    struct Telling {
        int connector = 0;
        double told_kw = 0;
        std::optional<double> own_kw;  ///< by currents of its own
        double can_draw_kw = 0;        ///< by its limit, or 0 by its status
        SteadyTime at{};
        std::optional<double> register_kw{};  ///< at most, by a register of its own
    };
    void compare(const std::vector<Telling>& tellings);
    bool is_shared() const { return is_shared_; }

    /// Compares what they tell now, and lets their meters know.
    void watch(const ConnectorMap& connectors, SteadyTime now);

  private:
    struct Stood {
        double wh = 0;
        SteadyTime at{};
        std::optional<double> most_kw;
    };

    void take(bool shared);
    std::optional<double> most_by_register(int connector, double wh, SteadyTime at);

    std::map<int, SteadyTime> compared_;
    std::map<int, Stood> stood_;
    double step_wh_ = 1000;  ///< of all registers of the one box
    bool is_shared_ = false;
    int times_equal_ = 0, times_different_ = 0;
};

}  // namespace gateway
