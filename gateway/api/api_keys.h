#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "canonical/action.h"
#include "gateway/api/allowance.h"
#include "gateway/clock.h"
#include "storage/records.h"

namespace gateway {

/// A new key: the secret is shown once, only its hash is kept.
struct NewApiKey {
    std::string secret;  ///< "sk_live_…" or "sk_test_…", 160 random bits
    storage::ApiKeyRecord record;
};
NewApiKey make_api_key(canonical::Environment environment, const std::string& role, const std::string& name, UtcTime now);

/// The keys that open the REST side, in memory: a look-up by hash, no SQL, no slow hash. Io thread; owned by main.
class ApiKeys {
  public:
    ApiKeys(const std::vector<storage::ApiKeyRecord>& records, RateLimit limit);

    void add(const storage::ApiKeyRecord& record);

    /// `x_api_key` or else the token of `authorization: Bearer …`. Throws ApiError: 401 UNAUTHORIZED without a key,
    /// 401 INVALID_API_KEY for an unknown or revoked one, 429 RATE_LIMIT_EXCEEDED over its allowance.
    const storage::ApiKeyRecord& authenticate(std::string_view x_api_key, std::string_view authorization, SteadyTime now);

    std::uint64_t refused() const { return refused_; }
    std::uint64_t rate_limited() const { return rate_limited_; }

  private:
    struct Entry {
        storage::ApiKeyRecord record;
        Allowance allowance;
    };
    RateLimit limit_;
    std::unordered_map<std::string, Entry> by_hash_;
    std::uint64_t refused_ = 0, rate_limited_ = 0;
};

}  // namespace gateway
