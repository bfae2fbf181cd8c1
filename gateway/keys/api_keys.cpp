#include "gateway/keys/api_keys.h"

#include <algorithm>

#include "canonical/errors.h"
#include "json/ascii.h"

namespace gateway {

namespace {

using canonical::ApiError;

constexpr std::size_t kLongestSecret = 128;
constexpr std::string_view kBearer = "bearer ";

std::string_view secret_in(const HttpRequest& request) {
    const std::string_view own = request.header("x-api-key"), authorization = request.header("authorization");
    if (!own.empty()) return own;
    const bool is_bearer = json::equal_ignoring_case(authorization.substr(0, kBearer.size()), kBearer);
    return is_bearer ? authorization.substr(kBearer.size()) : std::string_view{};
}

}  // namespace

ApiKeys::ApiKeys(const std::vector<storage::ApiKeyRecord>& records, RateLimit limit, RateLimit failures)
    : limit_(limit), failures_(failures) {
    for (const auto& record : records) put(record);
}

void ApiKeys::put(const storage::ApiKeyRecord& record) {
    const auto [at, is_new] = by_id_.try_emplace(record.id, Entry{record, Allowance(limit_), record.last_used_at});
    Entry& entry = at->second;
    if (!is_new) {
        id_by_hash_.erase(entry.record.hash);
        id_by_hash_.erase(entry.record.previous_hash);
        const auto last_used = entry.record.last_used_at;
        entry.record = record;
        entry.record.last_used_at = last_used;
    }
    id_by_hash_[record.hash] = record.id;
    if (!record.previous_hash.empty()) id_by_hash_[record.previous_hash] = record.id;
}

void ApiKeys::refuse(const HttpRequest& request, SteadyTime now, const std::string& code, const std::string& words) {
    ++refused_;
    failures_.charge(request.remote_address, now);
    throw ApiError(401, code, words);
}

ApiKeys::Entry* ApiKeys::entry_of(std::string_view secret, UtcTime utc) {
    if (secret.size() > kLongestSecret) return nullptr;
    const std::string hash = hash_of(secret);
    const auto id = id_by_hash_.find(hash);
    if (id == id_by_hash_.end()) return nullptr;
    Entry& entry = by_id_.at(id->second);
    const bool is_over =
        hash != entry.record.hash && (!entry.record.previous_until || *entry.record.previous_until <= utc);
    return entry.record.revoked_at || is_over ? nullptr : &entry;
}

ApiKeys::Entry& ApiKeys::good_entry(const HttpRequest& request, SteadyTime now, UtcTime utc) {
    const std::string_view secret = secret_in(request);
    if (secret.empty())
        refuse(request, now, "UNAUTHORIZED", "send an API key in the header x-api-key or as Authorization: Bearer");
    Entry* entry = entry_of(secret, utc);
    if (entry == nullptr) refuse(request, now, "INVALID_API_KEY", "this API key is not known here, or was revoked");
    if (!is_good(entry->record, utc)) refuse(request, now, "EXPIRED_TOKEN", "this API key has expired");
    return *entry;
}

const storage::ApiKeyRecord& ApiKeys::authenticate(const HttpRequest& request, SteadyTime now, UtcTime utc) {
    Entry& entry = good_entry(request, now, utc);
    if (!entry.allowance.take(now)) {
        ++rate_limited_;
        throw over_allowance("this API key is over its allowance", entry.allowance.ready_at(), now);
    }
    note_use(entry, utc);
    return entry.record;
}

void ApiKeys::note_use(Entry& entry, UtcTime utc) {
    entry.record.last_used_at = utc;
    if (entry.use_stored_at && utc >= *entry.use_stored_at && utc - *entry.use_stored_at < kUseStoredEvery) return;
    if (changing_.count(entry.record.id) > 0 || !store_use) return;
    entry.use_stored_at = utc;
    store_use(entry.record);
}

const storage::ApiKeyRecord* ApiKeys::find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second.record;
}

std::vector<const storage::ApiKeyRecord*> ApiKeys::of_environment(canonical::Environment environment) const {
    std::vector<const storage::ApiKeyRecord*> records;
    for (const auto& [id, entry] : by_id_) {
        if (entry.record.environment == environment) records.push_back(&entry.record);
    }
    std::stable_sort(records.begin(), records.end(),
                     [](const auto* a, const auto* b) { return a->created_at < b->created_at; });
    return records;
}

}  // namespace gateway
