#include "gateway/admin/key_commands.h"

#include <algorithm>
#include <stdexcept>

#include "gateway/keys/scope.h"
#include "gateway/reports/printable.h"

namespace gateway {

namespace {

std::string state_of(const storage::ApiKeyRecord& key, UtcTime now) {
    if (key.revoked_at) return "revoked";
    if (!is_good(key, now)) return "expired";
    return key.expires_at ? "until " + canonical::to_text(*key.expires_at) : "good";
}

std::string line_of(const storage::ApiKeyRecord& key, UtcTime now) {
    const std::string used = key.last_used_at ? canonical::to_text(*key.last_used_at) : "never";
    return key.id + "  " + std::string(canonical::to_text(key.environment)) + "  " + key.role + "  " +
           state_of(key, now) + "  used " + used + (key.scopes.empty() ? "" : "  [" + key.scopes + "]") +
           (key.name.empty() ? "" : "  " + printable(key.name)) + "\n";
}

std::string checked_scopes(const AdminRequest& request) {
    const Scopes scopes = scopes_from(request.scopes);
    if (!request.scopes.empty() && scopes.words().empty()) throw std::invalid_argument("--scopes names none");
    if (const auto beyond = scopes.beyond(scopes_of_role(request.role)))
        throw std::invalid_argument("the role " + request.role + " has no " + std::string(word_of(*beyond)));
    return scopes.text();
}

std::string no_such(const std::string& id) { return "no key " + id + " is known that is not revoked"; }

}  // namespace

NewApiKey requested_key(const AdminRequest& request, UtcTime now) {
    const auto environment = canonical::environment_from(request.environment);
    if (!environment) throw std::invalid_argument("the environment is live or sandbox");
    if (request.role != "integrator" && request.role != "operator")
        throw std::invalid_argument("the role is integrator or operator");
    if (request.name.size() > kLongestKeyName)
        throw std::invalid_argument("the name has more than " + std::to_string(kLongestKeyName) + " characters");
    NewApiKey key = make_api_key(*environment, request.role, request.name, now);
    key.record.scopes = checked_scopes(request);
    if (request.expires_in.empty()) return key;
    const auto life = span_from(request.expires_in, kLongestKeyLife);
    if (!life || life->count() == 0)
        throw std::invalid_argument("--expires-in is a time such as 12h or 90d, at most ten years");
    key.record.expires_at = now + *life;
    return key;
}

std::chrono::seconds requested_overlap(const AdminRequest& request) {
    if (request.overlap.empty()) return kUsualOverlap;
    const auto overlap = span_from(request.overlap, kLongestOverlap);
    if (!overlap) throw std::invalid_argument("--overlap is a time such as 0s, 90m or 24h, at most 30d");
    return *overlap;
}

std::string key_list(const std::vector<const storage::ApiKeyRecord*>& keys, UtcTime now) {
    std::string text;
    for (const auto* key : keys) text += line_of(*key, now);
    return text;
}

std::string key_revoked(const std::string& id) { return "revoked " + id + "\n"; }

void run_key_command(const AdminRequest& request, KeyChanges& changes, UtcTime now, const AdminAnswered& answered) try {
    const std::string& id = request.key_id;
    if (request.command == "keys list") {
        auto keys = changes.keys().of_environment(canonical::Environment::live);
        const auto sandbox = changes.keys().of_environment(canonical::Environment::sandbox);
        keys.insert(keys.end(), sandbox.begin(), sandbox.end());
        return answered({true, key_list(keys, now)});
    }
    const auto done = [id, answered](const KeyChanges::Outcome& outcome) {
        if (outcome.status != KeyChanges::Status::done) return answered({false, words_of(outcome, id)});
        answered({true, outcome.key.secret.empty() ? key_revoked(id) : outcome.key.secret + "\n"});
    };
    if (request.command == "keys create") changes.create(requested_key(request, now), done);
    else if (request.command == "keys revoke") changes.revoke(id, done);
    else if (request.command == "keys rotate") changes.rotate(id, requested_overlap(request), done);
    else answered({false, "unknown command"});
} catch (const std::invalid_argument& error) {
    answered({false, error.what()});
}

AdminAnswer run_key_command(const AdminRequest& request, storage::DirectStorage& storage,
                            const storage::Snapshot& snapshot, UtcTime now) try {
    std::vector<const storage::ApiKeyRecord*> keys;
    for (const auto& key : snapshot.api_keys) keys.push_back(&key);
    if (request.command == "keys list") return {true, key_list(keys, now)};
    if (request.command == "keys create") {
        const NewApiKey key = requested_key(request, now);
        return when_stored(storage.write({storage::PutApiKey{key.record}}), key.secret + "\n");
    }
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&](const auto* key) { return key->id == request.key_id && !key->revoked_at; });
    if (found == keys.end()) return {false, no_such(request.key_id)};
    if (request.command == "keys rotate") {
        const NewApiKey key = rotated(**found, requested_overlap(request), now);
        return when_stored(storage.write({storage::PutApiKey{key.record}}), key.secret + "\n");
    }
    return when_stored(storage.write({storage::PutApiKey{revoked(**found, now)}}), key_revoked(request.key_id));
} catch (const std::invalid_argument& error) {
    return {false, error.what()};
}

}  // namespace gateway
