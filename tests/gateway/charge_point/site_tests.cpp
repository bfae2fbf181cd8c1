#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

namespace {

UpgradeRequest request_of(const std::string& identity) {
    UpgradeRequest request;
    request.identity = identity;
    request.remote_address = "10.0.0.1";
    return request;
}

SiteOptions with(Onboarding onboarding) {
    SiteOptions options;
    options.onboarding = onboarding;
    return options;
}

}  // namespace

TEST_CASE("an unknown charger by the onboarding mode") {
    SECTION("approve: listed, and let in once the operator has approved it") {
        Bench bench(with(Onboarding::approve));
        for (int i = 0; i < 3; ++i) CHECK(bench.site->admission().admit(request_of("New"), kLive).http_status == 404);
        REQUIRE(bench.site->registry().discovered().size() == 1);
        CHECK(bench.site->registry().discovered()[0].attempts == 3);
        bool approved = false;
        bench.site->chargers().approve(
            "NEW", false, [&](ChargerDesk::Approval told) { approved = told == ChargerDesk::Approval::done; });
        bench.settle();
        CHECK(approved);
        CHECK(bench.site->registry().discovered().empty());
        CHECK(bench.site->admission().admit(request_of("new"), kLive).charge_point_id == "New");
        bench.restart();
        CHECK(bench.site->admission().admit(request_of("NEW"), kLive).charge_point_id == "New");
    }
    SECTION("approve: an approval that cannot be stored is none") {
        Bench bench(with(Onboarding::approve));
        bench.site->admission().admit(request_of("New"), kLive);
        bench.storage.fail_next = true;
        bool approved = true;
        bench.site->chargers().approve(
            "New", false, [&](ChargerDesk::Approval told) { approved = told == ChargerDesk::Approval::done; });
        bench.settle();
        CHECK_FALSE(approved);
        CHECK(bench.site->registry().discovered().size() == 1);
        CHECK(bench.site->admission().admit(request_of("New"), kLive).http_status == 404);
    }
    SECTION("approve: one that was never heard of is not made by a slip of the pen, but where it is asked for") {
        Bench bench(with(Onboarding::approve));
        std::optional<ChargerDesk::Approval> told;
        const auto approve = [&](bool creates) {
            bench.site->chargers().approve("NWE", creates, [&](ChargerDesk::Approval given) { told = given; });
            bench.settle();
        };
        approve(false);
        CHECK(told == ChargerDesk::Approval::unknown);
        CHECK(bench.site->charge_points().empty());
        CHECK(bench.storage.rows().charge_points().empty());
        approve(true);
        CHECK(told == ChargerDesk::Approval::done);
        CHECK(bench.site->admission().admit(request_of("NWE"), kLive).http_status == 101);
    }
    SECTION("approve: the list is bounded, the one seen longest ago goes") {
        auto options = with(Onboarding::approve);
        options.most_discovered = 3;
        Bench bench(options);
        for (int i = 0; i < 5; ++i) {
            bench.site->admission().admit(request_of("C" + std::to_string(i)), kLive);
            bench.advance(1s);
        }
        REQUIRE(bench.site->registry().discovered().size() == 3);
        CHECK(bench.site->registry().discovered()[0].id == "C2");
    }
    SECTION("closed: neither") {
        Bench bench(with(Onboarding::closed));
        CHECK(bench.site->admission().admit(request_of("New"), kLive).http_status == 404);
        CHECK(bench.site->registry().discovered().empty());
    }
    SECTION("automatic: registered at once") {
        Bench bench;
        CHECK(bench.site->admission().admit(request_of("New"), kLive).http_status == 101);
        CHECK(bench.site->admission().admit(request_of("New"), canonical::Environment::sandbox).http_status == 404);
    }
}

TEST_CASE("a password is required once it is stored") {
    Bench bench;
    bench.arrive();
    bench.site->admission().verify_password = [](const auto& password, const auto&, const auto& hash) {
        return "h(" + password + ")" == hash;
    };
    bool stored = true;
    bench.storage.fail_next = true;
    bench.site->chargers().set_password("cp1", "salt", "h(secret)", [&](bool done) { stored = done; });
    bench.settle();
    CHECK_FALSE(stored);
    CHECK(bench.site->admission().admit(request_of("CP1"), kLive).http_status == 101);
    bench.site->chargers().set_password("cp1", "salt", "h(secret)", [&](bool done) { stored = done; });
    bench.settle();
    CHECK(stored);
    CHECK(bench.site->admission().admit(request_of("CP1"), kLive).http_status == 401);
    auto request = request_of("CP1");
    request.credentials = BasicCredentials{"cp1", "secret"};
    CHECK(bench.site->admission().admit(request, kLive).http_status == 101);
    request.credentials = BasicCredentials{"cp2", "secret"};
    CHECK(bench.site->admission().admit(request, kLive).http_status == 401);
}

TEST_CASE("a password outlives whatever else is stored of its charger meanwhile") {
    Bench bench;
    bench.arrive();
    bench.site->admission().verify_password = [](const auto& password, const auto&, const auto& hash) {
        return password == hash;
    };
    const bool is_stored = GENERATE(true, false);
    std::optional<bool> stored;
    bench.hold_storage = true;
    bench.storage.fail_next = !is_stored;
    bench.site->chargers().set_password("CP1", "salt", "new", [&](bool durable) { stored = durable; });
    bench.boot("2.0");
    bench.hold_storage = false;
    bench.settle();
    CHECK(stored == is_stored);
    bench.advance(1min);
    const auto& row = bench.storage.rows().charge_points().at("CP1");
    CHECK(row.firmware_version == "2.0");
    CHECK(row.password_hash == (is_stored ? "new" : ""));
    bench.restart();
    auto request = request_of("CP1");
    request.credentials = BasicCredentials{"CP1", "new"};
    bench.site->admission().verify_password = [](const auto& password, const auto&, const auto& hash) {
        return password == hash;
    };
    CHECK(bench.site->admission().admit(request, kLive).http_status == 101);
    CHECK(bench.site->admission().admit(request_of("CP1"), kLive).http_status == (is_stored ? 401 : 101));
}

