#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "json/value.h"

/// The `sandbox` object of a push: what the simulated charger is to make of the command. Pure.
namespace canonical {

struct SandboxControls {
    static constexpr std::int64_t kLongestDelay_ms = 60000;

    std::string outcome = "accept";  ///< accept, reject, timeout, offline, no_effect
    std::chrono::milliseconds delay{0};

    bool is_plain() const { return outcome == "accept" && delay.count() == 0; }
};

/// Of an object. Throws ApiError 422 VALIDATION_ERROR.
SandboxControls parse_sandbox_controls(json::Value object);

/// As the simulated charger takes it: {"outcome":"reject","delayMs":0}.
std::string to_text(const SandboxControls& controls);

}  // namespace canonical
