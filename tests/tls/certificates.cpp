#include "tests/tls/certificates.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <stdexcept>

namespace tls {

namespace openssl = gateway::openssl;

namespace {

SharedKey made(KeyKind kind) {
    EVP_PKEY* key = nullptr;
    switch (kind) {
        case KeyKind::rsa2048:
            key = EVP_RSA_gen(2048);
            break;
        case KeyKind::rsa1024:
            key = EVP_RSA_gen(1024);
            break;
        case KeyKind::p256:
            key = EVP_EC_gen("P-256");
            break;
        case KeyKind::p192:
            key = EVP_EC_gen("P-192");
            break;
    }
    if (key == nullptr) throw std::runtime_error("no key");
    return SharedKey(key, EVP_PKEY_free);
}

template <typename Write>
std::string written(Write write) {
    const auto out = openssl::writer();
    write(out.get());
    return openssl::taken_from(out.get());
}

void put(X509_NAME* name, const char* field, const std::string& value) {
    if (value.empty()) return;
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
}

void add_extension(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

std::shared_ptr<X509> unsigned_certificate(const Wanted& wanted, EVP_PKEY* key) {
    static long next_serial = 0x1000;
    std::shared_ptr<X509> certificate(X509_new(), X509_free);
    X509* const raw = certificate.get();
    X509_set_version(raw, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), ++next_serial);
    X509_gmtime_adj(X509_getm_notBefore(raw), std::chrono::seconds(wanted.begins).count());
    X509_gmtime_adj(X509_getm_notAfter(raw), std::chrono::seconds(wanted.ends).count());
    put(X509_get_subject_name(raw), "O", wanted.organization);
    put(X509_get_subject_name(raw), "CN", wanted.common_name);
    X509_set_pubkey(raw, key);
    add_extension(raw, NID_basic_constraints, wanted.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
    std::string names;
    for (const auto& name : wanted.dns_names) names += (names.empty() ? "DNS:" : ",DNS:") + name;
    if (!names.empty()) add_extension(raw, NID_subject_alt_name, names);
    return certificate;
}

}  // namespace

SharedKey key_of(KeyKind kind, int number) {
    static std::map<std::pair<KeyKind, int>, SharedKey> keys;
    SharedKey& key = keys[{kind, number}];
    if (!key) key = made(kind);
    return key;
}

std::string pem_of(const SharedKey& key) {
    return written([&](BIO* out) { PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

std::string Issued::pem() const {
    return written([&](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
}

Authority::Authority(const std::string& name, KeyKind kind, int key_number) {
    Wanted wanted;
    wanted.common_name = name;
    wanted.is_authority = true;
    wanted.kind = kind;
    root_.key = key_of(kind, key_number);
    root_.certificate = unsigned_certificate(wanted, root_.key.get());
    X509_set_issuer_name(root_.certificate.get(), X509_get_subject_name(root_.certificate.get()));
    X509_sign(root_.certificate.get(), root_.key.get(), EVP_sha256());
}

Issued Authority::issue(const Wanted& wanted) const {
    Issued issued;
    issued.key = key_of(wanted.kind, wanted.key_number);
    issued.certificate = unsigned_certificate(wanted, issued.key.get());
    X509_set_issuer_name(issued.certificate.get(), X509_get_subject_name(root_.certificate.get()));
    X509_sign(issued.certificate.get(), root_.key.get(), EVP_sha256());
    return issued;
}

std::string Authority::revocation_list(const std::vector<Issued>& revoked) const {
    const openssl::RevocationList list(X509_CRL_new());
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(root_.certificate.get()));
    const std::unique_ptr<ASN1_TIME, openssl::Releases<ASN1_TIME_free>> now(X509_gmtime_adj(nullptr, -60)),
        later(X509_gmtime_adj(nullptr, 86400));
    X509_CRL_set1_lastUpdate(list.get(), now.get());
    X509_CRL_set1_nextUpdate(list.get(), later.get());
    for (const Issued& each : revoked) {
        X509_REVOKED* entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(each.certificate.get()));
        X509_REVOKED_set_revocationDate(entry, now.get());
        X509_CRL_add0_revoked(list.get(), entry);
    }
    X509_CRL_sign(list.get(), root_.key.get(), EVP_sha256());
    return written([&](BIO* out) { PEM_write_bio_X509_CRL(out, list.get()); });
}

std::string request_for(const std::string& common_name, KeyKind kind, bool forged) {
    const openssl::Request request(X509_REQ_new());
    put(X509_REQ_get_subject_name(request.get()), "CN", common_name);
    X509_REQ_set_pubkey(request.get(), key_of(kind, 5).get());
    X509_REQ_sign(request.get(), key_of(kind, forged ? 6 : 5).get(), EVP_sha256());
    return written([&](BIO* out) { PEM_write_bio_X509_REQ(out, request.get()); });
}

Files::Files() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ocpp-tls-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = pattern;
}

Files::~Files() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::string Files::put(const std::string& name, const std::string& text) const {
    const std::string path = (directory_ / name).string();
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    ::chmod(path.c_str(), 0600);
    return path;
}

}  // namespace tls
