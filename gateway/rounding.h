#pragma once

#include <cmath>

/// Numbers as people are shown them. Pure; any thread.
namespace gateway {

inline constexpr int kTenths = 10, kHundredths = 100;

/// To the nearest of so many parts of one.
inline double rounded(double value, int parts_of_one) { return std::round(value * parts_of_one) / parts_of_one; }

}  // namespace gateway
