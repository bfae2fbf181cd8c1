#pragma once

#include <algorithm>

namespace simulators {

/// What stands at the end of the cable. Plain value, no clock.
struct Vehicle {
    static constexpr double kTaperFromPercent = 80;
    static constexpr double kTaperedShareAtFull = 0.1;

    double battery_kwh = 60;
    double soc_percent = 40;
    double max_kw = 11;
    int phases = 3;
    /// IEC 61851: nothing below 6 A can be offered, so less means "do not charge".
    double least_current_a = 6;
    /// After a pause of more than a minute it sleeps on when current is offered again, until that goes away for some
    /// seconds and comes back (quirk 110).
    bool wakes_on_edge_only = false;

    bool is_full() const { return soc_percent >= 100; }

    /// Power the battery takes at this state of charge: flat, then falling in a straight line above 80 %.
    double accepted_kw() const {
        if (is_full()) return 0;
        const double beyond = std::max(0.0, soc_percent - kTaperFromPercent) / (100 - kTaperFromPercent);
        return max_kw * (1 - beyond * (1 - kTaperedShareAtFull));
    }

    int used_phases(int offered_phases) const { return std::min(phases, offered_phases); }

    /// Amperes per phase that it draws of `offered_a`.
    double drawn_current_a(double offered_a, int offered_phases, double volts) const {
        if (offered_a < least_current_a) return 0;
        return std::min(offered_a, accepted_kw() * 1000 / (volts * used_phases(offered_phases)));
    }

    void take(double kwh) { soc_percent = std::min(100.0, soc_percent + kwh / battery_kwh * 100); }
};

}  // namespace simulators
