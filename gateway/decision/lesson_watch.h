#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/decision/connector_view.h"

namespace gateway {

/// What the meter of one connector shows against lessons, told once for each limit. Pure but for what it remembers of
/// the limit in force; owned by its ChargerLessons.
class LessonWatch {
  public:
    struct Finding {
        const char* lesson;
        std::string observation;
    };
    std::vector<Finding> look(const ConnectorView& view, SteadyTime now);

  private:
    void follow(const ConnectorView& view, SteadyTime now);
    std::optional<Finding> default_was_followed(const ConnectorView& view, SteadyTime now);
    std::optional<Finding> rests_under_zero(const ConnectorView& view, SteadyTime now);
    std::optional<Finding> outlives_zero(const ConnectorView& view, SteadyTime now);
    bool is_told_first_time(std::optional<SteadyTime>& told) const;

    std::optional<SteadyTime> limit_at_;  ///< of the limit in force
    double drew_before_kw_ = 0;           ///< as measured last before it was acknowledged
    double draws_kw_ = 0;
    std::optional<SteadyTime> default_told_, rest_told_, outlived_told_;  ///< for the limit of that time
};

/// "0 A acknowledged 47 s before, 3.68 kW measured".
std::string words_for(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

}  // namespace gateway
