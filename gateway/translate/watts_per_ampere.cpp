#include "gateway/translate/watts_per_ampere.h"

#include <array>
#include <cmath>

namespace gateway {

namespace {

constexpr std::array<double, 4> kOfNets{1, 1.732, 2, 3};
constexpr double kFits = 0.12;
constexpr double kLeastFitted = 5;  // amperes; with less the power factor and the residue tell more than the net
constexpr double kFalls = 0.9;      // a current that falls may be newer than the power beside it

}  // namespace

void WattsPerAmpere::sample(double watts, double amperes, double volts, SteadyTime at) {
    const bool falls = amperes < kFalls * last_amperes_;
    last_amperes_ = amperes;
    if (falls || amperes < kLeastFitted || volts <= 0) return;
    std::optional<Fit> seen;
    double nearest = kFits;
    for (std::size_t i = 0; i < kOfNets.size(); ++i) {
        const double off = std::fabs(watts / (amperes * volts * kOfNets[i]) - 1);
        if (off < nearest) seen = Fit{static_cast<int>(i), kOfNets[i] * volts};
        nearest = std::min(nearest, off);
    }
    if (!seen) return;
    const bool is_lower = fit_ && seen->watts < kFalls * fit_->watts;
    if (is_lower) {
        lower_.count(seen->k + 1, at);
        if (lower_.drawing() != seen->k + 1) return;
    }
    lower_.forget();
    fit_ = seen;
    seen_.count(seen->k + 1, at);
}

std::optional<double> WattsPerAmpere::most() const { return fit_ ? std::optional(fit_->watts) : std::nullopt; }

}  // namespace gateway
