#include "gateway/security/certificate.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "gateway/random.h"
#include "gateway/security/certificate_reading.h"

namespace gateway {

namespace {

using std::chrono::system_clock;

constexpr int kLeastRsaBits = 2048, kLeastEllipticBits = 224;
constexpr std::size_t kMostCertificates = 64;  ///< of one file: more is no list of authorities of ours

std::string entry_of(X509_NAME* name, int kind) {
    const int at = X509_NAME_get_index_by_NID(name, kind, -1);
    if (at < 0) return {};
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (length < 0) return {};
    std::string text(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(length));
    OPENSSL_free(utf8);
    return text;
}

std::string serial_of(X509* certificate) {
    BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
    char* hex = BN_bn2hex(number);
    std::string text = hex == nullptr ? "" : hex;
    OPENSSL_free(hex);
    BN_free(number);
    return text;
}

std::vector<std::string> dns_names_of(X509* certificate) {
    std::vector<std::string> names;
    auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(all, i);
        if (name->type != GEN_DNS) continue;
        const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
        names.emplace_back(text, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    }
    GENERAL_NAMES_free(all);
    return names;
}

std::string der_of(X509* certificate) {
    unsigned char* der = nullptr;
    const int length = i2d_X509(certificate, &der);
    std::string bytes(reinterpret_cast<char*>(der), length < 0 ? 0 : static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return bytes;
}

}  // namespace

bool is_key_long_enough(bool elliptic, int bits) { return bits >= (elliptic ? kLeastEllipticBits : kLeastRsaBits); }

bool is_key_long_enough(EVP_PKEY* key) {
    const int kind = EVP_PKEY_get_base_id(key);
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC) return false;
    return is_key_long_enough(kind == EVP_PKEY_EC, EVP_PKEY_get_bits(key));
}

system_clock::time_point time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return system_clock::from_time_t(::timegm(&parts));
}

std::string common_name_of(X509_NAME* name) { return entry_of(name, NID_commonName); }

CertificateFacts facts_of(X509* certificate) {
    CertificateFacts facts;
    X509_NAME* subject = X509_get_subject_name(certificate);
    facts.common_name = entry_of(subject, NID_commonName);
    facts.organization = entry_of(subject, NID_organizationName);
    facts.issuer = entry_of(X509_get_issuer_name(certificate), NID_commonName);
    facts.serial = serial_of(certificate);
    const std::string der = der_of(certificate);
    facts.fingerprint = sha256_hex(der);
    facts.der_bytes = der.size();
    facts.dns_names = dns_names_of(certificate);
    facts.not_before = time_of(X509_get0_notBefore(certificate));
    facts.not_after = time_of(X509_get0_notAfter(certificate));
    if (EVP_PKEY* key = X509_get0_pubkey(certificate)) {
        facts.elliptic = EVP_PKEY_get_base_id(key) == EVP_PKEY_EC;
        facts.key_bits = EVP_PKEY_get_bits(key);
    }
    return facts;
}

std::vector<openssl::Certificate> parse_certificates(const std::string& pem) {
    const auto source = openssl::reader_of(pem);
    std::vector<openssl::Certificate> found;
    while (openssl::Certificate next{PEM_read_bio_X509(source.get(), nullptr, openssl::no_passphrase, nullptr)}) {
        found.push_back(std::move(next));
        if (found.size() > kMostCertificates) throw SecurityError("has too many certificates");
    }
    const bool at_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (found.empty() || !at_the_end) throw SecurityError("is no PEM certificate");
    return found;
}

openssl::Key parse_private_key(const std::string& pem, const std::string& name) {
    const auto source = openssl::reader_of(pem);
    openssl::Key key(PEM_read_bio_PrivateKey(source.get(), nullptr, openssl::no_passphrase, nullptr));
    ERR_clear_error();
    if (!key) throw SecurityError(name + " holds no private key in PEM form, or an encrypted one");
    return key;
}

std::vector<CertificateFacts> read_certificates(const std::string& pem) {
    std::vector<CertificateFacts> all;
    for (const auto& certificate : parse_certificates(pem)) all.push_back(facts_of(certificate.get()));
    return all;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) throw SecurityError(path + " cannot be read");
    return text.str();
}

std::string read_private_file(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw SecurityError(path + " is a private key that others than its owner may reach: chmod 600");
    }
    return read_file(path);
}

}  // namespace gateway
