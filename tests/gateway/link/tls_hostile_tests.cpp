#include <catch2/catch.hpp>

#include "tests/gateway/link/tls_charger.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

/// After whatever was done, another charger is served at once.
bool others_are_served(Site& site) {
    TlsCharger good(site.server->port());
    return site.request(good, upgrade("/ocpp/GOOD")) == 101 && site.answers(good);
}

bool is_served_by_version(Site& site, int version) {
    TlsOffer offer;
    offer.least_version = offer.most_version = version;
    offer.suites = "ALL:@SECLEVEL=0";
    TlsCharger charger(site.server->port(), offer);
    return shake_hands(site, charger);
}

/// A hello that says it knows no version above this one, and TLS_RSA_WITH_AES_128_CBC_SHA.
std::string old_hello(char minor) {
    std::string hello = {'\x16', '\x03', '\0', '\0', '\x2d', '\x01', '\0', '\0', '\x29', '\x03', minor};
    return hello + std::string(32, 'r') + std::string{'\0', '\0', '\x02', '\0', '\x2f', '\x01', '\0'};
}

}  // namespace

TEST_CASE("CF-122 TLS 1.2 and 1.3 are served, TLS 1.0 and 1.1 and SSL 3.0 refused and counted") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    CHECK(is_served_by_version(site, TLS1_2_VERSION));
    CHECK(is_served_by_version(site, TLS1_3_VERSION));
    CHECK_FALSE(is_served_by_version(site, TLS1_VERSION));
    CHECK_FALSE(is_served_by_version(site, TLS1_1_VERSION));
    RawCharger ancient = site.connect();
    site.write(ancient, old_hello('\0'));
    CHECK(site.ends(ancient));
    CHECK(site.until([&] { return site.server->counters().tls_refused == 3; }));
}

TEST_CASE("BI-012 a hello of SSL 3.0, TLS 1.0 or TLS 1.1 gets an alert and never reaches HTTP") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    for (const char minor : {'\0', '\x01', '\x02'}) {
        RawCharger old = site.connect();
        site.write(old, old_hello(minor));
        CHECK(site.ends(old));
        CHECK(old.received.substr(0, 1) == "\x15");
    }
    CHECK(site.listener.requests.empty());
    CHECK(site.server->counters().tls_refused == 3);
    CHECK(others_are_served(site));
}

TEST_CASE("BI-009 plain HTTP on a TLS port is dropped and counted") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    RawCharger plain = site.connect();
    site.write(plain, upgrade("/ocpp/CP1"));
    CHECK(site.ends(plain));
    CHECK(plain.status() == 0);
    CHECK(site.listener.requests.empty());
    CHECK(site.until([&] { return site.server->counters().tls_refused == 1; }));
    CHECK(others_are_served(site));
}

TEST_CASE("BI-010 silence after the TLS handshake ends at the deadline of the whole") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    const auto began = std::chrono::steady_clock::now();
    TlsCharger silent(site.server->port());
    REQUIRE(shake_hands(site, silent));
    CHECK(site.ends(silent));
    CHECK(std::chrono::steady_clock::now() - began >= 350ms);
    CHECK(site.until([&] { return site.server->counters().handshake_timeouts == 1; }));
    CHECK(LinkLimits{}.open_handshake <= 5s);
    CHECK(others_are_served(site));
}

TEST_CASE("BI-011 a hello of 16 KiB in records of one byte ends at the deadline at the latest") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    RawCharger splitter = site.connect();
    std::string hello{'\x01', '\0', '\x40', '\0', '\x03', '\x03'};
    hello.resize(4 + 16384, 'r');
    std::string records;
    for (const char byte : hello) records += std::string{'\x16', '\x03', '\x01', '\0', '\x01', byte};
    site.write(splitter, records);
    CHECK(site.ends(splitter));
    CHECK(site.listener.requests.empty());
    CHECK(others_are_served(site));
}

TEST_CASE("BI-013 a request to renegotiate on an open session is refused") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    TlsOffer offer;
    offer.most_version = TLS1_2_VERSION;
    TlsCharger charger(site.server->port(), offer);
    REQUIRE(site.request(charger, upgrade("/ocpp/CP1")) == 101);
    const std::string suite = charger.suite();
    SSL_renegotiate(charger.ssl());
    site.write(charger, text("asks for it"));
    CHECK(site.ends(charger));
    CHECK(charger.error.find("no renegotiation") != std::string::npos);
    CHECK(site.until([&] { return site.listener.ended.size() == 1; }));
    CHECK(others_are_served(site));
}

TEST_CASE("BI-014 a TLS session cut without close_notify takes the charger offline and frees the socket") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    const std::size_t before = open_descriptors();
    {
        TlsCharger charger(site.server->port());
        REQUIRE(site.request(charger, upgrade("/ocpp/CP1")) == 101);
        REQUIRE(site.until([&] { return site.listener.links.size() == 1; }));
    }  // the socket is closed under TLS
    CHECK(site.until([&] { return site.listener.ended.size() == 1; }, 5s));
    CHECK(site.listener.ended[0].second.find("close_notify") != std::string::npos);
    site.listener.links.clear();
    CHECK(site.until([&] { return open_descriptors() == before; }, 5s));
    CHECK(site.server->counters().open == 0);
}

TEST_CASE("sockets that shake TLS hands count for the gate as all others do") {
    const TlsSetting setting;
    LinkLimits limits = quick_limits();
    limits.unauthenticated_per_address = 2;
    limits.open_handshake = 5s;
    Site site(limits, setting.profile_2());
    TlsCharger one(site.server->port()), two(site.server->port());
    REQUIRE(shake_hands(site, one));
    REQUIRE(shake_hands(site, two));
    RawCharger three = site.connect();
    CHECK(site.ends(three));
    CHECK(site.server->counters().too_many_from_address == 1);
    CHECK(site.request(one, upgrade("/ocpp/CP1")) == 101);
    CHECK(others_are_served(site));
}

TEST_CASE("bytes that are no TLS leave nothing open behind them") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 200; ++i) {
        RawCharger noise = site.connect();
        noise.write_some(std::string(1 + i % 50, static_cast<char>(i)));
        if (i % 2 == 0) noise.reset();
    }
    CHECK(site.until([&] { return open_descriptors() == before; }));
    CHECK(others_are_served(site));
}
