#pragma once

#include <vector>

#include "gateway/decision/capabilities.h"
#include "gateway/decision/traits.h"
#include "gateway/translate/charging_profile.h"

/// The variants in which a limit can be told, best first. Pure.
namespace gateway {

/// `is_only_connector`: limits of the whole station bind this connector alone, so they may be used.
std::vector<ProfileVariant> ladder(const Capabilities& capabilities, const Traits& traits, bool is_only_connector);

/// The rung to try after the ones in `tried` were accepted without effect: another unit before another kind,
/// so that what matters most is found out first. Gives the number of rungs when none is left.
std::size_t rung_after_no_effect(const std::vector<ProfileVariant>& rungs, std::size_t current,
                                 const std::vector<ProfileVariant>& tried);

/// Where the variant stands; 0 where it is none of the rungs.
std::size_t rung_of(const std::vector<ProfileVariant>& rungs, const ProfileVariant& variant);

/// The next rung that differs in more than its level: for a charger that is mute to the current one.
std::size_t rung_of_another_kind(const std::vector<ProfileVariant>& rungs, std::size_t current);

}  // namespace gateway
