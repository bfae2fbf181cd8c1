#include "gateway/access/attempt_limits.h"

#include <algorithm>

namespace gateway {

bool AttemptLimits::may_try(const Attempt& attempt, SteadyTime now) {
    const bool is_known = !attempt.identity.empty();
    const bool pair = is_known && is_blocked(pairs_, pair_of(attempt), now);
    const bool others = !attempt.is_usual_address && (is_blocked(addresses_, attempt.address, now) ||
                                                      (is_known && is_blocked(identities_, attempt.identity, now)));
    counters_.refused += pair || others ? 1 : 0;
    return !pair && !others;
}

bool AttemptLimits::failed(const Attempt& attempt, SteadyTime now) {
    ++counters_.failures;
    bool blocks = count(addresses_, attempt.address, rules_.per_address, rules_.address_window, now);
    if (!attempt.identity.empty()) {
        blocks |= count(pairs_, pair_of(attempt), rules_.per_pair, rules_.pair_window, now);
        blocks |= count(identities_, attempt.identity, rules_.per_identity, rules_.identity_window, now);
    }
    return blocks;
}

void AttemptLimits::succeeded(const Attempt& attempt) { pairs_.erase(pair_of(attempt)); }

void AttemptLimits::forget(const std::string& identity) {
    identities_.erase(identity);
    const auto first = pairs_.lower_bound(identity + "\n");
    const auto behind = pairs_.lower_bound(identity + "\v");  // the character after the line feed
    pairs_.erase(first, behind);
}

bool AttemptLimits::is_blocked(const Tallies& tallies, const std::string& key, SteadyTime now) {
    const auto found = tallies.find(key);
    return found != tallies.end() && now < found->second.blocked_until;
}

/// After a block every further failure is one too many, until a whole window has passed without any.
bool AttemptLimits::count(Tallies& tallies, const std::string& key, std::size_t allowed,
                          std::chrono::milliseconds window, SteadyTime now) {
    if (tallies.find(key) == tallies.end() && tallies.size() >= rules_.most_remembered) make_room(tallies);
    Tally& tally = tallies[key];
    const SteadyTime since = tally.blocks > 0 ? std::max(tally.failed_at, tally.blocked_until) : tally.began;
    if (tally.failures == 0 || now - since >= window) tally = Tally{now, now, {}, 0, 0};
    tally.failed_at = now;
    if (++tally.failures < allowed) return false;
    block(tally, now);
    return true;
}

void AttemptLimits::block(Tally& tally, SteadyTime now) {
    std::chrono::milliseconds length = rules_.first_block;
    for (unsigned i = 0; i < tally.blocks && length < rules_.longest_block; ++i) length *= 2;
    tally.blocked_until = now + std::min(length, rules_.longest_block);
    ++tally.blocks;
    ++counters_.blocks;
}

void AttemptLimits::make_room(Tallies& tallies) {
    const auto oldest = std::min_element(tallies.begin(), tallies.end(), [](const auto& a, const auto& b) {
        return a.second.failed_at < b.second.failed_at;
    });
    if (oldest == tallies.end()) return;
    tallies.erase(oldest);
    ++counters_.forgotten;
}

}  // namespace gateway
