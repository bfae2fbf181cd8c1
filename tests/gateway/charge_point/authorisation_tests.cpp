#include <catch2/catch.hpp>

#include "gateway/authorization/authorisation.h"
#include "sessions.h"

using namespace gateway;
using ocpp::AuthorizationStatus;

namespace {

const UtcTime kDecidedAt{std::chrono::hours(24 * 365 * 56)};

std::string status(Authorisation& authorisation, const std::string& id) {
    return authorisation.decide(id, kDecidedAt).status.text();
}

/// One tag of each kind.
Authorisation listed(AuthorisationPolicy policy) {
    Authorisation authorisation(policy);
    auto good = tag("abc");
    good.parent_id_tag = "FAMILY";
    auto blocked = tag("BLOCKED");
    blocked.blocked = true;
    auto expired = tag("EXPIRED");
    expired.expires_at = kDecidedAt;
    auto expiring = tag("EXPIRING");
    expiring.expires_at = kDecidedAt + std::chrono::seconds(1);
    for (const auto& each : {good, blocked, expired, expiring}) authorisation.put(each);
    return authorisation;
}

std::string tag_refusal(const storage::TagRecord& record) {
    try {
        Authorisation().check(record);
    } catch (const TagError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("CF-065 a known tag is accepted, with its group and its end") {
    auto authorisation = listed(AuthorisationPolicy::list);
    const auto info = authorisation.decide("abc", kDecidedAt);
    CHECK(info.status == AuthorizationStatus::Accepted);
    REQUIRE(info.parentIdTag);
    CHECK(info.parentIdTag->value == "FAMILY");
    CHECK_FALSE(info.expiryDate);
    const auto expiring = authorisation.decide("EXPIRING", kDecidedAt);
    CHECK(expiring.status == AuthorizationStatus::Accepted);
    REQUIRE(expiring.expiryDate);
    CHECK(expiring.expiryDate->time == kDecidedAt + std::chrono::seconds(1));
    CHECK(authorisation.refusals() == 0);
}

TEST_CASE("CF-067 tc_023_2 a tag is expired from its very end on, under every policy") {
    auto authorisation = listed(GENERATE(AuthorisationPolicy::accept_all, AuthorisationPolicy::list));
    CHECK(status(authorisation, "EXPIRED") == "Expired");
    CHECK(authorisation.refusals() == 1);
}

TEST_CASE("CF-068 tc_023_3 a blocked tag is blocked under every policy, expired or not") {
    auto authorisation = listed(GENERATE(AuthorisationPolicy::accept_all, AuthorisationPolicy::reject_unknown));
    CHECK(status(authorisation, "BLOCKED") == "Blocked");
    auto both = tag("BLOCKED");
    both.blocked = true;
    both.expires_at = kDecidedAt;
    authorisation.put(both);
    CHECK(status(authorisation, "BLOCKED") == "Blocked");
}

TEST_CASE("CF-069 tags are compared ignoring ASCII case") {
    auto authorisation = listed(AuthorisationPolicy::list);
    CHECK(status(authorisation, "ABC") == "Accepted");
    CHECK(status(authorisation, "aBc") == "Accepted");
    authorisation.put(tag("ABC"));
    CHECK(authorisation.list().size() == 4);
    CHECK(authorisation.remove("AbC"));
    CHECK_FALSE(authorisation.remove("abc"));
    CHECK(status(authorisation, "abc") == "Invalid");
}

TEST_CASE("quirk 57: what a charger's memory puts around a tag does not count") {
    auto authorisation = listed(AuthorisationPolicy::list);
    CHECK(status(authorisation, std::string("\x02"
                                            "ABC\r\n\0",
                                            7)) == "Accepted");
    authorisation.put(tag("12345678901234567890"));
    CHECK(status(authorisation, "12345678901234567890xy") == "Accepted");
}

TEST_CASE("an unknown tag is what the policy makes of it") {
    auto open = listed(AuthorisationPolicy::accept_all);
    const auto info = open.decide("NOBODY", kDecidedAt);
    CHECK(info.status == AuthorizationStatus::Accepted);
    CHECK_FALSE(info.expiryDate);
    CHECK_FALSE(info.parentIdTag);
    CHECK_FALSE(open.forbids_concurrent());
    auto closed = listed(GENERATE(AuthorisationPolicy::list, AuthorisationPolicy::reject_unknown));
    CHECK(status(closed, "NOBODY") == "Invalid");
    CHECK(closed.forbids_concurrent());
}

TEST_CASE("a tag that cannot be kept is refused in clear words") {
    CHECK(tag_refusal(tag("12345678901234567890")).empty());
    CHECK(tag_refusal(tag("")) == "the tag is empty");
    CHECK(tag_refusal(tag("123456789012345678901")) == "the tag has more than 20 characters");
    CHECK(tag_refusal(tag("\xC4\xB0")) == "the tag has characters beyond printable ASCII");
    CHECK(tag_refusal(tag(" A")) == "the tag begins or ends with a blank");
    auto own = tag("abc");
    own.parent_id_tag = "ABC";
    CHECK(tag_refusal(own) == "the tag is its own parent");
    auto noted = tag("A");
    noted.note = std::string(256, 'n');
    CHECK(tag_refusal(noted) == "the note has more than 255 bytes");
}
