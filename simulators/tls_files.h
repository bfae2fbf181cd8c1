#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace simulators {

/// What a charger brings to a TLS handshake (security profiles 2 and 3): PEM files, empty where there is none.
struct TlsFiles {
    std::string ca;  ///< whom it trusts; empty: the system's authorities
    std::string certificate, key;
};

/// Throws std::runtime_error naming the file that does not serve.
std::shared_ptr<boost::asio::ssl::context> client_context(const TlsFiles& files);

}  // namespace simulators
