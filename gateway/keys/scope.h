#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/records.h"

namespace gateway {

/// What a route asks of a key. Every route has exactly one (docs/authorisation.tsv).
enum class Scope {
    devices_read,
    devices_write,  ///< settings
    actions_read,
    actions_write,
    schedules_read,
    schedules_write,
    events_read,
    webhooks_manage,
    keys_manage,
    operate,  ///< "operator": the site's chargers, tags and records
};
constexpr std::size_t kScopes = 10;

/// "devices:read" and so on.
std::string_view word_of(Scope scope);
std::optional<Scope> scope_from(std::string_view word);

class Scopes {
  public:
    bool has(Scope scope) const { return bits_[static_cast<std::size_t>(scope)]; }
    void add(Scope scope) { bits_.set(static_cast<std::size_t>(scope)); }
    void remove(Scope scope) { bits_.reset(static_cast<std::size_t>(scope)); }
    /// One of them that `other` has not; nothing where all are in it.
    std::optional<Scope> beyond(const Scopes& other) const;
    std::vector<std::string_view> words() const;
    /// The words with blanks between them: what is stored.
    std::string text() const;

  private:
    std::bitset<kScopes> bits_;
};

/// Words separated by blanks or commas. Throws std::invalid_argument that names the word that is none.
Scopes scopes_from(std::string_view words);
/// An operator's key may do all, an integrator's all but what is the site's: keys and operating it.
Scopes scopes_of_role(std::string_view role);
/// The role's, unless the key was made with fewer.
Scopes scopes_of(const storage::ApiKeyRecord& key);

}  // namespace gateway
