#include "gateway/app/config.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/link/liveness.h"
#include "tests/end_to_end/child_process.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

Config configured(const std::string& toml) {
    const end_to_end::TemporaryDirectory directory;
    const std::string path = directory.path() + "/gateway.toml";
    std::ofstream(path) << toml;
    Config config;
    read_config_file(path, config);
    return config;
}

Config with_heartbeat(int seconds) {
    return configured("[control]\nheartbeat_interval_s = " + std::to_string(seconds) + "\n");
}

/// A peer that never answers a ping and says something every `interval` lives for that long.
bool lives(const LinkLimits& limits, std::chrono::seconds interval, std::chrono::seconds time) {
    const Liveness::Clock::time_point start{1000h};
    Liveness life(limits.ping_interval, limits.silence_limit, start);
    for (auto said = start; said < start + time; said += interval) {
        life.heard(said);
        for (auto now = life.next_check(); now < said + interval; now = life.next_check()) {
            if (life.check(now) == Liveness::Verdict::dead) return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("quirk 14: a charger that only sends its heartbeats, each a little late, is never cut off") {
    const int granted = GENERATE(10, 60, 300);
    const LinkLimits limits = charger_link_limits(with_heartbeat(granted));
    CHECK(lives(limits, std::chrono::seconds(granted + 5), 20min));
    CHECK(limits.silence_limit >= 5min);
    CHECK_FALSE(lives(limits, 1h, 2h));
}

TEST_CASE("quirk 23: an interval that no charger should be given cannot be configured") {
    CHECK(with_heartbeat(10).control.heartbeat_interval_s == 10);
    CHECK(with_heartbeat(300).control.heartbeat_interval_s == 300);
    for (const int seconds : {0, 9, 301}) CHECK_THROWS_AS(with_heartbeat(seconds), ConfigError);
}

TEST_CASE("CF-061 an interval of 0 may be given to chargers that are turned away only, and a negative one to nobody") {
    const auto with_retry = [](int seconds) {
        return configured("[control]\nboot_retry_interval_s = " + std::to_string(seconds) + "\n").control;
    };
    for (const int seconds : {0, 1, 86400}) CHECK(with_retry(seconds).boot_retry_interval_s == seconds);
    for (const int seconds : {-1, 86401}) CHECK_THROWS_AS(with_retry(seconds), ConfigError);
    for (const int seconds : {-60, 0, 1, 86400}) CHECK_THROWS_AS(with_heartbeat(seconds), ConfigError);
}

TEST_CASE("strictness and the policy of tags are configured, and a policy that is none is refused") {
    CHECK_FALSE(Config{}.strict);
    const Config config = configured("[ocpp]\nstrict = true\n[authorisation]\npolicy = \"list\"\nlocal_list = true\n");
    CHECK(config.strict);
    CHECK(config.authorisation.policy == AuthorisationPolicy::list);
    CHECK(config.authorisation.local_list);
    CHECK(Config{}.authorisation.policy == AuthorisationPolicy::accept_all);
    CHECK_THROWS_AS(configured("[authorisation]\npolicy = \"everybody\"\n"), ConfigError);
}

TEST_CASE("every limit of failed logins and of floods can be configured") {
    const Config config = configured(
        "[ocpp]\nfailures_per_pair = 3\nfailures_per_pair_window_ms = 4\nfailures_per_identity = 5\n"
        "failures_per_identity_window_ms = 6\nfailures_per_address = 7\nfailures_per_address_window_ms = 8\n"
        "first_block_ms = 9\nlongest_block_ms = 10\nfailures_remembered = 11\nreconnects_per_hour = 12.5\n"
        "flood_after_ms = 13\nflood_bytes = 14\npings_per_second = 15\nuniform_reject = true\n");
    CHECK(config.attempts.per_pair == 3);
    CHECK(config.attempts.pair_window == 4ms);
    CHECK(config.attempts.per_identity == 5);
    CHECK(config.attempts.identity_window == 6ms);
    CHECK(config.attempts.per_address == 7);
    CHECK(config.attempts.address_window == 8ms);
    CHECK(config.attempts.first_block == 9ms);
    CHECK(config.attempts.longest_block == 10ms);
    CHECK(config.attempts.most_remembered == 11);
    CHECK(config.reconnects_per_hour == 12.5);
    CHECK(config.link.flood_after == 13ms);
    CHECK(config.link.flood_bytes == 14);
    CHECK(config.link.pings_per_second == 15);
    CHECK(config.link.uniform_reject);
    CHECK_THROWS_AS(configured("[ocpp]\nfailures_per_pair = -1\n"), ConfigError);
}

TEST_CASE("a limit of zero or beyond sense is refused with the name of its key") {
    for (const std::string key :
         {"message_bytes", "send_queue_bytes", "unauthenticated_total", "open_handshake_ms", "message_burst",
          "failures_per_pair", "failures_remembered", "ping_interval_ms", "silence_limit_ms"}) {
        for (const std::string value : {"0", "-1", "9000000000000000000"}) {
            INFO(key << " = " << value);
            CHECK_THROWS_WITH(configured("[ocpp]\n" + key + " = " + value + "\n"),
                              Catch::Contains(":2: ocpp." + key + " must be "));
        }
    }
    CHECK_THROWS_WITH(configured("[api]\nconnections = 0\n"),
                      Catch::Contains("api.connections must be a whole number"));
    CHECK_THROWS_WITH(configured("[api]\nbody_bytes = 0\n"), Catch::Contains("api.body_bytes must be"));
    CHECK_THROWS_WITH(configured("[operator]\ncalls_kept = 0\n"), Catch::Contains("operator.calls_kept must be"));
    CHECK(configured("[ocpp]\nreconnects_per_hour = 0\nflood_after_ms = 0\n").reconnects_per_hour == 0);
}

TEST_CASE("where webhooks may go and how they are paced is configured") {
    const WebhookOptions options =
        configured(
            "[webhooks]\nallow = [\"10.0.0.0/8\", \"home.local\"]\nretries_ms = [1000, 2000]\n"
            "breaker_after = 3\nat_once = 2\nca_file = \"/roots.pem\"\n")
            .webhooks;
    CHECK(options.targets.allow == std::vector<std::string>{"10.0.0.0/8", "home.local"});
    CHECK_FALSE(options.targets.allow_private);
    CHECK(options.rules.retries == std::vector<std::chrono::milliseconds>{1s, 2s});
    CHECK(options.rules.breaker_after == 3);
    CHECK(options.rules.at_once == 2);
    CHECK(options.ca_file == "/roots.pem");
    for (const char* bad :
         {"allow = [\"10.0.0.0/99\"]", "allow = \"10.0.0.1\"", "at_once = 0", "retries_ms = [-1]", "colour = 1"}) {
        INFO(bad);
        CHECK_THROWS_AS(configured(std::string("[webhooks]\n") + bad + "\n"), ConfigError);
    }
}

TEST_CASE("how often backups are made and how many are kept is configured") {
    CHECK(Config{}.backups.every == 24h);
    CHECK(Config{}.backups.keep == 7);
    const BackupRules rules = configured("backup_every = \"12h\"\nbackup_keep = 3\n").backups;
    CHECK(rules.every == 12h);
    CHECK(rules.keep == 3);
    CHECK(configured("backup_every = \"0s\"\n").backups.every == 0s);
    for (const char* bad :
         {"backup_every = \"1m\"", "backup_every = 24", "backup_every = \"often\"", "backup_keep = 0"}) {
        INFO(bad);
        CHECK_THROWS_AS(configured(std::string(bad) + "\n"), ConfigError);
    }
}
