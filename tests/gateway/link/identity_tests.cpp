#include <catch2/catch.hpp>

#include "tests/gateway/link/site.h"

using namespace gateway;
using namespace gateway::testing;

TEST_CASE("targets that name nobody are 404 without asking anybody") {
    Site site;
    const std::string too_long = "/" + std::string(49, 'x');
    for (const std::string target : {"/%0d%0aX:%20y", too_long.c_str(), "/%00", "/CP%00X", "/..", "/%2e%2e%2f",
                                     "/CP%2F1", "/%zz", "/%4", "/%1b", "/%E2%80%AE", "/%c0%ae", "/"}) {
        CAPTURE(target);
        RawCharger charger = site.connect();
        CHECK(site.request(charger, upgrade(target)) == 404);
        CHECK(site.ends(charger));
        CHECK_FALSE(charger.answer_has("X: y"));
    }
    CHECK(site.listener.requests.empty());
}

TEST_CASE("a raw control byte in the target is a bad request") {
    Site site;
    CHECK(site.answer(upgrade(std::string("/CP\x01X"))) == 400);
    CHECK(site.listener.requests.empty());
}

TEST_CASE("slashes, query and fragment are handled before the look-up") {
    Site site;
    for (const char* target : {"/ocpp/16//CP1/", "/CP1?x=1#y", "//CP1"}) {
        CHECK(site.answer(upgrade(target)) == 101);
    }
    for (const UpgradeRequest& request : site.listener.requests) CHECK(request.identity == "CP1");
}

TEST_CASE("garbage credentials reach the listener as none") {
    Site site;
    for (const char* header : {"Basic", "Basic !!!", "Basic QUJD", "Bearer x", "Digest a=b"}) {
        CHECK(site.answer(upgrade("/CP1", {{"Authorization", header}})) == 101);
        CHECK_FALSE(site.listener.requests.back().credentials);
    }
}

TEST_CASE("two Authorization headers are 400") {
    Site site;
    CHECK(site.answer(upgrade("/CP1", {{"Authorization", "Basic QTpC"}}, "Authorization: Basic QTpC\r\n")) == 400);
}

TEST_CASE("an exception while admitting is a 500 and no more") {
    Site site;
    RawCharger healthy = site.open("HEALTHY");
    site.listener.on_admit = [](const UpgradeRequest&) -> Admission { throw std::runtime_error("store is gone"); };
    CHECK(site.answer(upgrade("/CP1")) == 500);
    CHECK(site.server->counters().handler_exceptions == 1);
    CHECK(site.answers(healthy));
}

TEST_CASE("a temporary refusal is 503, a barred charger 403") {
    Site site;
    for (const int status : {503, 403}) {
        site.listener.on_admit = [status](const UpgradeRequest&) { return Admission::refuse(status); };
        CHECK(site.answer(upgrade("/CP1")) == status);
    }
    CHECK(site.server->counters().refused == 2);
}
