#include "gateway/api/api_keys.h"

#include "canonical/errors.h"
#include "gateway/random.h"
#include "json/ascii.h"

namespace gateway {

namespace {

using canonical::ApiError;

constexpr std::size_t kSecretCharacters = 27;  // base62: 160.7 bits
constexpr std::size_t kLongestSecret = 128;
constexpr std::string_view kBearer = "bearer ";

bool starts_with_bearer(std::string_view header) {
    return json::equal_ignoring_case(header.substr(0, kBearer.size()), kBearer);
}

}  // namespace

NewApiKey make_api_key(canonical::Environment environment, const std::string& role, const std::string& name, UtcTime now) {
    NewApiKey key;
    const bool live = environment == canonical::Environment::live;
    key.secret = (live ? "sk_live_" : "sk_test_") + random_base62(kSecretCharacters);
    key.record.id = "key_" + random_base62(12);
    key.record.hash = sha256_hex(key.secret);
    key.record.environment = environment;
    key.record.role = role;
    key.record.name = name;
    key.record.created_at = now;
    return key;
}

ApiKeys::ApiKeys(const std::vector<storage::ApiKeyRecord>& records, RateLimit limit) : limit_(limit) {
    for (const auto& record : records) add(record);
}

void ApiKeys::add(const storage::ApiKeyRecord& record) {
    by_hash_.insert_or_assign(record.hash, Entry{record, Allowance(limit_)});
}

const storage::ApiKeyRecord& ApiKeys::authenticate(std::string_view x_api_key, std::string_view authorization, SteadyTime now) {
    std::string_view secret = x_api_key;
    if (secret.empty() && starts_with_bearer(authorization)) secret = authorization.substr(kBearer.size());
    if (secret.empty()) {
        ++refused_;
        throw ApiError(401, "UNAUTHORIZED", "send an API key in the header x-api-key or as Authorization: Bearer");
    }
    const auto found = secret.size() > kLongestSecret ? by_hash_.end() : by_hash_.find(sha256_hex(std::string(secret)));
    if (found == by_hash_.end() || found->second.record.revoked_at) {
        ++refused_;
        throw ApiError(401, "INVALID_API_KEY", "this API key is not known here, or was revoked");
    }
    Entry& entry = found->second;
    if (!entry.allowance.take(now)) {
        ++rate_limited_;
        throw over_allowance("this API key is over its allowance", entry.allowance.ready_at(), now);
    }
    return entry.record;
}

}  // namespace gateway
