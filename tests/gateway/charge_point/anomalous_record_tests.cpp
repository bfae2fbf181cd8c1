#include "record_play.h"

/// What is stored of sessions whose messages are odd (catalogue b.2, groups F and G).
using namespace gateway;
using Catch::Matchers::Contains;

TEST_CASE("BI-174 a start on a connector that cannot be gets an id and a flag, and Invalid where tags are listed") {
    const bool listed = GENERATE(false, true);
    SiteOptions options = Bench::automatic();
    if (listed) options.authorisation.policy = AuthorisationPolicy::list;
    Bench bench(options);
    bench.arrive();
    bench.site->tags().put({"A", false, std::nullopt, "", ""}, [](const std::string&) {});
    bench.settle();
    for (const char* connector : {"0", "-1", "99", "2147483648"}) {
        INFO(connector);
        bench.advance(1s);
        const auto answer = start(bench, "connectorId", connector);
        CHECK_THAT(answer, Contains(listed ? "Invalid" : "Accepted"));
        CHECK(stored(bench, id_in(answer)).start.flags == (listed ? "odd_connector deauthorised" : "odd_connector"));
    }
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 1);
}

TEST_CASE("BI-176 an odd meterStart is kept and flagged, a fraction is rounded and counted") {
    Bench bench;
    bench.arrive();
    CHECK(stored(bench, id_in(start(bench, "meterStart", "-5"))).start.flags == "odd_meter_start");
    bench.advance(1s);
    const auto large = stored(bench, id_in(start(bench, "meterStart", "1099511627776"))).start;
    CHECK(large.flags == "odd_meter_start");
    CHECK(large.meter_start_wh == 1099511627776);
    bench.advance(1s);
    const auto wrong_types = bench.site->charge_point("CP1")->quirks().of(ocpp::Quirk::wrong_type);
    CHECK(stored(bench, id_in(start(bench, "meterStart", "1.5"))).start.meter_start_wh == 2);
    CHECK(bench.site->charge_point("CP1")->quirks().of(ocpp::Quirk::wrong_type) == wrong_types + 1);
}

TEST_CASE("a timestamp that is none is kept as text, and the receipt counts") {
    Bench bench;
    bench.arrive();
    for (const char* text :
         {"\"222222017-10-27T19:10:11Z\"", "\"1000000\"", "\"2026-02-30T10:00:00Z\"", "\"2026-13-01T10:00:00Z\"",
          "\"2026-01-01T25:00:00Z\"", "\"2026-01-01T10:00:61Z\"", "\"\"", "\"null\"", "\"0\"", "1767225600"}) {
        INFO(text);
        bench.advance(1s);
        const auto id = id_in(start(bench, "timestamp", text));
        const auto& row = stored(bench, id).start;
        CHECK(row.flags == "bad_timestamp");
        CHECK(row.received_at == bench.time.utc());
        CHECK_THAT(text, Contains(row.timestamp));
        CHECK(stop(bench, std::to_string(id)) == "{}");
    }
}

TEST_CASE("timestamps in every form that chargers write are stored as the moment they mean") {
    Bench bench;
    bench.arrive();
    for (const auto& [text, utc] :
         std::map<std::string, std::string>{{"2025-12-31T14:35:02+02", "2025-12-31T12:35:02Z"},
                                            {"2025-12-30T09:00:00", "2025-12-30T09:00:00Z"},
                                            {"2025-12-29 03:04:05Z", "2025-12-29T03:04:05Z"},
                                            {"2025-12-28t03:04:05z", "2025-12-28T03:04:05Z"},
                                            {"2025-12-27T03:04:05.123456789012Z", "2025-12-27T03:04:05.123Z"},
                                            {"2025-06-30T23:59:60Z", "2025-06-30T23:59:59Z"}}) {
        INFO(text);
        const auto id = id_in(start(bench, "timestamp", "\"" + text + "\""));
        CHECK(stored(bench, id).start.timestamp == utc);
        CHECK(stored(bench, id).start.flags == "offline");
        CHECK(stop(bench, std::to_string(id)) == "{}");
    }
}

TEST_CASE("BI-228 a clock that is years off is flagged, and no session lasts less than nothing") {
    Bench bench;
    bench.arrive();
    for (const char* text : {"1970-01-01T00:00:07Z", "2016-01-01T00:00:00Z", "2036-01-01T00:00:00Z",
                             "2106-02-07T06:28:15Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"}) {
        INFO(text);
        bench.advance(1s);
        const auto id = id_in(start(bench, "timestamp", "\"" + std::string(text) + "\""));
        CHECK_THAT(stored(bench, id).start.flags, Contains("odd_timestamp"));
        bench.advance(1h);
        CHECK(stop(bench, std::to_string(id)) == "{}");
        const auto& row = stored(bench, id);
        CHECK(*row.ended_at - row.start.received_at == 1h);
        CHECK(row.energy_wh == 100);
    }
    for (const char* text : {"-0001-01-01T00:00:00Z", "10000-01-01T00:00:00Z"}) {
        bench.advance(1s);
        CHECK(stored(bench, id_in(start(bench, "timestamp", "\"" + std::string(text) + "\""))).start.flags ==
              "bad_timestamp");
    }
}

