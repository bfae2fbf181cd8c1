#pragma once

#include <optional>

namespace gateway {

/// The limits that one connector was seen to take and to refuse because of their height. A refused one is not told again,
/// nor anything above it: the highest that was taken is, then the middle, and then the charger's own default is all that is
/// left. A plain value.
class LimitBounds {
  public:
    static constexpr int kMostTries = 2;  ///< below one that was refused

    void accepted(double kilowatts);
    void refused(double kilowatts);
    /// The operator or a boot may have changed what it takes.
    void forget() { *this = {}; }

    /// What to tell for `wanted`: less where that much was refused.
    double within(double wanted) const;
    /// Everything that could be told between what is taken and what is refused was refused, too.
    bool is_exhausted() const { return tries_ > kMostTries; }
    std::optional<double> most_accepted() const { return most_accepted_; }

  private:
    std::optional<double> most_accepted_, least_refused_;
    int tries_ = 0;
};

}  // namespace gateway
