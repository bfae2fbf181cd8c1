#include "simulators/ordered_outcome.h"

#include <utility>

#include "json/parse.h"

namespace simulators {

namespace {

using Kind = OrderedOutcome::Kind;

constexpr std::pair<std::string_view, Kind> kKinds[] = {{"accept", Kind::accept},
                                                        {"reject", Kind::reject},
                                                        {"timeout", Kind::timeout},
                                                        {"offline", Kind::offline},
                                                        {"no_effect", Kind::no_effect}};

std::optional<Kind> kind_from(json::Value value) {
    for (const auto& [name, kind] : kKinds) {
        if (value.is_string() && value.text() == name) return kind;
    }
    return std::nullopt;
}

std::optional<OrderedOutcome> read(json::Value order) {
    OrderedOutcome result;
    const auto outcome = order.find("outcome");
    if (outcome) {
        const auto kind = kind_from(*outcome);
        if (!kind) return std::nullopt;
        result.kind = *kind;
    }
    const auto delay = order.find("delayMs");
    if (delay) {
        const auto delay_ms = delay->integer();
        if (!delay_ms || *delay_ms < 0 || *delay_ms > OrderedOutcome::kLongestDelay_ms) return std::nullopt;
        result.delay = std::chrono::milliseconds(*delay_ms);
    }
    if (!outcome && !delay) return std::nullopt;
    return result;
}

}  // namespace

std::optional<OrderedOutcome> parse_ordered_outcome(const std::string& data) {
    try {
        const auto document = json::parse(data);
        return read(document.root());
    } catch (const json::ParseError&) {
        return std::nullopt;
    }
}

bool controls_charging(std::string_view action) {
    return action == "RemoteStartTransaction" || action == "RemoteStopTransaction" || action == "SetChargingProfile";
}

}  // namespace simulators
