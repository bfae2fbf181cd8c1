#include <catch2/catch.hpp>

#include "gateway/security/certificate_reading.h"
#include "tests/gateway/secure_bench.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

const std::string kKey = "0001020304050607ffffffffffffffffffffffff";
const std::string kStatus =
    R"([2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}])";

/// Boot and status are answered.
bool plays(SecureBench& bench, RawCharger& charger) {
    bench.write(charger, text(kBoot));
    if (bench.answer(charger, R"([3,"1",{"status":"Accepted")").empty()) return false;
    bench.write(charger, text(kStatus));
    return !bench.answer(charger, R"([3,"2",)").empty();
}

}  // namespace

TEST_CASE("CF-010 a known identity without credentials is asked for them, by both profiles that need them") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    RawCharger plain(bench.plain());
    CHECK(bench.request(plain, SecureBench::upgrade("CP1")) == 401);
    CHECK(plain.answer_has("WWW-Authenticate: Basic realm="));
    CHECK_FALSE(plain.answer_has("Sec-WebSocket-Accept"));
    TlsCharger tls(bench.tls());
    CHECK(bench.request(tls, SecureBench::upgrade("CP1")) == 401);
    CHECK(tls.answer_has("WWW-Authenticate: Basic realm="));
    CHECK(bench.events("CP1").empty());
}

TEST_CASE("CF-011 a wrong password is 401 and a security event") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    CHECK(bench.ask_plain("CP1", "wrong password of 16") == 401);
    CHECK(bench.ask_tls("CP1", "wrong password of 16") == 401);
    CHECK(bench.events("CP1") == "wrong password; wrong password");
}

TEST_CASE("CF-012 valid credentials open a session in which boot and status are answered") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    RawCharger charger(bench.plain());
    REQUIRE(bench.request(charger, SecureBench::upgrade("CP1", kKey)) == 101);
    CHECK(plays(bench, charger));
    CHECK(bench.record("CP1").security_profile == 1);
}

TEST_CASE(
    "tc_085 Basic authentication: credentials that were set are accepted over ws and play a session, others are "
    "refused") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    CHECK(bench.ask_plain("CP1", "anything else at all") == 401);
    CHECK(bench.ask_plain("CP1") == 401);
    RawCharger charger(bench.plain());
    REQUIRE(bench.request(charger, SecureBench::upgrade("CP1", kKey)) == 101);
    CHECK(plays(bench, charger));
}

TEST_CASE("CF-013 another charger's username and key do not open this one's door") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    bench.set_password("CP2", "key of the second one");
    CHECK(bench.ask_plain("CP1", "key of the second one", "CP2") == 401);
    CHECK(bench.ask_plain("CP1", kKey, "CP2") == 401);
    CHECK(bench.events("CP1") == "username of another; username of another");
    CHECK(bench.ask_plain("CP2", "key of the second one") == 101);
}

TEST_CASE("CF-016 a charger of profile 2 is refused on the plain port with the right key") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    REQUIRE(bench.ask_tls("CP1", kKey) == 101);
    REQUIRE(bench.record("CP1").security_profile == 2);
    CHECK(bench.ask_plain("CP1", kKey) == 403);
    CHECK(bench.events("CP1") == "attempted downgrade");
}

TEST_CASE("CF-017 after a login by profile 2 none by profile 1 is ever accepted again, restarts or not") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    REQUIRE(bench.ask_plain("CP1", kKey) == 101);
    REQUIRE(bench.ask_tls("CP1", kKey) == 101);
    CHECK(bench.ask_plain("CP1", kKey) == 403);
    bench.restart();
    CHECK(bench.record("CP1").security_profile == 2);
    CHECK(bench.ask_plain("CP1", kKey) == 403);
    CHECK(bench.ask_tls("CP1", kKey) == 101);
    CHECK(bench.events("CP1") == "attempted downgrade; attempted downgrade");
}

TEST_CASE("only the operator lets a charger come by a lesser profile again, and that is no lasting leave") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    REQUIRE(bench.ask_tls("CP1", kKey) == 101);
    const auto set = [&](const std::string& assignment) {
        std::string error = "no answer";
        bench.bench.site->chargers().change_settings("CP1", {assignment},
                                                     [&](const std::string& told) { error = told; });
        bench.bench.settle();
        CHECK(error.empty());
    };
    set("security_profile=1");
    CHECK(bench.ask_plain("CP1", kKey) == 101);
    REQUIRE(bench.ask_tls("CP1", kKey) == 101);
    set("max_phases=1");
    CHECK(bench.ask_plain("CP1", kKey) == 403);
}

TEST_CASE("CF-018 each of the three ports accepts its own profile only") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    bench.approve("CP3");
    const tls::Issued own = bench.setting.client("CP3");

    SECTION("plain: no TLS") {
        TlsCharger hello(bench.plain());
        CHECK(bench.request(hello, SecureBench::upgrade("CP1", kKey)) == -1);
        CHECK(bench.ask_plain("CP1", kKey) == 101);
    }
    SECTION("TLS: a password, whatever certificate is shown") {
        RawCharger plain(bench.tls());
        CHECK(bench.request(plain, SecureBench::upgrade("CP1", kKey)) == -1);
        TlsOffer offer;
        offer.own = &own;
        TlsCharger with_certificate(bench.tls(), offer);
        CHECK(bench.request(with_certificate, SecureBench::upgrade("CP3")) == 401);
        CHECK(bench.ask_tls("CP1", kKey) == 101);
    }
    SECTION("TLS with certificates: no password instead of one") {
        RawCharger plain(bench.mutual());
        CHECK(bench.request(plain, SecureBench::upgrade("CP3")) == -1);
        TlsCharger with_password(bench.mutual());
        CHECK(bench.request(with_password, SecureBench::upgrade("CP1", kKey)) == -1);
        CHECK(bench.ask_mutual("CP3", &own) == 101);
    }
}

