#include <catch2/catch.hpp>

#include "tests/gateway/link/tls_charger.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

bool is_open(Site& site, RawCharger& charger, const std::string& id) {
    return site.request(charger, upgrade("/ocpp/" + id)) == 101 && site.answers(charger);
}

/// Stands for a machine that has no memory left for a session.
struct ContextWithoutSessions : TlsContext {
    using TlsContext::TlsContext;
    ssl_ctx_st* get() const override { return is_exhausted ? nullptr : TlsContext::get(); }
    bool is_exhausted = false;
};

}  // namespace

TEST_CASE("a socket for which no TLS is to be had is closed, takes no place and is no link") {
    const TlsSetting setting;
    const auto context = std::make_shared<ContextWithoutSessions>(setting.server_files());
    LinkLimits limits = quick_limits();
    limits.unauthenticated_total = 2;
    Site site(limits, {2, context});
    context->is_exhausted = true;
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 5; ++i) {
        RawCharger charger = site.connect();
        CHECK(site.ends(charger));
    }
    CHECK(open_descriptors() == before);
    context->is_exhausted = false;
    TlsCharger charger(site.server->port());
    CHECK(is_open(site, charger, "CP1"));
    site.server->stop();
    CHECK(site.ends(charger));
}

TEST_CASE("CF-123 quirk 27: each of the four mandatory suites alone opens a session on one port") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    for (const char* suite :
         {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "AES128-GCM-SHA256", "AES256-GCM-SHA384"}) {
        TlsOffer offer;
        offer.most_version = TLS1_2_VERSION;
        offer.suites = suite;
        TlsCharger charger(site.server->port(), offer);
        INFO(suite);
        CHECK(is_open(site, charger, suite));
        CHECK(charger.suite() == suite);
    }
    CHECK(site.server->counters().tls_refused == 0);
}

TEST_CASE("TLS 1.3 opens a session, and the request says by which profile it came") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    TlsOffer offer;
    offer.least_version = TLS1_3_VERSION;
    TlsCharger charger(site.server->port(), offer);
    CHECK(is_open(site, charger, "CP1"));
    REQUIRE(site.listener.requests.size() == 1);
    CHECK(site.listener.requests[0].security_profile == 2);
    CHECK_FALSE(site.listener.requests[0].certificate);
}

TEST_CASE("a plain port is profile 1 for who brings a password and profile 0 for who does not") {
    Site site;
    site.answer(upgrade("/CP1"));
    site.answer(upgrade("/CP1", {{"Authorization", "Basic Q1AxOnNlY3JldA=="}}));
    REQUIRE(site.listener.requests.size() == 2);
    CHECK(site.listener.requests[0].security_profile == 0);
    CHECK(site.listener.requests[1].security_profile == 1);
}

TEST_CASE("messages as large as allowed pass through TLS whole, both ways at once") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    TlsCharger charger(site.server->port());
    REQUIRE(is_open(site, charger, "CP1"));
    const std::string large(500000, 'x');
    for (int i = 0; i < 5; ++i) CHECK(site.answers(charger, large + std::to_string(i)));
    for (int i = 0; i < 100; ++i) site.write(charger, text("small " + std::to_string(i)));
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "echo:small 99");
    }));
}

TEST_CASE("CF-124 neither compression nor renegotiation is to be had") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());

    // A hello of TLS 1.2 with AES128-GCM-SHA256 that would like deflate best.
    RawCharger squeezer = site.connect();
    std::string hello = {'\x16', '\x03', '\x01', '\0', '\x3c', '\x01', '\0', '\0', '\x38', '\x03', '\x03'};
    hello += std::string(32, 'r') + std::string{'\0', '\0', '\x02', '\0', '\x9c', '\x02', '\x01', '\0', '\0', '\x0c'};
    hello += std::string{'\0', '\x0d', '\0', '\x08', '\0', '\x06', '\x04', '\x01', '\x04', '\x03', '\x08', '\x04'};
    site.write(squeezer, hello);
    REQUIRE(site.until([&] {
        squeezer.read();
        return squeezer.received.size() > 100 || squeezer.ended;
    }));
    const std::string& answer = squeezer.received;
    REQUIRE(answer.size() > 100);
    REQUIRE(answer[0] == '\x16');
    const std::size_t id_length = static_cast<unsigned char>(answer[43]);
    CHECK(answer.substr(44 + id_length, 2) == std::string("\0\x9c", 2));
    CHECK(static_cast<int>(answer[46 + id_length]) == 0);

    TlsOffer offer;
    offer.most_version = TLS1_2_VERSION;
    TlsCharger again(site.server->port(), offer);
    REQUIRE(is_open(site, again, "CP1"));
    SSL_renegotiate(again.ssl());
    SSL_do_handshake(again.ssl());
    CHECK(site.ends(again));
    CHECK(again.error.find("no renegotiation") != std::string::npos);
}

TEST_CASE("certificates read anew serve new handshakes, and open sockets stay") {
    TlsSetting setting;
    const ListenerSecurity security = setting.profile_2();
    Site site(quick_limits(), security);
    TlsCharger before(site.server->port());
    REQUIRE(is_open(site, before, "OLD"));
    CHECK(before.servers_certificate() == "localhost");

    setting.write_server("renewed");
    security.tls->reload();
    TlsCharger after(site.server->port());
    REQUIRE(is_open(site, after, "NEW"));
    CHECK(after.servers_certificate() == "renewed");
    CHECK(site.answers(before, "still here"));
}

TEST_CASE("certificates that cannot be read anew leave the old ones in use") {
    TlsSetting setting;
    const ListenerSecurity security = setting.profile_2();
    setting.files.put("rsa.pem", "nothing");
    CHECK_THROWS_WITH(security.tls->reload(), Catch::Contains("rsa.pem is no PEM certificate"));
    Site site(quick_limits(), security);
    TlsCharger charger(site.server->port());
    CHECK(is_open(site, charger, "CP1"));
}

TEST_CASE("closing says close_notify and does not wait for the charger's") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    TlsCharger charger(site.server->port());
    REQUIRE(is_open(site, charger, "CP1"));
    site.write(charger, close_frame(1000));
    CHECK(site.close_code(charger) == 1000);
    CHECK(charger.error.empty());
    CHECK(site.until([&] { return site.listener.ended.size() == 1; }));
}

TEST_CASE("a server that goes away ends TLS sessions in every state") {
    const TlsSetting setting;
    auto site = std::make_unique<Site>(quick_limits(), setting.profile_2());
    TlsCharger open(site->server->port());
    REQUIRE(is_open(*site, open, "CP1"));
    TlsCharger shaken(site->server->port());
    REQUIRE(shake_hands(*site, shaken));
    RawCharger half = site->connect();
    site->write(half, std::string("\x16\x03\x01", 3));
    site->server.reset();
    site->io.restart();
    site->io.poll();
    open.read();
    shaken.read();
    half.read();
    CHECK(open.ended);
    CHECK(shaken.ended);
    CHECK(half.ended);
}
