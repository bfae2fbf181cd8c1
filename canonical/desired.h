#pragma once

#include <optional>

#include "canonical/time.h"

namespace canonical {

/// Whether the owner wants this connector to charge.
/// `run` covers one session; `pause` holds until the next `charge`.
enum class Intent { none, run, pause };

/// What the owner wants of one connector. Changed by REST alone, kept for ever, compared with the charger for ever.
struct Desired {
    std::optional<double> max_charge_rate_kw;  ///< empty until the first write: then no profile is sent
    Intent intent = Intent::none;
    std::optional<UtcTime> pause_at{};  ///< the end of a window: then the intent becomes `pause`
};

}  // namespace canonical
