#include "record_play.h"
#include "second_charger.h"

/// What is stored of sessions (catalogue b.1, transactions).
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

/// A session of the bench's charger, of which another charger tells.
struct Foreign {
    Bench bench;
    std::int64_t id = 0;
    std::unique_ptr<SecondCharger> second;
    Foreign() {
        bench.arrive();
        id = bench.begin_session();
        second = std::make_unique<SecondCharger>(bench);
        second->call("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":"Charging"})");
    }
    void check_unharmed() const {
        CHECK_FALSE(bench.storage.rows().transactions().at(id).ended_at);
        REQUIRE(bench.storage.rows().security_events().size() == 1);
        const auto& event = bench.storage.rows().security_events()[0];
        CHECK(event.charge_point_id == "CP2");
        CHECK(event.type == "ForeignTransactionId");
        CHECK_THAT(event.tech_info, Contains(std::to_string(id)) && Contains("CP1"));
    }
};

}  // namespace

TEST_CASE("CF-072 a start gets a positive id of its own for ever, and a status") {
    Bench bench;
    bench.arrive();
    const auto first = id_in(start(bench, "", ""));
    bench.advance(1s);
    const auto answer = start(bench, "", "");
    CHECK(first > 0);
    CHECK(id_in(answer) > first);
    CHECK_THAT(answer, Contains(R"("idTagInfo":{"status":"Accepted"})"));
    CHECK(stored(bench, first).start.id_tag == "A");
    CHECK(stored(bench, first).start.id_tag_status == "Accepted");
    CHECK(stored(bench, first).start.flags.empty());
}

TEST_CASE(
    "CF-073 BI-223 a stop of another charger's session is acknowledged, changes nothing and is a security event") {
    Foreign play;
    CHECK_THAT(play.second->call("StopTransaction", R"({"transactionId":)" + std::to_string(play.id) +
                                                        R"(,"meterStop":9,"timestamp":"2026-01-01T00:10:00Z"})"),
               Contains(",{}]"));
    play.check_unharmed();
    CHECK(play.bench.storage.rows().orphan_stops().size() == 1);
    CHECK(play.bench.view().observed.transaction->id == play.id);
}

TEST_CASE("CF-087 BI-224 values for another charger's session are kept apart, and are a security event") {
    Foreign play;
    CHECK_THAT(play.second->call("MeterValues", values(std::to_string(play.id), R"({"value":"9"})")), Contains(",{}]"));
    play.check_unharmed();
    CHECK(play.bench.storage.rows().meter_values().empty());
    REQUIRE(play.bench.storage.rows().orphan_values().size() == 1);
    CHECK(play.bench.storage.rows().orphan_values()[0].charge_point_id == "CP2");
    const auto second = play.bench.site->charge_point("CP2");
    CHECK_FALSE(second->connectors().find(1)->view.observed.transaction);
}

TEST_CASE("a flood of foreign ids is one security event a minute, and the rest is counted") {
    Foreign play;
    for (int i = 0; i < 100; ++i)
        play.second->call("MeterValues", values(std::to_string(play.id), R"({"value":")" + std::to_string(i) + "\"}"));
    play.check_unharmed();
    CHECK(play.bench.site->charge_point("CP2")->reports().notes_left_out() == 99);
    play.bench.advance(1min);
    play.second->call("MeterValues", values(std::to_string(play.id), R"({"value":"x"})"));
    CHECK(play.bench.storage.rows().security_events().size() == 2);
}

TEST_CASE("CF-076 BI-226 a start that is sent a hundred times is one row with one id") {
    Bench bench;
    bench.arrive();
    const std::string at = "\"" + bench.utc_text() + "\"";
    const auto first = start(bench, "timestamp", at);
    for (int i = 0; i < 100; ++i) CHECK(start(bench, "timestamp", at) == first);
    CHECK(bench.storage.rows().transactions().size() == 1);
    const std::string id = std::to_string(id_in(first));
    for (int i = 0; i < 100; ++i) CHECK(bench.call("MeterValues", values(id, R"({"value":"1"})")) == "{}");
    CHECK(bench.storage.rows().meter_values().size() == 1);
}

TEST_CASE("BI-227 what is sent again on a new connection has the same effect and no second one") {
    Bench bench;
    bench.arrive();
    const std::string at = "\"" + bench.utc_text() + "\"";
    const auto first = start(bench, "timestamp", at);
    const std::string id = std::to_string(id_in(first));
    stop(bench, id);
    bench.disconnect();
    bench.connect();
    CHECK(start(bench, "timestamp", at) == first);
    CHECK(stop(bench, id) == "{}");
    CHECK(bench.storage.rows().transactions().size() == 1);
    CHECK(stored(bench, id_in(first)).stop_repeats == 1);
}

