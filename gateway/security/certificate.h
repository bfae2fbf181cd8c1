#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

/// X.509 certificates as plain values (security white paper, A00). Pure but for reading files; any thread.
namespace gateway {

/// A key, certificate or request that cannot be used; the text names the file and says why.
struct SecurityError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct CertificateFacts {
    std::string common_name, organization, issuer;
    std::string serial;       ///< upper-case hex
    std::string fingerprint;  ///< SHA-256 over the DER form, lower-case hex
    std::vector<std::string> dns_names;
    std::chrono::system_clock::time_point not_before{}, not_after{};
    bool elliptic = false;
    int key_bits = 0;
    std::size_t der_bytes = 0;
};

/// The least sizes of A00.FR.317 and A02: RSA 2048, elliptic 224.
bool is_key_long_enough(bool elliptic, int bits);

/// The certificates of a PEM text in their order. Throws SecurityError where there is none or one is broken.
std::vector<CertificateFacts> read_certificates(const std::string& pem);

/// Whole contents of a file. Throws SecurityError.
std::string read_file(const std::string& path);
/// The same for a private key: refused where group or others may read it.
std::string read_private_file(const std::string& path);

}  // namespace gateway
