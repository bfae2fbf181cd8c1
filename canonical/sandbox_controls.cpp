#include "canonical/sandbox_controls.h"

#include <algorithm>
#include <array>

#include "canonical/errors.h"
#include "json/writer.h"

namespace canonical {

namespace {

constexpr std::array<std::string_view, 5> kOutcomes = {"accept", "reject", "timeout", "offline", "no_effect"};

std::string outcome_in(json::Value value) {
    const bool is_known =
        value.is_string() && std::find(kOutcomes.begin(), kOutcomes.end(), value.text()) != kOutcomes.end();
    if (!is_known) throw_validation_error("sandbox.outcome", "must be accept, reject, timeout, offline or no_effect");
    return std::string(value.text());
}

std::chrono::milliseconds delay_in(json::Value value) {
    const auto delay_ms = value.integer();
    if (!delay_ms || *delay_ms < 0 || *delay_ms > SandboxControls::kLongestDelay_ms)
        throw_validation_error("sandbox.delayMs",
                               "must be a whole number from 0 to " + std::to_string(SandboxControls::kLongestDelay_ms));
    return std::chrono::milliseconds(*delay_ms);
}

}  // namespace

SandboxControls parse_sandbox_controls(json::Value object) {
    SandboxControls controls;
    for (const auto& [name, value] : object.members()) {
        if (name == "outcome") controls.outcome = outcome_in(value);
        else if (name == "delayMs") controls.delay = delay_in(value);
        else throw_validation_error("sandbox." + std::string(name), "is not known here");
    }
    return controls;
}

std::string to_text(const SandboxControls& controls) {
    json::Writer out;
    out.begin_object()
        .member("outcome", controls.outcome)
        .member("delayMs", static_cast<std::int64_t>(controls.delay.count()))
        .end_object();
    return out.take();
}

}  // namespace canonical
