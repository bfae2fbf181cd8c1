#include "gateway/authorization/authorisation.h"

#include <algorithm>

#include "json/ascii.h"

namespace gateway {

namespace {

using ocpp::AuthorizationStatus;

bool is_control_or_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; }
bool is_printable_ascii(char c) { return c >= ' ' && c <= '~'; }

void check_text(const std::string& tag, const std::string& what) {
    if (tag.size() > Authorisation::kLongestTag) throw TagError(what + " has more than 20 characters");
    if (!std::all_of(tag.begin(), tag.end(), is_printable_ascii))
        throw TagError(what + " has characters beyond printable ASCII");
    if (!tag.empty() && (tag.front() == ' ' || tag.back() == ' '))
        throw TagError(what + " begins or ends with a blank");
}

}  // namespace

std::optional<AuthorisationPolicy> policy_from(const std::string& name) {
    if (name == "accept_all") return AuthorisationPolicy::accept_all;
    if (name == "list") return AuthorisationPolicy::list;
    if (name == "reject_unknown") return AuthorisationPolicy::reject_unknown;
    return std::nullopt;
}

/// Beyond 20 characters there are only bytes that some chargers' memory holds behind a tag of full length.
std::string Authorisation::folded(const std::string& id_tag) {
    const auto first = std::find_if_not(id_tag.begin(), id_tag.end(), is_control_or_blank);
    const auto last = std::find_if_not(id_tag.rbegin(), id_tag.rend(), is_control_or_blank).base();
    std::string lower(first, std::max(first, last));
    if (lower.size() > kLongestTag) lower.resize(kLongestTag);
    return json::lower_case(lower);
}

void Authorisation::check(const storage::TagRecord& tag) const {
    if (tag.id_tag.empty()) throw TagError("the tag is empty");
    check_text(tag.id_tag, "the tag");
    check_text(tag.parent_id_tag, "the parent tag");
    if (same(tag.id_tag, tag.parent_id_tag)) throw TagError("the tag is its own parent");
    if (tag.note.size() > kLongestNote) throw TagError("the note has more than 255 bytes");
    if (tags_.size() >= kMostTags && find(tag.id_tag) == nullptr)
        throw TagError("there are 50000 tags, no more are kept");
}

void Authorisation::put(const storage::TagRecord& tag) {
    remove(tag.id_tag);
    tags_[folded(tag.id_tag)] = tag;
    count_parent(tag, 1);
}

bool Authorisation::remove(const std::string& id_tag) {
    const auto found = tags_.find(folded(id_tag));
    if (found == tags_.end()) return false;
    count_parent(found->second, -1);
    tags_.erase(found);
    return true;
}

void Authorisation::count_parent(const storage::TagRecord& tag, int difference) {
    if (tag.parent_id_tag.empty()) return;
    const auto counted = parents_.try_emplace(tag.parent_id_tag, 0).first;
    counted->second += difference;
    if (counted->second == 0) parents_.erase(counted);
}

ocpp::IdTagInfo Authorisation::info_of_own(const std::string& own_tag) const {
    ocpp::IdTagInfo info;
    info.status = AuthorizationStatus::Accepted;
    const auto* given = find(own_tag);
    const bool there_is_one_group = given == nullptr && parents_.size() == 1;
    const std::string parent = given != nullptr     ? given->parent_id_tag
                               : there_is_one_group ? parents_.begin()->first
                                                    : "";
    if (!parent.empty()) info.parentIdTag = ocpp::IdToken(parent);
    return info;
}

const storage::TagRecord* Authorisation::find(const std::string& id_tag) const {
    const auto found = tags_.find(folded(id_tag));
    return found == tags_.end() ? nullptr : &found->second;
}

std::vector<storage::TagRecord> Authorisation::list() const {
    std::vector<storage::TagRecord> all;
    for (const auto& [key, tag] : tags_) all.push_back(tag);
    return all;
}

ocpp::IdTagInfo Authorisation::info_of(const storage::TagRecord& tag, UtcTime now) {
    ocpp::IdTagInfo info;
    info.status = AuthorizationStatus::Accepted;
    if (tag.expires_at && *tag.expires_at <= now) info.status = AuthorizationStatus::Expired;
    if (tag.blocked) info.status = AuthorizationStatus::Blocked;
    if (tag.expires_at) info.expiryDate = *tag.expires_at;
    if (!tag.parent_id_tag.empty()) info.parentIdTag = ocpp::IdToken(tag.parent_id_tag);
    return info;
}

ocpp::IdTagInfo Authorisation::decide(const std::string& id_tag, UtcTime now) {
    ocpp::IdTagInfo info;
    info.status =
        policy_ == AuthorisationPolicy::accept_all ? AuthorizationStatus::Accepted : AuthorizationStatus::Invalid;
    if (const auto* tag = find(id_tag)) info = info_of(*tag, now);
    if (info.status != AuthorizationStatus::Accepted) ++refusals_;
    return info;
}

}  // namespace gateway
