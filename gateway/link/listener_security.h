#pragma once

#include <memory>

#include "gateway/security/tls_context.h"

namespace gateway {

/// What a listener for chargers demands (security white paper, section 2: one profile per port).
struct ListenerSecurity {
    /// 0: plain, with a password (profile 1) or without; 2: TLS and a password; 3: TLS and a client certificate.
    int security_profile = 0;
    std::shared_ptr<TlsContext> tls;  ///< null on a plain port
};

}  // namespace gateway
