#include <catch2/catch.hpp>

#include "gateway/authorization/charger_tags.h"
#include "tests/support/manual_time.h"

using namespace gateway;
using ocpp::AuthorizationStatus;

namespace {

struct Tags {
    ManualTime time;
    storage::ChargePointRecord record;
    Authorisation authorisation{AuthorisationPolicy::reject_unknown};
    std::string site_tag = "CAFE0123456789";
    std::optional<std::string> charger_tag;
    ChargerTags tags{record, authorisation, time, site_tag,
                     [this]() -> const std::optional<std::string>& { return charger_tag; }};

    Tags() { record.registration = storage::Registration::accepted; }
    AuthorizationStatus verdict(const std::string& id_tag) const { return *tags.authorise(id_tag).status.value; }
};

}  // namespace

TEST_CASE("a charger's own wish for a tag goes before the site's, and the sandbox has one of its own") {
    Tags play;
    CHECK(play.tags.own() == "CAFE0123456789");
    play.charger_tag = "WALLBOX";
    CHECK(play.tags.own() == "WALLBOX");
    play.record.environment = canonical::Environment::sandbox;
    CHECK(play.tags.own() != "WALLBOX");
    CHECK(play.tags.own() != "CAFE0123456789");
}

TEST_CASE("our own tag is known with bytes of the charger's memory behind it, and is accepted whatever the policy") {
    Tags play;
    CHECK(play.tags.is_own("CAFE0123456789"));
    CHECK(play.tags.is_own("CAFE0123456789\x01garbage"));
    CHECK_FALSE(play.tags.is_own("CAFE012345678"));
    CHECK(play.verdict("CAFE0123456789") == AuthorizationStatus::Accepted);
    CHECK(play.verdict("STRANGER") == AuthorizationStatus::Invalid);
}

TEST_CASE("a charger that is not accepted authorises nobody, not even us") {
    Tags play;
    play.record.registration = storage::Registration::pending;
    CHECK(play.verdict("CAFE0123456789") == AuthorizationStatus::Invalid);
}
