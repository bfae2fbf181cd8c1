#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace gateway {

/// A certificate revocation list as far as it has to be watched.
struct RevocationListFacts {
    std::string issuer;
    std::chrono::system_clock::time_point next_update{};  ///< after it every certificate of that issuer is refused
};

/// Those of a PEM text. Throws SecurityError where there is none.
std::vector<RevocationListFacts> read_revocation_lists(const std::string& pem);

}  // namespace gateway
