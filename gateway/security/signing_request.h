#pragma once

#include <string>

namespace gateway {

constexpr std::size_t kLongestSigningRequest = 5500;     ///< characters (security white paper, SignCertificate.req)
constexpr std::size_t kLongestCertificateChain = 10000;  ///< characters (CertificateSigned.req)

/// Why a certificate request in PEM form may not be signed for the charger of that name; empty: it may. Its own
/// signature, key size (RSA 2048, EC 224) and common name are judged (A02). Pure.
std::string why_not_to_sign(const std::string& csr, const std::string& common_name);

}  // namespace gateway
