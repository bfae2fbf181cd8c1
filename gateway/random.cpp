#include "gateway/random.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <stdexcept>
#include <string_view>

#include "gateway/sha256.h"

namespace gateway {

namespace {

/// Draws characters without bias: bytes beyond the last whole multiple of the alphabet are thrown away.
std::string draw(std::size_t count, std::string_view alphabet) {
    const std::size_t fair = 256 / alphabet.size() * alphabet.size();
    std::string text;
    while (text.size() < count) {
        for (const char c : random_bytes(count)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < fair && text.size() < count) text += alphabet[byte % alphabet.size()];
        }
    }
    return text;
}

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error("the system gives no random numbers");
    }
    return bytes;
}

std::string random_base62(std::size_t count) {
    return draw(count, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
std::string random_upper_hex(std::size_t count) { return draw(count, "0123456789ABCDEF"); }
std::string random_digits(std::size_t count) { return draw(count, "0123456789"); }

std::string hmac_sha256(const std::string& key, const std::string& text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest, &length);
    return {reinterpret_cast<char*>(digest), length};
}

std::string sha256_hex(const std::string& text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
    return to_hex({reinterpret_cast<char*>(digest), length});
}

struct Sha256::Context {
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { EVP_MD_CTX_free(digest); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { EVP_DigestInit_ex(context_->digest, EVP_sha256(), nullptr); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) { EVP_DigestUpdate(context_->digest, bytes.data(), bytes.size()); }

std::string Sha256::hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(context_->digest, digest, &length);
    return to_hex({reinterpret_cast<char*>(digest), length});
}

std::string to_hex(const std::string& bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

bool equal_in_constant_time(const std::string& a, const std::string& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace gateway
