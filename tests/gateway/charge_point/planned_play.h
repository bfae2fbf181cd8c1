#pragma once

#include <string>
#include <vector>

#include "bench.h"

/// Commands with a start, played on the bench.
namespace gateway {

using Types = std::vector<std::string>;

/// Of the events, without what the link has to tell.
inline Types pushes(const Bench& bench) {
    Types types;
    for (const auto& type : bench.events()) {
        if (type.compare(0, 5, "push.") == 0) types.push_back(type);
    }
    return types;
}

inline void begin_charging(Bench& bench) {
    bench.start_transaction();
    bench.status("Charging");
    bench.meter(7);
}

}  // namespace gateway
