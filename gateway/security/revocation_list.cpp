#include "gateway/security/revocation_list.h"

#include "gateway/security/certificate_reading.h"

namespace gateway {

std::vector<RevocationListFacts> read_revocation_lists(const std::string& pem) {
    const auto source = openssl::reader_of(pem);
    std::vector<RevocationListFacts> found;
    while (const openssl::RevocationList list{
        PEM_read_bio_X509_CRL(source.get(), nullptr, openssl::no_passphrase, nullptr)}) {
        RevocationListFacts facts;
        facts.issuer = common_name_of(X509_CRL_get_issuer(list.get()));
        facts.next_update = time_of(X509_CRL_get0_nextUpdate(list.get()));
        found.push_back(std::move(facts));
    }
    ERR_clear_error();
    if (found.empty()) throw SecurityError("is no PEM revocation list");
    return found;
}

}  // namespace gateway
