#pragma once

#include <array>

namespace gateway {

/// The voltage as told, smoothed; one sample alone that sags or peaks changes nothing. A value that is a fifth off is
/// another way of telling it and counts at once. Pure; owned by MeterReadings.
class VoltageLevel {
  public:
    void take(double volts);
    void reset() { *this = {}; }

    explicit operator bool() const { return is_known_; }
    double operator*() const { return level_; }

  private:
    bool is_known_ = false;
    double level_ = 0;
    std::array<double, 2> before_{};  ///< the two samples before, the older one first
};

}  // namespace gateway
