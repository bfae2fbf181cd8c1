#pragma once

namespace gateway {

/// Of one charger. What names a connector beyond is no connector's.
constexpr int kMostConnectors = 64;

}  // namespace gateway
