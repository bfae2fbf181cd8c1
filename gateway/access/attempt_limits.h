#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "gateway/clock.h"

namespace gateway {

/// How many failed logins are borne before whoever fails has to wait.
struct AttemptRules {
    std::size_t per_pair = 10;  ///< wrong keys for one identity from one address
    std::chrono::milliseconds pair_window{std::chrono::minutes(5)};
    std::size_t per_identity = 60;  ///< wrong keys for one identity from anywhere
    std::chrono::milliseconds identity_window{std::chrono::hours(1)};
    std::size_t per_address = 1000;  ///< wrong keys and unknown identities from one address
    std::chrono::milliseconds address_window{std::chrono::hours(1)};
    std::chrono::milliseconds first_block{std::chrono::minutes(1)};  ///< doubles with each failure that follows
    std::chrono::milliseconds longest_block{std::chrono::hours(1)};
    std::size_t most_remembered = 4096;  ///< of each kind; the one that failed longest ago makes room
};

struct AttemptCounters {
    std::uint64_t failures = 0, blocks = 0, refused = 0, forgotten = 0;
};

/// Counts failed logins and says who has to wait. A charger at the address it came from last is not made to wait for
/// what others do in its name, nor for its neighbours behind the same address. Pure; owned by the Site.
class AttemptLimits {
  public:
    struct Attempt {
        std::string address;
        std::string identity;           ///< folded; empty: nobody here has that name
        bool is_usual_address = false;  ///< the charger of that identity came from there last
    };

    explicit AttemptLimits(AttemptRules rules) : rules_(rules) {}

    /// False: refuse without looking at the credentials; such an attempt counts as refused, not as failed.
    bool may_try(const Attempt& attempt, SteadyTime now);
    /// True when this failure begins a block, for the log.
    bool failed(const Attempt& attempt, SteadyTime now);
    void succeeded(const Attempt& attempt);
    /// The operator has changed what the charger may show, so old failures mean nothing.
    void forget(const std::string& identity);

    const AttemptCounters& counters() const { return counters_; }

  private:
    struct Tally {
        SteadyTime began, failed_at, blocked_until;
        std::size_t failures = 0;
        unsigned blocks = 0;
    };
    using Tallies = std::map<std::string, Tally>;

    static std::string pair_of(const Attempt& attempt) { return attempt.identity + "\n" + attempt.address; }
    static bool is_blocked(const Tallies& tallies, const std::string& key, SteadyTime now);
    bool count(Tallies& tallies, const std::string& key, std::size_t allowed, std::chrono::milliseconds window,
               SteadyTime now);
    void make_room(Tallies& tallies);
    void block(Tally& tally, SteadyTime now);

    AttemptRules rules_;
    AttemptCounters counters_;
    Tallies pairs_, identities_, addresses_;
};

}  // namespace gateway