TEST_CASE("CF-078 a stop keeps its meter, its reason, its tag and all that it brought") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    CHECK(stop(bench, std::to_string(id), R"(,"reason":"Remote","idTag":"B","transactionData":[])") ==
          R"({"idTagInfo":{"status":"Accepted"}})");
    const auto& end = *stored(bench, id).end;
    CHECK(end.meter_stop_wh == 200);
    CHECK(end.reason == "Remote");
    CHECK(end.id_tag == "B");
    CHECK(end.flags.empty());
    CHECK_THAT(end.payload, Contains("transactionData"));
}

TEST_CASE("CF-079 CF-080 a stop without a reason is Local, and one without a tag is answered without its status") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    CHECK(stop(bench, std::to_string(id)) == "{}");
    CHECK(stored(bench, id).end->reason == "Local");
}

TEST_CASE("CF-081 CF-082 a stop or values of an id that we never gave are acknowledged and kept") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1s);
    bench.begin_session(1);
    bench.begin_session(2);
    const std::string id = GENERATE("999999", "-1", "-2", "9223372036854775807");
    CHECK(stop(bench, id) == "{}");
    const auto of_nobody = R"({"connectorId":3)" + values(id, R"({"value":"1"})").substr(16);
    CHECK(bench.call("MeterValues", of_nobody) == "{}");
    REQUIRE(bench.storage.rows().orphan_stops().size() == 1);
    const auto& orphan = bench.storage.rows().orphan_stops()[0];
    CHECK(std::to_string(orphan.transaction_id) == id);
    CHECK(orphan.charge_point_id == "CP1");
    REQUIRE(bench.storage.rows().orphan_values().size() == 1);
    CHECK(bench.storage.rows().orphan_values()[0].connector_id == 3);
    CHECK(bench.storage.load().open_transactions.size() == 2);
}

TEST_CASE("CF-083 a meter that ran backwards is flagged, and no energy is negative") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 5000);
    CHECK(stop(bench, std::to_string(id)) == "{}");
    CHECK(stored(bench, id).end->flags == "meter_fell");
    CHECK_FALSE(stored(bench, id).energy_wh);
}

TEST_CASE("CF-084 a stop before its start is flagged") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 100);
    CHECK(bench.call("StopTransaction", R"({"transactionId":)" + std::to_string(id) +
                                            R"(,"meterStop":150,"timestamp":"2025-12-31T23:00:00Z"})") == "{}");
    CHECK(stored(bench, id).end->flags == "stop_before_start");
    CHECK(stored(bench, id).energy_wh == 50);
}

TEST_CASE("CF-085 CF-088 values in a session are kept with it, and a bare value is its register in Wh") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    CHECK(bench.call("MeterValues", values(std::to_string(id), R"({"value":"4321"})")) == "{}");
    REQUIRE(bench.storage.rows().meter_values().size() == 1);
    CHECK(bench.storage.rows().meter_values()[0].transaction_id == id);
    CHECK(bench.view().observed.meter.energy_wh() == 4321);
}

TEST_CASE("CF-086 values of connector 0 are the station's own meter") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1s);
    const std::string payload =
        R"({"connectorId":0,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"77"}]}]})";
    CHECK(bench.call("MeterValues", payload) == "{}");
    const auto& station = bench.site->charge_point("CP1")->reports().station_values();
    REQUIRE(station);
    CHECK(station->payload == payload);
    CHECK_FALSE(bench.view(1).observed.meter.energy_wh());
}

TEST_CASE("CF-089 every measurand, unit and phase, known or not, is kept as it was told") {
    Bench bench;
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    std::size_t kept = 0;
    for (const char* sample :
         {R"({"value":"1","measurand":"Frequency","context":"Interruption.Begin","location":"Cable"})",
          R"({"value":"2","measurand":"Energy.Reactive.Export.Interval","unit":"kvarh","phase":"L3-L1"})",
          R"({"value":"3","measurand":"SoC","unit":"Percent","location":"EV"})",
          R"({"value":"4","measurand":"Horse.Power","unit":"hp","phase":"L9","context":"Sometimes"})"}) {
        CHECK(bench.call("MeterValues", values(id, sample)) == "{}");
        REQUIRE(bench.storage.rows().meter_values().size() == ++kept);
        CHECK_THAT(bench.storage.rows().meter_values().back().payload, Contains(sample));
    }
}

