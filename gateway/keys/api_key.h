#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "canonical/action.h"
#include "gateway/clock.h"
#include "json/writer.h"
#include "storage/records.h"

/// API keys as values: made, given a new secret, revoked, shown. Pure but for chance.
namespace gateway {

/// A new key, or a new secret of one: shown once, only its hash is kept.
struct NewApiKey {
    std::string secret;  ///< "sk_live_…" or "sk_test_…", 160 random bits
    storage::ApiKeyRecord record;
};
NewApiKey make_api_key(canonical::Environment environment, const std::string& role, const std::string& name,
                       UtcTime now);

constexpr std::size_t kLongestKeyName = 100;
constexpr std::chrono::hours kUsualOverlap{24};
constexpr std::chrono::hours kLongestOverlap{24 * 30};
constexpr std::chrono::hours kLongestKeyLife{24 * 3660};

/// A new secret; the old one is good for `overlap` more. One that was replaced before is over.
NewApiKey rotated(storage::ApiKeyRecord record, std::chrono::seconds overlap, UtcTime now);

/// Neither its secret nor the one before is good any more.
storage::ApiKeyRecord revoked(storage::ApiKeyRecord record, UtcTime now);

/// The hash that a secret is found by, in either of its spellings: contract 11 also has "amps_sk_live_…".
std::string hash_of(std::string_view secret);

/// Neither revoked nor expired.
bool is_good(const storage::ApiKeyRecord& record, UtcTime now);

/// "90s", "15m", "24h", "30d"; nothing for what is none, or is longer than `longest`.
std::optional<std::chrono::seconds> span_from(std::string_view text, std::chrono::seconds longest);

/// One JSON object without any secret or hash.
void write_api_key(json::Writer& out, const storage::ApiKeyRecord& record);
void write_api_key_members(json::Writer& out, const storage::ApiKeyRecord& record);

}  // namespace gateway
