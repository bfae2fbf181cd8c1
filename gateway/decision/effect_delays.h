#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "ocpp/lazy_deque.h"

namespace gateway {

/// What a limit that was accepted does in the end.
enum class Effect { reduction, pause, resume };

/// How long one charger takes from accepting a limit to keeping it: seconds on one, minutes on another. Known only
/// after enough effects were seen. A plain value; `rows` is all of it, to be stored.
class EffectDelays {
  public:
    static constexpr std::size_t kKept = 10;  ///< the newest; firmware changes
    static constexpr std::size_t kLeast = 3;  ///< fewer tell nothing
    using Rows = std::array<ocpp::LazyDeque<std::chrono::milliseconds>, 3>;

    EffectDelays() = default;
    explicit EffectDelays(Rows rows);

    /// One effect that a meter proved.
    void add(Effect effect, std::chrono::milliseconds took);
    /// Nine in ten took no longer; empty while that is not known.
    std::optional<std::chrono::milliseconds> of(Effect effect) const;
    const Rows& rows() const { return rows_; }
    bool operator==(const EffectDelays& other) const { return rows_ == other.rows_; }
    bool operator!=(const EffectDelays& other) const { return !(*this == other); }

  private:
    Rows rows_;
};

/// Of a charger's connectors, as JSON: {"1":{"pause":[milliseconds, …]}}. What cannot be read is as if it had not been
/// seen.
using EffectDelaysByConnector = std::map<int, EffectDelays>;
std::string to_text(const EffectDelaysByConnector& delays);
EffectDelaysByConnector effect_delays_from(const std::string& text);

}  // namespace gateway
