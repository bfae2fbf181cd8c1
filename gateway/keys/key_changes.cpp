#include "gateway/keys/key_changes.h"

#include <algorithm>

namespace gateway {

namespace {

std::size_t not_revoked(const ApiKeys& keys) {
    std::size_t count = 0;
    for (const auto environment : {canonical::Environment::live, canonical::Environment::sandbox}) {
        for (const auto* record : keys.of_environment(environment)) count += record->revoked_at ? 0 : 1;
    }
    return count;
}

}  // namespace

void KeyChanges::create(const NewApiKey& key, Done done) {
    if (not_revoked(keys_) >= kMostKeys || keys_.size() >= kMostRecords) return refuse(Status::too_many, done);
    store(key, std::move(done));
}

void KeyChanges::revoke(const std::string& id, Done done) {
    const auto* known = keys_.find(id);
    if (known == nullptr) return refuse(Status::unknown, done);
    if (known->revoked_at) return done({Status::done, {}, {{}, *known}});
    store({{}, revoked(*known, time_.utc())}, std::move(done));
}

void KeyChanges::rotate(const std::string& id, std::chrono::seconds overlap, Done done) {
    const auto* known = keys_.find(id);
    if (known == nullptr || known->revoked_at) return refuse(Status::unknown, done);
    store(rotated(*known, overlap, time_.utc()), std::move(done));
}

void KeyChanges::store(const NewApiKey& key, Done done) {
    if (!keys_.begin_change(key.record.id)) return refuse(Status::busy, done);
    storage_.write({storage::PutApiKey{key.record}},
                   [this, key, done = std::move(done)](const storage::Written& written) {
                       keys_.end_change(key.record.id);
                       if (!written.durable) return done({Status::not_stored, written.error, {}});
                       keys_.put(key.record);
                       if (on_secrets_changed) on_secrets_changed(key.record.id);
                       done({Status::done, {}, key});
                   });
}

void KeyChanges::refuse(Status status, const Done& done) {
    ++refused_;
    done({status, {}, {}});
}

std::string words_of(const KeyChanges::Outcome& outcome, const std::string& id) {
    switch (outcome.status) {
        case KeyChanges::Status::done:
            return {};
        case KeyChanges::Status::unknown:
            return "no key " + id + " is known that is not revoked";
        case KeyChanges::Status::busy:
            return "another change of this key is under way; please try again";
        case KeyChanges::Status::too_many:
            return "there are " + std::to_string(KeyChanges::kMostKeys) + " keys already; revoke some that nobody uses";
        case KeyChanges::Status::not_stored:
            return "the change could not be stored and was not made: " + outcome.error;
    }
    return {};
}

}  // namespace gateway
