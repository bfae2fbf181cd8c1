#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/transactions/session_energy.h"

/// Whose a value or a stop is, where what the charger says of it cannot be right. Pure.
namespace gateway {

/// A session that runs.
struct RunningSession {
    std::int64_t id = 0;
    std::string id_tag;
    SessionMoment start;
    std::optional<double> register_wh{};     ///< as told last
    std::optional<UtcTime> next_began_at{};  ///< the next session on its connector
};

/// What is told under an id that is nobody's.
struct Claim {
    std::optional<std::string> id_tag;
    SessionMoment moment;
    double most_kw = 0;
};

/// The one running session that a claim fits by tag, meter and time, or by its meter far better than all others; empty
/// where none does, or more than one.
std::optional<std::int64_t> the_one_that_fits(const std::vector<RunningSession>& running, const Claim& claim);

/// Of a charger that puts the wrong connector on its values: the transaction tells whose they are. One that does so
/// three times is believed to mean it.
class ConnectorLabels {
  public:
    /// The values named `label`, and their transaction is `actual`'s. True: they disagree.
    bool note(std::int64_t label, int actual);
    /// Whose values without a transaction are.
    std::int64_t corrected(std::int64_t label) const;

  private:
    struct Suspicion {
        int actual = 0;
        int times = 0;
    };
    std::map<std::int64_t, Suspicion> suspicions_;
};

}  // namespace gateway
