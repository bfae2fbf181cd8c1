#pragma once

#include <string>
#include <vector>

#include "setup_play.h"

namespace gateway {

/// A charger that keeps the profiles it takes and offers its vehicle what they allow, as far as its quirks let it.
class LimitPlay {
  public:
    explicit LimitPlay(SiteOptions options = Bench::automatic());

    Bench bench;
    /// The answer to a profile; empty to stay mute. Rejected profiles change nothing.
    std::function<std::string(const SeenProfile&)> verdict;
    /// False: accepted and without effect.
    std::function<bool(const SeenProfile&)> applies;
    std::vector<SeenProfile> installed;
    int phases = 3;  ///< that the vehicle draws on
    double vehicle_a = 32;

    /// Amperes per phase that are offered now: the highest level of each purpose counts, watts are W / 690.
    double offered_a() const;
    double drawn_kw() const;
    /// A meter value every 10 s while the session draws what it is offered.
    void draw_for(std::chrono::seconds span);
    /// The highest power since the last call.
    double take_peak_kw();

  private:
    std::string take(const SeenProfile& profile);

    double peak_kw_ = 0;
};

inline const std::string kAccepted = R"({"status":"Accepted"})";
inline const std::string kRejected = R"({"status":"Rejected"})";

}  // namespace gateway
