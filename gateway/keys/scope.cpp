#include "gateway/keys/scope.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace gateway {

namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, kScopes> kWords = {
    "devices:read",    "devices:write", "actions:read",    "actions:write", "schedules:read",
    "schedules:write", "events:read",   "webhooks:manage", "keys:manage",   "operator"};

}  // namespace

std::string_view word_of(Scope scope) { return kWords[static_cast<std::size_t>(scope)]; }

std::optional<Scope> scope_from(std::string_view word) {
    const auto found = std::find(kWords.begin(), kWords.end(), word);
    return found == kWords.end() ? std::nullopt : std::optional(static_cast<Scope>(found - kWords.begin()));
}

std::optional<Scope> Scopes::beyond(const Scopes& other) const {
    for (std::size_t i = 0; i < kScopes; ++i) {
        if (bits_[i] && !other.bits_[i]) return static_cast<Scope>(i);
    }
    return std::nullopt;
}

std::vector<std::string_view> Scopes::words() const {
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < kScopes; ++i) {
        if (bits_[i]) words.push_back(kWords[i]);
    }
    return words;
}

std::string Scopes::text() const {
    std::string text;
    for (const auto word : words()) text += (text.empty() ? "" : " ") + std::string(word);
    return text;
}

Scopes scopes_from(std::string_view words) {
    Scopes scopes;
    while (!words.empty()) {
        const auto end = std::min(words.find_first_of(" ,"), words.size());
        const auto word = words.substr(0, end);
        words.remove_prefix(std::min(end + 1, words.size()));
        if (word.empty()) continue;
        const auto scope = scope_from(word);
        if (!scope) throw std::invalid_argument("\"" + std::string(word) + "\" is no scope");
        scopes.add(*scope);
    }
    return scopes;
}

Scopes scopes_of_role(std::string_view role) {
    Scopes scopes;
    for (std::size_t i = 0; i < kScopes; ++i) scopes.add(static_cast<Scope>(i));
    if (role == "operator") return scopes;
    scopes.remove(Scope::keys_manage);
    scopes.remove(Scope::operate);
    return scopes;
}

Scopes scopes_of(const storage::ApiKeyRecord& key) {
    if (key.scopes.empty()) return scopes_of_role(key.role);
    try {
        return scopes_from(key.scopes);
    } catch (const std::invalid_argument&) {
        return {};  // of a newer program: rather nothing than too much
    }
}

}  // namespace gateway
