#pragma once

#include <string>
#include <vector>

#include "bench.h"

/// A charger's part in the dialogue after a boot, and what the gateway said in it.
namespace gateway {

/// A bench whose charger (vendor Acme) is of a kind with these traits.
SiteOptions with_traits(const std::string& traits);

/// The keys that a GetConfiguration asks for; none: all of them.
std::vector<std::string> keys_asked(const GatewayCall& call);
/// The answer of a charger that has `bench.configuration`.
std::string configuration_for(const Bench& bench, const std::vector<std::string>& keys);
/// "Key=value" of every ChangeConfiguration.
std::vector<std::string> writes(const Bench& bench);
/// Without the profiles: the ceiling is no part of the dialogue.
std::size_t dialogue_calls(const Bench& bench);
bool asks_by_name(const GatewayCall& call, const std::string& key);

/// Time passes second by second; a charger whose link is gone comes back after five, booting if it says so.
void live(Bench& bench, std::chrono::seconds span, bool boots = false);

const ChargePoint& charger(const Bench& bench);
bool has_finding(const Bench& bench, const std::string& words);

}  // namespace gateway
