#include "gateway/webhooks/signature.h"

#include <optional>

#include "gateway/net/base64.h"
#include "gateway/random.h"

namespace gateway {

namespace {

const std::string kPrefix = "whsec_";
constexpr std::size_t kNewSecretBytes = 24;
constexpr std::size_t kLeastSecretBytes = 24, kMostSecretBytes = 64;  // Standard Webhooks' own bounds

std::optional<std::string> key_of(const std::string& secret) {
    if (secret.compare(0, kPrefix.size(), kPrefix) != 0) return std::nullopt;
    return decode_base64(std::string_view(secret).substr(kPrefix.size()));
}

}  // namespace

std::string new_webhook_secret() { return kPrefix + encode_base64(random_bytes(kNewSecretBytes)); }

bool is_webhook_secret(const std::string& text) {
    const auto key = key_of(text);
    return key && key->size() >= kLeastSecretBytes && key->size() <= kMostSecretBytes;
}

std::string webhook_signatures(const std::vector<std::string>& secrets, const std::string& id, std::int64_t timestamp,
                               const std::string& body) {
    const std::string content = id + "." + std::to_string(timestamp) + "." + body;
    std::string all;
    for (const std::string& secret : secrets) {
        all += (all.empty() ? "v1," : " v1,") + encode_base64(hmac_sha256(key_of(secret).value_or(""), content));
    }
    return all;
}

}  // namespace gateway
