#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gateway {

/// Which names a client may use for this server (BI-280): a page that points its own name at our address would else be
/// let through by the browser as if it were ours. Addresses and localhost always pass. Io thread; owned by the Api.
class HostRules {
  public:
    HostRules() = default;
    /// `names` without ports. Where none is given every name passes, unless the server listens on loopback only.
    HostRules(std::vector<std::string> names, const std::string& listen_host);

    /// `host` as in the header, with or without port.
    bool allows(std::string_view host) const;

    std::uint64_t refused = 0;

  private:
    std::vector<std::string> names_;
    bool takes_any_ = true;
};

}  // namespace gateway
