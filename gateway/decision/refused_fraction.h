#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace gateway {

/// A limit with a fraction of an ampere was refused, and rounded down it was taken: for the fraction, or for its
/// height? What is taken and refused later tells. In tenths of an ampere; a plain value.
class RefusedFraction {
  public:
    void refused(std::int64_t tenths) { refused_ = std::min(refused_.value_or(tenths), tenths); }
    /// True: nothing but the fraction can be why the other was refused.
    bool accepted(std::int64_t tenths) {
        most_taken_ = std::max(most_taken_, tenths);
        if (!refused_) return false;
        const bool is_whole = tenths % 10 == 0;
        if (is_whole && most_taken_ < *refused_) return false;
        refused_.reset();
        return is_whole;
    }
    /// While it is not known, so much is told in whole amperes: that was not refused.
    bool is_to_be_rounded(std::int64_t tenths) const { return refused_ && tenths >= *refused_; }
    /// A whole number was not taken either: it is the height, or something else.
    void forget_refusal() { refused_.reset(); }

  private:
    std::optional<std::int64_t> refused_;
    std::int64_t most_taken_ = 0;
};

}  // namespace gateway