TEST_CASE("CF-127 of all client certificates only the charger's own valid one connects") {
    SiteOptions options = only_approved();
    options.cpo_name = "Test CPO";
    SecureBench bench(options);
    bench.approve("CP1");
    tls::Wanted wanted;
    wanted.common_name = "CP1";
    wanted.organization = "Test CPO";
    const auto issue = [&](auto change, const tls::Authority& by) {
        tls::Wanted changed = wanted;
        change(changed);
        return by.issue(changed);
    };
    const auto& authority = bench.setting.authority;
    const tls::Authority stranger("Test Root", tls::KeyKind::p256, 9);
    const tls::Issued of_stranger = issue([](auto&) {}, stranger);
    const tls::Issued expired = issue([](auto& w) { w.begins = -2h, w.ends = -1h; }, authority);
    const tls::Issued early = issue([](auto& w) { w.begins = 1h; }, authority);
    const tls::Issued anothers = issue([](auto& w) { w.common_name = "CP2"; }, authority);
    const tls::Issued foreign = issue([](auto& w) { w.organization = "Somebody"; }, authority);
    const tls::Issued revoked = issue([](auto&) {}, authority);
    const tls::Issued own = issue([](auto&) {}, authority);

    storage::IssuedCertificateRecord row;
    row.serial_number = facts_of(revoked.certificate.get()).serial;
    row.charge_point_id = "CP1";
    row.revoked_at = bench.bench.time.utc();
    bench.bench.storage.write({storage::PutIssuedCertificate{row}}, [](const storage::Written&) {});
    bench.bench.settle();
    bench.restart();

    for (const tls::Issued* bad : {&of_stranger, &expired, &early}) CHECK(bench.ask_mutual("CP1", bad) == -1);
    for (const tls::Issued* bad : {&anothers, &foreign, &revoked}) CHECK(bench.ask_mutual("CP1", bad) == 403);
    CHECK(bench.events("CP1") == "client certificate refused; client certificate refused; client certificate refused");
    CHECK(bench.ask_mutual("CP1", &own) == 101);
}

TEST_CASE("CF-128 a certificate of one charger does not open the door of another") {
    SecureBench bench;
    bench.approve("A");
    bench.approve("B");
    const tls::Issued of_a = bench.setting.client("A");
    CHECK(bench.ask_mutual("B", &of_a) == 403);
    CHECK(bench.ask_mutual("A", &of_a) == 101);
}

TEST_CASE("the operator may name another common name for a charger's certificate, as its serial number") {
    SecureBench bench;
    auto record = storage::ChargePointRecord{};
    record.id = "CP1";
    record.approved = true;
    record.certificate_name = "SN-4711";
    bench.bench.storage.write({storage::PutChargePoint{record}}, [](const storage::Written&) {});
    bench.bench.settle();
    bench.restart();
    const tls::Issued by_serial = bench.setting.client("SN-4711"), by_identity = bench.setting.client("CP1");
    CHECK(bench.ask_mutual("CP1", &by_identity) == 403);
    CHECK(bench.ask_mutual("CP1", &by_serial) == 101);
}

TEST_CASE("tc_087 a client certificate opens a session in which boot and status are answered") {
    SecureBench bench;
    bench.approve("CP1");
    const tls::Issued own = bench.setting.client("CP1");
    TlsOffer offer;
    offer.own = &own;
    TlsCharger charger(bench.mutual(), offer);
    REQUIRE(bench.request(charger, SecureBench::upgrade("CP1")) == 101);
    CHECK(plays(bench, charger));
    CHECK(bench.record("CP1").security_profile == 3);
}

TEST_CASE("tc_086 over TLS the server shows a fitting certificate and the password opens a session") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    TlsCharger charger(bench.tls());
    REQUIRE(bench.request(charger, SecureBench::upgrade("CP1", kKey)) == 101);
    CHECK(plays(bench, charger));
    CHECK(SSL_version(charger.ssl()) >= TLS1_2_VERSION);
    CHECK(charger.servers_certificate() == "localhost");
}

TEST_CASE("CF-140 a profile raised from 1 to 2 closes the old port once the new one was used") {
    SecureBench bench;
    bench.set_password("CP1", kKey);
    RawCharger before(bench.plain());
    REQUIRE(bench.request(before, SecureBench::upgrade("CP1", kKey)) == 101);
    REQUIRE(plays(bench, before));
    before.hang_up();
    CHECK(bench.ask_plain("CP1", kKey) == 101);  // it may still change its mind
    TlsCharger after(bench.tls());
    REQUIRE(bench.request(after, SecureBench::upgrade("CP1", kKey)) == 101);
    CHECK(plays(bench, after));
    CHECK(bench.ask_plain("CP1", kKey) == 403);
}

TEST_CASE("an unknown charger with a certificate of ours is taken up at once where onboarding is automatic") {
    SecureBench bench;
    const tls::Issued own = bench.setting.client("NEW"), anothers = bench.setting.client("OTHER");
    CHECK(bench.ask_mutual("NEW", &anothers) == 403);
    CHECK(bench.ask_mutual("NEW", &own) == 101);
    CHECK(bench.record("NEW").security_profile == 3);
    CHECK(bench.ask_plain("NEW") == 403);
    CHECK(bench.ask_tls("UNHEARD", kKey) == 401);
}
