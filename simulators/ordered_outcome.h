#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace simulators {

/// What a sandbox wants to see happen to the CALLs that control charging (RemoteStartTransaction,
/// RemoteStopTransaction, SetChargingProfile), until it orders otherwise. Arrives as the data of a DataTransfer:
///   {"outcome": "accept" | "reject" | "timeout" | "offline" | "no_effect", "delayMs": 0..60000}
struct OrderedOutcome {
    enum class Kind { accept, reject, timeout, offline, no_effect };
    static constexpr std::int64_t kLongestDelay_ms = 60000;
    /// How long `offline` lasts: past the time that a client of the gateway waits for a charger's return.
    static constexpr std::chrono::seconds kAbsence{45};

    Kind kind = Kind::accept;
    std::chrono::milliseconds delay{0};

    bool is_plain() const { return kind == Kind::accept && delay.count() == 0; }
};

/// Empty when the text is no such order.
std::optional<OrderedOutcome> parse_ordered_outcome(const std::string& data);

bool controls_charging(std::string_view action);

}  // namespace simulators
