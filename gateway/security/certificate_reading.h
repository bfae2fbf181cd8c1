#pragma once

#include "gateway/security/certificate.h"
#include "gateway/security/openssl_objects.h"

/// Between the files of gateway/security and the link's TLS stream: OpenSSL's certificates as ours.
namespace gateway {

CertificateFacts facts_of(X509* certificate);
std::string common_name_of(X509_NAME* name);
std::chrono::system_clock::time_point time_of(const ASN1_TIME* time);
bool is_key_long_enough(EVP_PKEY* key);
std::vector<openssl::Certificate> parse_certificates(const std::string& pem);
/// Throws SecurityError for an encrypted or broken key; `name` stands in its text.
openssl::Key parse_private_key(const std::string& pem, const std::string& name);

}  // namespace gateway
