#pragma once

#include <string>

#include "gateway/security/certificate.h"

struct ssl_ctx_st;

namespace gateway {

/// What a connection of ours to somebody else shakes hands with: TLS 1.2 and 1.3, the other's certificate always
/// verified. Owned by whoever connects; io thread. Connections may outlive it.
class TlsClientContext {
  public:
    /// `ca_file`: PEM of the authorities that are trusted; empty: the system's, which are read when the first
    /// connection is made (some 40 ms; without them no connection is trusted). Throws SecurityError naming the file.
    explicit TlsClientContext(const std::string& ca_file);
    ~TlsClientContext();
    TlsClientContext(const TlsClientContext&) = delete;
    TlsClientContext& operator=(const TlsClientContext&) = delete;

    ssl_ctx_st* get() const;

  private:
    mutable bool has_authorities_ = false;
    ssl_ctx_st* context_ = nullptr;
};

}  // namespace gateway