TEST_CASE("a reason that nobody knows is kept as it was told") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    const std::string reason = GENERATE("Foo", "locally");
    CHECK(stop(bench, std::to_string(id), ",\"reason\":\"" + reason + "\"") == "{}");
    CHECK(stored(bench, id).end->reason == reason);
}

TEST_CASE("transactionData that is no list, or holds a bad sample, spoils nothing else") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 100);
    SECTION("no list") {
        CHECK(stop(bench, std::to_string(id), R"(,"transactionData":{})") == "{}");
        CHECK(stored(bench, id).energy_wh == 100);
    }
    SECTION("a bad sample") {
        const std::string at = R"({"timestamp":"2026-01-01T00:00:)";
        CHECK(stop(bench, std::to_string(id),
                   R"(,"transactionData":[)" + at + R"(01Z","sampledValue":[{"value":"110"}]},)" + at +
                       R"(02Z","sampledValue":[{"value":"abc"}]},)" + at +
                       R"(03Z","sampledValue":[{"value":"150"}]}])") == "{}");
        CHECK(stored(bench, id).energy_wh == 100);
        CHECK_THAT(stored(bench, id).end->payload, Contains("110") && Contains("abc") && Contains("150"));
    }
}

TEST_CASE("a number with a comma is mended where it can be, and counted") {
    Bench bench;
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    const auto before = bench.device().charge_point->quirks().of(ocpp::Quirk::unusable_value);
    CHECK(bench.call("MeterValues", values(id, R"({"value":"700,5"})")) == "{}");
    CHECK(bench.view().observed.meter.energy_wh() == 700.5);
    CHECK(bench.call("MeterValues", values(id, R"({"value":"701,500"})")) == "{}");
    CHECK(bench.view().observed.meter.energy_wh() == 700.5);
    CHECK(bench.device().charge_point->quirks().of(ocpp::Quirk::unusable_value) == before + 2);
}

TEST_CASE("BI-198 a value that is no number is kept and counts for nothing") {
    Bench bench;
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    bench.call("MeterValues", values(id, R"({"value":"700"})"));
    std::size_t kept = 1;
    for (const char* text : {"abc", "", "1,500", "NaN", "0x10"}) {
        INFO(text);
        CHECK(bench.call("MeterValues", values(id, R"({"value":")" + std::string(text) + "\"}")) == "{}");
        CHECK(bench.view().observed.meter.energy_wh() == 700);
        CHECK(bench.storage.rows().meter_values().size() == ++kept);
    }
    CHECK(bench.call("MeterValues", values(id, R"({"value":"1e3"})")) == "{}");
    CHECK(bench.view().observed.meter.energy_wh() == 1000);
}

TEST_CASE("BI-201 units in odd case are the units") {
    Bench bench;
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    CHECK(bench.call("MeterValues", values(id, R"({"value":"2","unit":"kWH"})")) == "{}");
    CHECK(bench.view().observed.meter.energy_wh() == 2000);
    CHECK(bench.call("MeterValues", values(id, R"({"value":"2100","unit":"wh"})")) == "{}");
    CHECK(bench.view().observed.meter.energy_wh() == 2100);
}

TEST_CASE("BI-202 five thousand samples in one message are taken") {
    Bench bench;
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    std::string samples;
    for (int i = 0; i < 5000; ++i) samples += (i ? "," : "") + (R"({"value":")" + std::to_string(i)) + "\"}";
    CHECK(bench.call("MeterValues", values(id, samples)) == "{}");
}

TEST_CASE("BI-225 of two stops the first one's values stay, and the second is counted") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    CHECK(stop(bench, std::to_string(id)) == "{}");
    CHECK(bench.call("StopTransaction", R"({"transactionId":)" + std::to_string(id) +
                                            R"(,"meterStop":999,"timestamp":")" + bench.utc_text() + "\"}") == "{}");
    CHECK(stored(bench, id).end->meter_stop_wh == 200);
    CHECK(stored(bench, id).stop_repeats == 1);
}

TEST_CASE("BI-221 a thousand starts on one connector are all answered, and one session is open") {
    Bench bench;
    bench.arrive();
    for (int i = 0; i < 1000; ++i) {
        const auto answer = start(bench, "idTag", "\"T" + std::to_string(i) + "\"");
        if (answer.find("transactionId") == std::string::npos) FAIL(answer);
    }
    CHECK(bench.storage.rows().transactions().size() == 1000);
    CHECK(bench.storage.load().open_transactions.size() == 1);
}
