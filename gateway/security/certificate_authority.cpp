#include "gateway/security/certificate_authority.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "gateway/random.h"
#include "gateway/security/certificate_reading.h"

namespace gateway {

using std::chrono::system_clock;

struct CertificateAuthority::Parts {
    openssl::Certificate certificate;
    openssl::Key key;
    std::string pem;
};

namespace {

constexpr std::size_t kSerialBytes = 16;
constexpr std::chrono::hours kClocksDiffer{1};  ///< chargers' clocks may be behind

void put_name(X509_NAME* name, const char* field, const std::string& value) {
    if (value.empty()) return;
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
}

void put_extension(X509* certificate, int kind, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// Random, positive, and of a length that no charger trips over.
void put_serial(X509* certificate) {
    std::string bytes = random_bytes(kSerialBytes);
    bytes[0] = static_cast<char>((bytes[0] & 0x3f) | 0x40);
    BIGNUM* number =
        BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
}

void put_life(X509* certificate, system_clock::time_point from, system_clock::time_point to) {
    ASN1_TIME_set(X509_getm_notBefore(certificate), system_clock::to_time_t(from));
    ASN1_TIME_set(X509_getm_notAfter(certificate), system_clock::to_time_t(to));
}

template <typename Write>
std::string pem_of(Write write) {
    const auto out = openssl::writer();
    write(out.get());
    return openssl::taken_from(out.get());
}

std::string pem_of(X509* certificate) {
    return pem_of([&](BIO* out) { PEM_write_bio_X509(out, certificate); });
}

void write_new_file(const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) throw SecurityError(path + " cannot be made: " + std::strerror(errno));
    const bool written =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written) throw SecurityError(path + " cannot be written");
}

openssl::Certificate self_signed(EVP_PKEY* key, const std::string& name, system_clock::time_point now) {
    openssl::Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    put_serial(certificate.get());
    put_life(certificate.get(), now - kClocksDiffer, now + CertificateAuthority::kAuthorityLife);
    put_name(X509_get_subject_name(certificate.get()), "CN", name);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    X509_set_pubkey(certificate.get(), key);
    put_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    put_extension(certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0)
        throw SecurityError("no certificate: " + openssl::take_error());
    return certificate;
}

openssl::Certificate client_certificate(X509_REQ* request, X509* issuer, system_clock::time_point now) {
    openssl::Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    put_serial(certificate.get());
    put_life(certificate.get(), now - kClocksDiffer, now + CertificateAuthority::kCertificateLife);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
    X509_set_pubkey(certificate.get(), X509_REQ_get0_pubkey(request));
    put_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    put_extension(certificate.get(), NID_key_usage, "critical,digitalSignature,keyEncipherment");
    put_extension(certificate.get(), NID_ext_key_usage, "clientAuth");
    return certificate;
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& certificate_path, const std::string& key_path)
    : parts_(std::make_unique<Parts>()) {
    auto chain = parse_certificates(read_file(certificate_path));
    parts_->certificate = std::move(chain.front());
    parts_->key = parse_private_key(read_private_file(key_path), key_path);
    if (X509_check_private_key(parts_->certificate.get(), parts_->key.get()) != 1) {
        openssl::take_error();
        throw SecurityError(key_path + " is not the key of " + certificate_path);
    }
    if (X509_check_ca(parts_->certificate.get()) == 0)
        throw SecurityError(certificate_path + " is no authority's certificate");
    parts_->pem = pem_of(parts_->certificate.get());
}

CertificateAuthority::~CertificateAuthority() = default;

Signing CertificateAuthority::sign(const std::string& csr, const std::string& common_name,
                                   const std::string& organization, Now now) const {
    Signing signing;
    signing.refusal = why_not_to_sign(csr, common_name);
    if (!signing.refusal.empty()) return signing;
    const auto source = openssl::reader_of(csr);
    const openssl::Request request(PEM_read_bio_X509_REQ(source.get(), nullptr, openssl::no_passphrase, nullptr));
    const auto certificate = client_certificate(request.get(), parts_->certificate.get(), now);
    // The names are ours: what else the request asks for is left out.
    put_name(X509_get_subject_name(certificate.get()), "O", organization);
    put_name(X509_get_subject_name(certificate.get()), "CN", common_name);
    if (X509_sign(certificate.get(), parts_->key.get(), EVP_sha256()) == 0) {
        signing.refusal = "the authority could not sign: " + openssl::take_error();
        return signing;
    }
    signing.chain = pem_of(certificate.get()) + parts_->pem;
    if (signing.chain.size() > kLongestCertificateChain) signing.refusal = "the chain became too long";
    signing.certificate = facts_of(certificate.get());
    return signing;
}

/// The certificate comes last, so that an interrupted start leaves nothing that looks whole.
void CertificateAuthority::create(const std::string& directory, const std::string& name, Now now) {
    const std::string certificate_path = directory + "/ca.pem", key_path = directory + "/ca.key";
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) throw SecurityError(directory + " cannot be made");
    if (::access(certificate_path.c_str(), F_OK) == 0) throw SecurityError(certificate_path + " is there already");
    const openssl::Key key(EVP_EC_gen("P-256"));
    const auto certificate = self_signed(key.get(), name, now);
    ::unlink(key_path.c_str());
    write_new_file(key_path, pem_of([&](BIO* out) {
                       PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                   }));
    write_new_file(certificate_path, pem_of(certificate.get()));
}

}  // namespace gateway
