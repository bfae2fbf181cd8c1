#include "gateway/decision/limit_strategies.h"

#include <algorithm>

namespace gateway {

namespace {

using Kind = ocpp::ChargingProfileKindType;

constexpr int kHighestLevel = 99;  // a reported 999 says nothing (quirk 81)

std::vector<RateUnit> units(const Capabilities& capabilities, const Traits& traits) {
    if (traits.unit) return {*traits.unit};
    if (capabilities.amperes_allowed == capabilities.watts_allowed) return {RateUnit::A, RateUnit::W};
    return {capabilities.amperes_allowed ? RateUnit::A : RateUnit::W};
}

std::vector<Kind> kinds(const Traits& traits) {
    if (traits.profile_kind) return {*traits.profile_kind};
    return {Kind::Absolute, Kind::Relative};
}

std::vector<int> levels(const Capabilities& capabilities, const Traits& traits) {
    if (traits.stack_level) return {*traits.stack_level};
    const int top = std::clamp(capabilities.max_stack_level, 0, kHighestLevel);
    return top == 0 ? std::vector{0} : std::vector{top, 0};
}

/// Some take nothing below level 1 as TxDefaultProfile; a last resort.
constexpr int kLowestButOne = 1;

class StrategyBuilder {
  public:
    StrategyBuilder(const Capabilities& capabilities, const Traits& traits)
        : capabilities_(capabilities), traits_(traits) {}

    std::vector<ProfileVariant> build(bool is_only_connector) {
        if (traits_.vendor_limit && traits_.vendor_limit_first) add_vendor();
        for (const RateUnit unit : units(capabilities_, traits_)) add_profiles(Lever::connector, unit);
        if (is_only_connector) add_station_levers();
        if (traits_.vendor_limit && !traits_.vendor_limit_first) add_vendor();
        return std::move(strategies_);
    }

  private:
    void add_profiles(Lever lever, RateUnit unit) {
        const auto reported = levels(capabilities_, traits_);
        for (const Kind kind : kinds(traits_)) {
            for (const int level : reported) strategies_.push_back({unit, level, kind, lever});
        }
        if (traits_.stack_level || capabilities_.max_stack_level == kLowestButOne || lever != Lever::connector) return;
        strategies_.push_back({unit, kLowestButOne, kinds(traits_).front(), lever});
    }

    void add_station_levers() {
        const RateUnit unit = units(capabilities_, traits_).front();
        add_profiles(Lever::station, unit);
        if (!traits_.charge_point_max) return;
        for (const int level : levels(capabilities_, traits_))
            strategies_.push_back({unit, level, Kind::Absolute, Lever::charge_point_max});  // never Relative (quirk 88)
    }

    void add_vendor() { strategies_.push_back({traits_.vendor_limit->unit, 0, Kind::Absolute, Lever::vendor}); }

    const Capabilities& capabilities_;
    const Traits& traits_;
    std::vector<ProfileVariant> strategies_;
};

}  // namespace

std::vector<ProfileVariant> limit_strategies(const Capabilities& capabilities, const Traits& traits,
                                             bool is_only_connector) {
    return StrategyBuilder(capabilities, traits).build(is_only_connector);
}

std::size_t strategy_of_another_kind(const std::vector<ProfileVariant>& strategies, std::size_t current) {
    const ProfileVariant& mute = strategies[current % strategies.size()];
    for (std::size_t step = 1; step < strategies.size(); ++step) {
        const std::size_t strategy = (current + step) % strategies.size();
        if (strategies[strategy].kind != mute.kind || strategies[strategy].unit != mute.unit ||
            strategies[strategy].lever != mute.lever)
            return strategy;
    }
    return (current + 1) % strategies.size();
}

std::size_t strategy_after_no_effect(const std::vector<ProfileVariant>& strategies, std::size_t current,
                                     const std::vector<ProfileVariant>& tried) {
    const ProfileVariant& failed = strategies[current % strategies.size()];
    const auto likeness = [&](std::size_t strategy) {
        const ProfileVariant& other = strategies[strategy];
        return 4 * (other.unit == failed.unit) + 2 * (other.kind == failed.kind) + (other.lever == failed.lever);
    };
    // Another level alone has never helped where a limit was accepted without effect.
    const auto was_tried = [&](std::size_t strategy) {
        return std::any_of(tried.begin(), tried.end(), [&](const ProfileVariant& before) {
            return before.unit == strategies[strategy].unit && before.kind == strategies[strategy].kind &&
                   before.lever == strategies[strategy].lever;
        });
    };
    std::size_t best = strategies.size();
    for (std::size_t strategy = 0; strategy < strategies.size(); ++strategy) {
        if (was_tried(strategy)) continue;
        if (best == strategies.size() || likeness(strategy) < likeness(best)) best = strategy;
    }
    return best;
}

std::size_t strategy_of(const std::vector<ProfileVariant>& strategies, const ProfileVariant& variant) {
    const auto found = std::find(strategies.begin(), strategies.end(), variant);
    return found == strategies.end() ? 0 : static_cast<std::size_t>(found - strategies.begin());
}

}  // namespace gateway
