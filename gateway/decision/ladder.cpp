#include "gateway/decision/ladder.h"

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

class LadderBuilder {
  public:
    LadderBuilder(const Capabilities& capabilities, const Traits& traits)
        : capabilities_(capabilities), traits_(traits) {}

    std::vector<ProfileVariant> build(bool is_only_connector) {
        if (traits_.vendor_limit && traits_.vendor_limit_first) add_vendor();
        for (const RateUnit unit : units(capabilities_, traits_)) add_profiles(Lever::connector, unit);
        if (is_only_connector) add_station_levers();
        if (traits_.vendor_limit && !traits_.vendor_limit_first) add_vendor();
        return std::move(rungs_);
    }

  private:
    void add_profiles(Lever lever, RateUnit unit) {
        const auto reported = levels(capabilities_, traits_);
        for (const Kind kind : kinds(traits_)) {
            for (const int level : reported) rungs_.push_back({unit, level, kind, lever});
        }
        if (traits_.stack_level || capabilities_.max_stack_level == kLowestButOne || lever != Lever::connector) return;
        rungs_.push_back({unit, kLowestButOne, kinds(traits_).front(), lever});
    }

    void add_station_levers() {
        const RateUnit unit = units(capabilities_, traits_).front();
        add_profiles(Lever::station, unit);
        if (!traits_.charge_point_max) return;
        for (const int level : levels(capabilities_, traits_))
            rungs_.push_back({unit, level, Kind::Absolute, Lever::charge_point_max});  // never Relative (quirk 88)
    }

    void add_vendor() { rungs_.push_back({traits_.vendor_limit->unit, 0, Kind::Absolute, Lever::vendor}); }

    const Capabilities& capabilities_;
    const Traits& traits_;
    std::vector<ProfileVariant> rungs_;
};

}  // namespace

std::vector<ProfileVariant> ladder(const Capabilities& capabilities, const Traits& traits, bool is_only_connector) {
    return LadderBuilder(capabilities, traits).build(is_only_connector);
}

std::size_t rung_of_another_kind(const std::vector<ProfileVariant>& rungs, std::size_t current) {
    const ProfileVariant& mute = rungs[current % rungs.size()];
    for (std::size_t step = 1; step < rungs.size(); ++step) {
        const std::size_t rung = (current + step) % rungs.size();
        if (rungs[rung].kind != mute.kind || rungs[rung].unit != mute.unit || rungs[rung].lever != mute.lever)
            return rung;
    }
    return (current + 1) % rungs.size();
}

std::size_t rung_after_no_effect(const std::vector<ProfileVariant>& rungs, std::size_t current,
                                 const std::vector<ProfileVariant>& tried) {
    const ProfileVariant& failed = rungs[current % rungs.size()];
    const auto likeness = [&](std::size_t rung) {
        const ProfileVariant& other = rungs[rung];
        return 4 * (other.unit == failed.unit) + 2 * (other.kind == failed.kind) + (other.lever == failed.lever);
    };
    // Another level alone has never helped where a limit was accepted without effect.
    const auto was_tried = [&](std::size_t rung) {
        return std::any_of(tried.begin(), tried.end(), [&](const ProfileVariant& before) {
            return before.unit == rungs[rung].unit && before.kind == rungs[rung].kind &&
                   before.lever == rungs[rung].lever;
        });
    };
    std::size_t best = rungs.size();
    for (std::size_t rung = 0; rung < rungs.size(); ++rung) {
        if (was_tried(rung)) continue;
        if (best == rungs.size() || likeness(rung) < likeness(best)) best = rung;
    }
    return best;
}

std::size_t rung_of(const std::vector<ProfileVariant>& rungs, const ProfileVariant& variant) {
    const auto found = std::find(rungs.begin(), rungs.end(), variant);
    return found == rungs.end() ? 0 : static_cast<std::size_t>(found - rungs.begin());
}

}  // namespace gateway
