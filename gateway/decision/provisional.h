#pragma once

#include <optional>
#include <utility>

namespace gateway {

/// A value that counts at once and goes back where it cannot be made durable, while newer changes may already be on
/// their way to the disk. It knows what is durable; the value in force is its owner's. Plain; io thread.
template <class Value>
class Provisional {
  public:
    explicit Provisional(Value durable) : durable_(std::move(durable)) {}

    /// Gives a number by which `ended` knows the change again.
    int begin() { return ++newest_; }
    /// The value that is in force from now on; empty: it stays, because a newer change has taken over.
    std::optional<Value> ended(int change, const Value& value, bool is_durable) {
        if (is_durable) durable_ = value;
        if (is_durable && change != newest_) return std::nullopt;
        return durable_;
    }

  private:
    Value durable_;
    int newest_ = 0;
};

}  // namespace gateway
