#pragma once

#include <vector>

#include "gateway/decision/capabilities.h"
#include "gateway/decision/traits.h"
#include "gateway/translate/charging_profile.h"

/// The variants in which a limit can be told, best first. Pure.
namespace gateway {

/// `is_only_connector`: limits of the whole station bind this connector alone, so they may be used.
std::vector<ProfileVariant> limit_strategies(const Capabilities& capabilities, const Traits& traits,
                                             bool is_only_connector);

/// The strategy to try after the ones in `tried` were accepted without effect: another unit before another kind,
/// so that what matters most is found out first. Gives the number of strategies when none is left.
std::size_t strategy_after_no_effect(const std::vector<ProfileVariant>& strategies, std::size_t current,
                                     const std::vector<ProfileVariant>& tried);

/// Where the variant stands; 0 where it is none of the strategies.
std::size_t strategy_of(const std::vector<ProfileVariant>& strategies, const ProfileVariant& variant);

/// The next strategy that differs in more than its level: for a charger that is mute to the current one.
std::size_t strategy_of_another_kind(const std::vector<ProfileVariant>& strategies, std::size_t current);

}  // namespace gateway
