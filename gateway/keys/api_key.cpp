#include "gateway/keys/api_key.h"

#include <charconv>

#include "gateway/keys/scope.h"
#include "gateway/random.h"

namespace gateway {

namespace {

constexpr std::size_t kSecretCharacters = 27;  // base62: 160.7 bits
constexpr std::size_t kIdCharacters = 12;
constexpr std::string_view kHostedSpelling = "amps_";

std::string new_secret(canonical::Environment environment) {
    return (environment == canonical::Environment::live ? "sk_live_" : "sk_test_") + random_base62(kSecretCharacters);
}

void write_key_time(json::Writer& out, std::string_view name, const std::optional<UtcTime>& time) {
    out.key(name);
    if (time) out.string(canonical::to_text(*time));
    else out.null();
}

std::optional<std::chrono::seconds> unit_of(char letter) {
    switch (letter) {
        case 's':
            return std::chrono::seconds(1);
        case 'm':
            return std::chrono::minutes(1);
        case 'h':
            return std::chrono::hours(1);
        case 'd':
            return std::chrono::hours(24);
        default:
            return std::nullopt;
    }
}

}  // namespace

NewApiKey make_api_key(canonical::Environment environment, const std::string& role, const std::string& name,
                       UtcTime now) {
    NewApiKey key;
    key.secret = new_secret(environment);
    key.record.id = "key_" + random_base62(kIdCharacters);
    key.record.hash = hash_of(key.secret);
    key.record.environment = environment;
    key.record.role = role;
    key.record.name = name;
    key.record.created_at = now;
    return key;
}

NewApiKey rotated(storage::ApiKeyRecord record, std::chrono::seconds overlap, UtcTime now) {
    NewApiKey key{new_secret(record.environment), std::move(record)};
    const bool overlaps = overlap.count() > 0;
    key.record.previous_hash = overlaps ? key.record.hash : std::string();
    key.record.previous_until = overlaps ? std::optional<UtcTime>(now + overlap) : std::nullopt;
    key.record.hash = hash_of(key.secret);
    return key;
}

storage::ApiKeyRecord revoked(storage::ApiKeyRecord record, UtcTime now) {
    record.revoked_at = now;
    record.previous_hash.clear();
    record.previous_until.reset();
    return record;
}

std::string hash_of(std::string_view secret) {
    if (secret.substr(0, kHostedSpelling.size()) == kHostedSpelling) secret.remove_prefix(kHostedSpelling.size());
    return sha256_hex(std::string(secret));
}

bool is_good(const storage::ApiKeyRecord& record, UtcTime now) {
    return !record.revoked_at && (!record.expires_at || *record.expires_at > now);
}

std::optional<std::chrono::seconds> span_from(std::string_view text, std::chrono::seconds longest) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end + 1 != text.data() + text.size() || count < 0) return std::nullopt;
    const auto unit = unit_of(*end);
    if (!unit || count > longest / *unit) return std::nullopt;
    return count * *unit;
}

void write_api_key(json::Writer& out, const storage::ApiKeyRecord& record) {
    out.begin_object();
    write_api_key_members(out, record);
    out.end_object();
}

void write_api_key_members(json::Writer& out, const storage::ApiKeyRecord& record) {
    out.member("id", record.id)
        .member("name", record.name)
        .member("environment", canonical::to_text(record.environment));
    out.member("role", record.role).key("scopes").begin_array();
    for (const auto word : scopes_of(record).words()) out.string(word);
    out.end_array().member("createdAt", canonical::to_text(record.created_at));
    write_key_time(out, "expiresAt", record.expires_at);
    write_key_time(out, "lastUsedAt", record.last_used_at);
    write_key_time(out, "revokedAt", record.revoked_at);
    write_key_time(out, "previousSecretUntil", record.previous_hash.empty() ? std::nullopt : record.previous_until);
}

}  // namespace gateway
