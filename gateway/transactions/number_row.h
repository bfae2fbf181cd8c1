#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gateway/clock.h"

namespace gateway {

/// Numbers one after the other, as a small state is kept on disk: what is put first is taken first. Its text is a JSON
/// array.
class NumberRow {
  public:
    NumberRow() = default;
    /// Empty where the text is none of ours.
    static std::optional<NumberRow> from(const std::string& text);

    NumberRow& put(double number);
    NumberRow& put(UtcTime time) { return put(static_cast<double>(time.time_since_epoch().count())); }
    /// 0 when there is no more, so that a cut row reads as one that has seen nothing.
    double take();
    UtcTime take_time() { return UtcTime(UtcTime::duration(static_cast<UtcTime::duration::rep>(take()))); }
    /// A count, bounded by what can be there.
    std::size_t take_count(std::size_t most);
    std::string text() const;

  private:
    std::vector<double> numbers_;
    std::size_t at_ = 0;
};

}  // namespace gateway
