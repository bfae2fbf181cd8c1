#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/clock.h"
#include "ocpp/messages/core.h"
#include "storage/records.h"

namespace gateway {

/// What a tag that the owner does not know is answered with.
enum class AuthorisationPolicy {
    accept_all,      ///< Accepted: a site without a back office
    list,            ///< Invalid
    reject_unknown,  ///< Invalid, but a start out of the charger's memory stands: it is Accepted and flagged
};

/// "accept_all", "list", "reject_unknown".
std::optional<AuthorisationPolicy> policy_from(const std::string& name);

struct AuthorisationOptions {
    AuthorisationPolicy policy = AuthorisationPolicy::accept_all;
    bool local_list = false;  ///< a change of the tags is sent to every charger that keeps a local list
};

/// A tag that cannot be kept; what() says why.
struct TagError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The tags of the installation and what the policy says of any tag (OCPP 1.6, 4.1 and 7.2). Compared ignoring ASCII
/// case and what chargers put around them (quirk 57); nothing else is folded. Pure: time is told. Owned by the Site, io
/// thread; what is durable is the Site's affair (`Site::put_tag`, `Site::remove_tag`).
class Authorisation {
  public:
    static constexpr std::size_t kMostTags = 50000;  ///< some 10 MB; and a local list is never longer
    static constexpr std::size_t kLongestTag = 20;   ///< IdToken, 7.28
    static constexpr std::size_t kLongestNote = 255;

    explicit Authorisation(AuthorisationPolicy policy = AuthorisationPolicy::accept_all) : policy_(policy) {}

    AuthorisationPolicy policy() const { return policy_; }

    /// Throws TagError where it could not be kept: no tag, too long, not of printable ASCII, its own parent, too many.
    void check(const storage::TagRecord& tag) const;
    /// Takes the place of one that differs in case only; no check.
    void put(const storage::TagRecord& tag);
    /// False: no such tag.
    bool remove(const std::string& id_tag);
    /// Null: not known.
    const storage::TagRecord* find(const std::string& id_tag) const;
    /// In alphabetical order.
    std::vector<storage::TagRecord> list() const;
    /// Of the tag of our own starts: always Accepted, with the parent that the operator gave it, so that the cards of
    /// that group can stop what the owner started. Where none was ever given: the group of the site's tags, if they are
    /// of one.
    ocpp::IdTagInfo info_of_own(const std::string& own_tag) const;
    /// Starts and authorisations that were refused since the start of the process.
    std::uint64_t refusals() const { return refusals_; }

    /// The same for Authorize and StartTransaction (quirk 58). Counts a refusal.
    ocpp::IdTagInfo decide(const std::string& id_tag, UtcTime now);
    /// What is known of a tag, as it goes into an answer or a local list.
    static ocpp::IdTagInfo info_of(const storage::TagRecord& tag, UtcTime now);
    /// Where one tag may be in one session only (7.2, ConcurrentTx).
    bool forbids_concurrent() const { return policy_ != AuthorisationPolicy::accept_all; }

    static bool same(const std::string& left, const std::string& right) { return folded(left) == folded(right); }

  private:
    static std::string folded(const std::string& id_tag);
    void count_parent(const storage::TagRecord& tag, int difference);

    AuthorisationPolicy policy_;
    std::map<std::string, storage::TagRecord> tags_;  ///< by folded tag
    std::map<std::string, int> parents_;              ///< how many tags name it
    std::uint64_t refusals_ = 0;
};

}  // namespace gateway
