#pragma once

#include <variant>

#include "gateway/decision/wanted_limit.h"

/// The one decision of the program: what to do next so that the charger agrees with its owner. Pure: no I/O,
/// no clock, level-triggered; it compares states and never replays old calls.
namespace gateway {

struct SendLimit {
    ProfilePurpose purpose = ProfilePurpose::tx_default;
    ProfileVariant variant;
    ChargingLimit limit;
    double kilowatts = 0;  ///< what the owner asked for, before it became whole amperes
    bool without_transaction_id = false;
};
/// The charger's own default is all that is left to lift a pause with.
struct ClearOwnLimit {
    ProfilePurpose purpose = ProfilePurpose::tx_default;
};
struct SendRemoteStart {};
struct SendRemoteStop {
    std::int64_t transaction_id = 0;
};
/// Something became plain; the caller notes it and asks again.
struct Learn {
    enum class Lesson {
        tx_profile_trial,  ///< in this session; by its effect it may become a lesson
        needs_tx_profile,
        lost_at_start,  ///< charging began and the limit is gone: to be sent again
        zero_ignored,
        no_effect,  ///< the variant in use was accepted and changed nothing
        drifted,    ///< the limit was followed and is not any more: to be sent again
        phase_probe_begins,
        phase_probe_is_over,
        vehicle_sleeps,  ///< on to the next way of waking it
        vehicle_was_nudged
    };
    Lesson lesson = Lesson::needs_tx_profile;
};
struct WaitUntil {
    SteadyTime time{};
};
struct Nothing {};

using Step = std::variant<SendLimit, ClearOwnLimit, SendRemoteStart, SendRemoteStop, Learn, WaitUntil, Nothing>;

/// A WaitUntil is always in the future.
Step next_step(const ConnectorView& view, SteadyTime now);

}  // namespace gateway