TEST_CASE("a device appears with its connector and keeps its id") {
    Bench bench;
    bench.arrive();
    const auto ids = bench.site->devices().ids(kLive);
    REQUIRE(ids.size() == 1);
    bench.status("Available", 2);
    CHECK(bench.site->devices().ids(kLive).size() == 2);
    bench.restart();
    CHECK(bench.site->devices().find(ids[0], kLive));
    CHECK_FALSE(bench.site->devices().find(ids[0], canonical::Environment::sandbox));
    CHECK_FALSE(bench.site->devices().find("device_nobody", kLive));
}

TEST_CASE("quirk 123: a charger that tells neither status nor number of connectors has one device") {
    Bench bench;
    bench.configuration.clear();
    bench.connect();
    bench.boot();
    bench.advance(2s);
    CHECK(bench.site->devices().ids(kLive).size() == 1);
}

TEST_CASE("a read says where it comes from") {
    Bench bench;
    bench.arrive();
    CHECK(bench.read().source == canonical::Source::live);
    CHECK(bench.read().vendor == "acme");
    bench.advance(14min);
    CHECK(bench.read().source == canonical::Source::live);
    bench.advance(2min);
    CHECK(bench.read().source == canonical::Source::cache);
    bench.disconnect();
    CHECK(bench.read().source == canonical::Source::fallback);
    CHECK_FALSE(bench.read().sync_available);
}

TEST_CASE("a fresh read of an old value asks the charger and waits 5 s at most") {
    Bench bench;
    bench.arrive();
    bench.advance(2min);
    std::optional<canonical::Device> read;
    const auto keep = [&](canonical::Device device) { read = std::move(device); };
    bench.site->devices().read_fresh(bench.device(), false, keep);
    REQUIRE(read);
    CHECK(read->source == canonical::Source::live);
    read.reset();
    bench.forget_calls();
    bench.site->devices().read_fresh(bench.device(), true, keep);
    bench.settle();
    CHECK_FALSE(read);
    CHECK(bench.count("TriggerMessage") == 2);
    SECTION("it answers") {
        bench.status("Preparing");
        REQUIRE(read);
        CHECK(read->source == canonical::Source::live);
        CHECK(read->status == canonical::DeviceStatus::connected);
    }
    SECTION("it does not") {
        bench.advance(4999ms);
        CHECK_FALSE(read);
        bench.advance(1ms);
        REQUIRE(read);
        CHECK(read->source == canonical::Source::cache);
    }
}

TEST_CASE("a device read shows power, limits and the last action") {
    Bench bench;
    bench.arrive();
    CHECK(bench.read().power_rate_limit_kw == 50);
    bench.set_ceiling(11);
    bench.begin_session();
    bench.advance(1s);
    bench.meter(10.6789);
    const auto id = bench.charge();
    const auto read = bench.read();
    CHECK(read.status == canonical::DeviceStatus::charging);
    CHECK(read.is_charging);
    CHECK(read.current_power_kw == 10.68);
    CHECK(read.power_rate_limit_kw == 11);
    CHECK(read.max_current_a == 16);
    REQUIRE(read.last_action);
    CHECK(read.last_action->id == id);
}

TEST_CASE("a vehicle that pauses is connected, whatever its status says: what is read agrees in itself") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter_for(10min, 7);
    bench.advance(10s);
    bench.meter(0);
    CHECK(bench.read().status == canonical::DeviceStatus::connected);
    CHECK_FALSE(bench.read().is_charging);
    CHECK(bench.read().power_source == "measured");
    bench.meter_for(2min, 0);
    CHECK(bench.read().status == canonical::DeviceStatus::connected);
}

TEST_CASE("what is read of power says how it is known, and status, power and isCharging agree") {
    Bench bench;
    bench.arrive();
    CHECK(bench.read().power_source == "implied");
    bench.begin_session();
    CHECK(bench.read().power_source == "unknown");
    CHECK(bench.read().is_charging);
    CHECK(bench.read().current_power_kw == 0);
    bench.forget_calls();
    bench.advance(4s);
    CHECK(bench.count("TriggerMessage") == 0);
    bench.advance(2s);
    CHECK(bench.count("TriggerMessage") == 1);  // five seconds after Charging, once
    bench.meter(7.2);
    CHECK(bench.read().power_source == "measured");
    bench.meter(0.05);
    CHECK_FALSE(bench.read().is_charging);
    CHECK(bench.read().status != canonical::DeviceStatus::charging);
}

TEST_CASE("a read says what is in force: never told, acknowledged, paused, and after a restart what was wanted") {
    Bench bench;
    bench.arrive();
    CHECK(bench.read().power_rate_limit_kw == 50);
    CHECK(bench.read().limit_source == "assumed");
    bench.set_ceiling(11);
    bench.begin_session();
    bench.advance(10s);
    CHECK(bench.read().power_rate_limit_kw == 11);
    CHECK(bench.read().limit_source == "acknowledged");
    bench.idle();
    bench.advance(10s);
    CHECK(bench.read().power_rate_limit_kw == 0);
    CHECK(bench.read().max_current_a == 0);
    CHECK(bench.read().max_charge_rate_kw == 11);
    bench.restart();
    CHECK(bench.read().power_rate_limit_kw == 0);
    CHECK(bench.read().limit_source == "assumed");
}
