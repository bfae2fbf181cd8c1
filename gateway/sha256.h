#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace gateway {

/// SHA-256 over what comes in pieces. Any thread, one at a time.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    void add(std::string_view bytes);
    /// Of all that was added, in lower-case hex. Once, at the end.
    std::string hex();

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace gateway
