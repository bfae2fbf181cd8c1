#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/http/http_server.h"
#include "gateway/keys/allowance.h"
#include "gateway/keys/api_key.h"
#include "gateway/keys/failed_logins.h"

namespace gateway {

constexpr RateLimit kFailedLogins{1, 100};  ///< of one address

/// The keys that open the REST side, in memory: a look-up by hash, no SQL, no slow hash. Io thread; owned by main.
class ApiKeys {
  public:
    /// A key's last use is written down at most this often: a write for each request would wear the disk.
    static constexpr std::chrono::minutes kUseStoredEvery{5};

    explicit ApiKeys(const std::vector<storage::ApiKeyRecord>& records, RateLimit limit,
                     RateLimit failures = kFailedLogins);

    /// Takes the place of the key of the same id, whose allowance goes on.
    void put(const storage::ApiKeyRecord& record);
    void add(const storage::ApiKeyRecord& record) { put(record); }

    /// The key in `x-api-key`, or else the token of `Authorization: Bearer …`. Throws ApiError: 401 UNAUTHORIZED
    /// without a key, 401 INVALID_API_KEY for an unknown, revoked or replaced one, 401 EXPIRED_TOKEN, 429
    /// RATE_LIMIT_EXCEEDED.
    const storage::ApiKeyRecord& authenticate(const HttpRequest& request, SteadyTime now, UtcTime utc);
    /// The same without the allowance: the request is not complete yet, and comes to `authenticate` when it is.
    void check(const HttpRequest& request, SteadyTime now, UtcTime utc) { good_entry(request, now, utc); }

    /// Null: there is none.
    const storage::ApiKeyRecord* find(const std::string& id) const;
    std::size_t size() const { return by_id_.size(); }
    /// Oldest first.
    std::vector<const storage::ApiKeyRecord*> of_environment(canonical::Environment environment) const;

    /// While a change of a key is on its way to the disk no other is made, and no last use is stored over it.
    bool begin_change(const std::string& id) { return changing_.insert(id).second; }
    bool is_changing(const std::string& id) const { return changing_.count(id) > 0; }
    void end_change(const std::string& id) { changing_.erase(id); }

    /// Stores a record with a new time of last use; set by the Api.
    std::function<void(const storage::ApiKeyRecord&)> store_use;

    std::uint64_t refused() const { return refused_; }
    std::uint64_t rate_limited() const { return rate_limited_; }
    const FailedLogins& failures() const { return failures_; }

  private:
    struct Entry {
        storage::ApiKeyRecord record;
        Allowance allowance;
        std::optional<UtcTime> use_stored_at;
    };
    [[noreturn]] void refuse(const HttpRequest& request, SteadyTime now, const std::string& code,
                             const std::string& words);
    Entry& good_entry(const HttpRequest& request, SteadyTime now, UtcTime utc);
    Entry* entry_of(std::string_view secret, UtcTime utc);
    void note_use(Entry& entry, UtcTime utc);

    RateLimit limit_;
    std::map<std::string, Entry> by_id_;
    std::unordered_map<std::string, std::string> id_by_hash_;
    std::set<std::string> changing_;
    FailedLogins failures_;
    std::uint64_t refused_ = 0, rate_limited_ = 0;
};

}  // namespace gateway