TEST_CASE("CF-090 both spellings of Celsius are taken, in values and in what a stop brings") {
    Bench bench(GENERATE(true, false) ? Bench::strict() : Bench::automatic());
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    for (const char* unit : {"Celsius", "Celcius"}) {
        const std::string sample = R"({"value":"21","measurand":"Temperature","unit":")" + std::string(unit) + "\"}";
        CHECK(bench.call("MeterValues", values(id, sample)) == "{}");
        CHECK(stop(bench, id,
                   R"(,"transactionData":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[)" + sample + "]}]") ==
              "{}");
    }
}

TEST_CASE("CF-091 signed data of 20 kB is kept byte for byte") {
    Bench bench;
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    std::string data;
    for (int i = 0; i < 20000; ++i) data += "0123456789ABCDEF"[(i * 7) % 16];
    const std::string sample = R"({"value":")" + data + R"(","format":"SignedData"})";
    CHECK(bench.call("MeterValues", values(id, sample)) == "{}");
    CHECK_THAT(bench.storage.rows().meter_values().back().payload, Contains(data));
}

TEST_CASE("CF-092 a value that is a number is read, to the letter refused") {
    const bool strict = GENERATE(false, true);
    Bench bench(strict ? Bench::strict() : Bench::automatic());
    bench.arrive();
    const std::string id = std::to_string(bench.begin_session());
    const auto answer = bench.call("MeterValues", values(id, R"({"value":12.5})"));
    CHECK(answer == (strict ? "!TypeConstraintViolation" : "{}"));
    if (!strict) CHECK(bench.view().observed.meter.energy_wh() == 12.5);
}

TEST_CASE("CF-093 a stop that brings two thousand samples keeps them all") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 1000);
    bench.advance(1h);
    std::string moments;
    for (int i = 0; i < 2000; ++i) {
        moments += (i ? "," : "") + std::string(R"({"timestamp":"2026-01-01T00:10:00Z","sampledValue":[{"value":")") +
                   std::to_string(1000 + i) + R"(","measurand":"Energy.Active.Import.Register","unit":"Wh"}]})";
    }
    CHECK(stop(bench, std::to_string(id), ",\"transactionData\":[" + moments + "]") == "{}");
    const auto document = json::parse(stored(bench, id).end->payload);
    std::size_t count = 0;
    for ([[maybe_unused]] const auto each : document.root().find("transactionData")->elements()) ++count;
    CHECK(count == 2000);
    CHECK(stored(bench, id).energy_wh == 1999);
}

TEST_CASE("CF-094 what waited for sixty days is processed like anything else, and last seen is now") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 1000, "2025-11-02T08:00:00Z");
    CHECK(bench.call("StopTransaction", R"({"transactionId":)" + std::to_string(id) +
                                            R"(,"meterStop":9000,"timestamp":"2025-11-02T10:00:00Z"})") == "{}");
    const auto& row = stored(bench, id);
    CHECK(row.start.timestamp == "2025-11-02T08:00:00Z");
    CHECK(row.start.received_at == bench.time.utc());
    CHECK(row.start.flags == "offline");
    CHECK(row.energy_wh == 8000);
    CHECK(bench.site->charge_point("CP1")->record().last_seen + 2s >= bench.time.utc());
}

TEST_CASE("CF-095 tc_032_1 after a power failure the boot, the status and the stop are answered") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.disconnect();
    bench.connect();
    bench.boot();
    CHECK(bench.call("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":"Finishing"})") == "{}");
    CHECK(stop(bench, std::to_string(id), R"(,"reason":"PowerLoss")") == "{}");
    CHECK(stored(bench, id).end->reason == "PowerLoss");
    CHECK_FALSE(bench.view().observed.transaction);
}

TEST_CASE("CF-096 tc_037_1 tc_039 a start and a stop that waited offline are one closed session") {
    Bench bench;
    bench.arrive();
    bench.disconnect();
    bench.advance(2h);
    bench.connect();
    const auto id = bench.start_transaction(1, 100, "2026-01-01T00:10:00Z");
    CHECK(stored(bench, id).start.id_tag_status == "Accepted");
    CHECK(bench.call("StopTransaction", R"({"transactionId":)" + std::to_string(id) +
                                            R"(,"meterStop":4100,"timestamp":"2026-01-01T01:10:00Z"})") == "{}");
    CHECK(bench.storage.rows().transactions().size() == 1);
    CHECK(bench.storage.load().open_transactions.empty());
    CHECK(stored(bench, id).energy_wh == 4000);
}
