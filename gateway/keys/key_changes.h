#pragma once

#include <functional>
#include <string>

#include "gateway/keys/api_keys.h"
#include "storage/storage.h"

namespace gateway {

/// Makes, rotates and revokes API keys: on disk first, then in memory, where it counts from the next request on. For
/// the REST side and the admin socket alike. Io thread; owned by main.
class KeyChanges {
  public:
    static constexpr std::size_t kMostKeys = 1000;      ///< not revoked, of both environments
    static constexpr std::size_t kMostRecords = 10000;  ///< with those that were revoked, which are kept for the record

    enum class Status { done, unknown, busy, too_many, not_stored };
    struct Outcome {
        Status status = Status::done;
        std::string error;  ///< of the storage
        NewApiKey key;      ///< without a secret where nothing was to be shown
    };
    using Done = std::function<void(const Outcome&)>;

    KeyChanges(storage::Storage& storage, ApiKeys& keys, Time& time) : storage_(storage), keys_(keys), time_(time) {}

    void create(const NewApiKey& key, Done done);
    /// Of one that is revoked already: done, unchanged.
    void revoke(const std::string& id, Done done);
    void rotate(const std::string& id, std::chrono::seconds overlap, Done done);

    /// Told of each key whose secrets changed: what was opened with one of them ends. Set by the Api.
    std::function<void(const std::string& id)> on_secrets_changed;

    ApiKeys& keys() { return keys_; }
    std::uint64_t refused() const { return refused_; }

  private:
    void store(const NewApiKey& key, Done done);
    void refuse(Status status, const Done& done);

    storage::Storage& storage_;
    ApiKeys& keys_;
    Time& time_;
    std::uint64_t refused_ = 0;
};

/// For people: why a change was not made.
std::string words_of(const KeyChanges::Outcome& outcome, const std::string& id);

}  // namespace gateway
