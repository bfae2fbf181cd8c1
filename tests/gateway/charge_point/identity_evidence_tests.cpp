#include <catch2/catch.hpp>

#include "identity_play.h"

/// What tells the charger from another box under its id: address, serial number, key.
using namespace gateway;

TEST_CASE("a stranger who knocks on and on does not keep the charger at its usual address waiting") {
    Bench bench;
    have_been_here(bench, "SN-1");
    const auto charger = dial(bench, "SN-1");
    REQUIRE((charger && charger->open));
    auto pause = 1s;
    for (int knock = 0; knock < 8; ++knock) {
        const auto stranger = dial(bench, "SN-9", "10.0.0.66");
        CHECK((stranger && !stranger->open));
        if (!is_told(bench)) continue;
        bench.advance(pause);
        pause *= 2;
    }
    REQUIRE(charger->open);
    CHECK(dial(bench, "SN-9", "10.0.0.66") != nullptr);
    CHECK(dial(bench, "SN-9", "10.0.0.67") == nullptr);  // it has to wait, wherever else it comes from
    charger->probe_answer = false;                       // its network has gone, and nobody has noticed yet
    const auto again = dial(bench, "SN-1");
    REQUIRE(again);
    CHECK(again->open);
    CHECK(bench.site->charge_point(bench.name)->link() == again);
}

TEST_CASE("behind one address the serial number of before tells the charger, also after a restart with a stranger in") {
    Bench bench;
    have_been_here(bench, "SN-1");
    const auto stranger = dial(bench, "SN-9");
    REQUIRE((stranger && stranger->open));
    const bool restarts = GENERATE(false, true);
    if (restarts) bench.restart();
    const auto same_stranger = restarts ? dial(bench, "SN-9") : stranger;
    bench.site->charge_point(bench.name)->identity().newer_was_refused(bench.time.now());  // two are known of
    const auto charger = dial(bench, "SN-1");
    REQUIRE(charger);
    CHECK(charger->open);
    CHECK_FALSE(same_stranger->open);
}

TEST_CASE("of two boxes with the right key the living one stays, and alarm and security event tell of the other") {
    Bench bench;
    bench.arrive();
    bench.site->admission().verify_password = [](const auto& sent, const auto&, const auto& kept) {
        return sent == kept;
    };
    bench.site->chargers().set_password(bench.name, "salt", "right", [](bool) {});
    bench.settle();
    std::uint64_t generation = 7000;
    const auto with_key = [&](const std::string& key, const std::string& address) -> std::shared_ptr<FakeLink> {
        UpgradeRequest request;
        request.identity = bench.name;
        request.remote_address = address;
        request.credentials = BasicCredentials{bench.name, key};
        const Admission admission = bench.site->admission().admit(request, kLive);
        if (admission.http_status != 101) return nullptr;
        CHECK(admission.security_profile == 1);
        const auto link = std::make_shared<FakeLink>(bench.name, ++generation);
        link->address = address;
        link->profile = admission.security_profile;
        bench.site->admission().link_opened(link);
        bench.settle();
        return link;
    };
    const auto living = with_key("right", "10.0.0.1");
    REQUIRE((living && living->open));
    CHECK(with_key("wrong", "10.0.0.2") == nullptr);
    CHECK(clashes(bench) == 0);
    for (int i = 0; i < 3; ++i) {
        const auto other = with_key("right", "10.0.0.2");
        REQUIRE(other);
        CHECK_FALSE(other->open);
        CHECK(living->open);
        bench.advance(10s);
    }
    CHECK(bench.site->charge_point(bench.name)->link() == living);
    CHECK(is_told(bench));
    CHECK(clashes(bench) == 1);
}
