#include "gateway/security/signing_request.h"

#include "gateway/security/certificate_reading.h"
#include "json/ascii.h"

namespace gateway {

std::string why_not_to_sign(const std::string& csr, const std::string& common_name) {
    if (csr.size() > kLongestSigningRequest) return "it is longer than " + std::to_string(kLongestSigningRequest);
    const auto source = openssl::reader_of(csr);
    const openssl::Request request(PEM_read_bio_X509_REQ(source.get(), nullptr, openssl::no_passphrase, nullptr));
    openssl::take_error();
    if (!request) return "it is no certificate request in PEM form";
    EVP_PKEY* const key = X509_REQ_get0_pubkey(request.get());
    if (key == nullptr || !is_key_long_enough(key)) return "its key is neither RSA of 2048 bits nor EC of 224";
    const bool is_signed = X509_REQ_verify(request.get(), key) == 1;
    openssl::take_error();
    if (!is_signed) return "it is not signed with its own key";
    const std::string name = common_name_of(X509_REQ_get_subject_name(request.get()));
    if (!json::equal_ignoring_case(name, common_name)) return "it is for " + name + ", not for " + common_name;
    return {};
}

}  // namespace gateway
