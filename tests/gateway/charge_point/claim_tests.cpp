#include "record_play.h"
#include "sessions.h"

using namespace gateway;

/// Whose a message is that names the wrong connector or no sound transaction.
namespace {

std::int64_t begin(Bench& bench, int connector, const std::string& tag, int meter) {
    bench.status("Preparing", connector);
    const auto id =
        id_in(bench.call("StartTransaction", R"({"connectorId":)" + std::to_string(connector) + R"(,"idTag":")" + tag +
                                                 R"(","meterStart":)" + std::to_string(meter) + R"(,"timestamp":")" +
                                                 bench.utc_text() + "\"}"));
    bench.status("Charging", connector);
    return id;
}

void tell(Bench& bench, int label, const std::string& transaction, int wh, double watts) {
    const std::string of = transaction.empty() ? "" : R"(,"transactionId":)" + transaction;
    bench.call("MeterValues", R"({"connectorId":)" + std::to_string(label) + of + R"(,"meterValue":[{"timestamp":")" +
                                  bench.utc_text() + R"(","sampledValue":[{"value":")" + std::to_string(wh) +
                                  R"("},{"value":")" + std::to_string(watts) +
                                  R"(","measurand":"Power.Active.Import","unit":"W"}]}]})");
}

void stop_at(Bench& bench, const std::string& id, const std::string& tag, int wh) {
    CHECK(bench
              .call("StopTransaction", R"({"transactionId":)" + id + R"(,"idTag":")" + tag + R"(","meterStop":)" +
                                           std::to_string(wh) + R"(,"timestamp":")" + bench.utc_text() + "\"}")
              .find("!") == std::string::npos);
}

struct TwoSessions {
    Bench bench;
    std::int64_t first = 0, second = 0;

    TwoSessions() {
        bench.configuration["NumberOfConnectors"] = "2";
        bench.arrive();
        bench.advance(1s);
        first = begin(bench, 1, "A", 1000);
        second = begin(bench, 2, "B", 70000);
        for (int i = 1; i <= 3; ++i) {
            bench.advance(10s);
            tell(bench, 1, std::to_string(first), 1000 + 20 * i, 7200);
            tell(bench, 2, std::to_string(second), 70000 + 10 * i, 3600);
        }
    }
};

}  // namespace

TEST_CASE("one message with the wrong connector changes no session: its transaction outranks the label") {
    TwoSessions play;
    Bench& bench = play.bench;
    tell(bench, 1, std::to_string(play.second), 70040, 3600);
    CHECK(bench.view(1).observed.transaction->id == play.first);
    CHECK(bench.read(1).current_power_kw == Approx(7.2));
    CHECK(bench.read(2).current_power_kw == Approx(3.6));
    stop_at(bench, std::to_string(play.second), "B", 70040);
    CHECK(in_session(bench, 1));
    CHECK_FALSE(in_session(bench, 2));
    CHECK(stored(bench, play.second).energy_wh == 40);
    bench.advance(10s);
    stop_at(bench, std::to_string(play.first), "A", 1080);
    CHECK(stored(bench, play.first).energy_wh == 80);
}

TEST_CASE("after three messages with the wrong connector values without a transaction follow the correction") {
    TwoSessions play;
    Bench& bench = play.bench;
    for (int i = 0; i < 2; ++i) tell(bench, 7, std::to_string(play.second), 70030, 3600);
    tell(bench, 7, "", 70030, 3500);
    CHECK(bench.read(2).current_power_kw == Approx(3.6));
    tell(bench, 7, std::to_string(play.second), 70030, 3600);
    tell(bench, 7, "", 70030, 3400);
    CHECK(bench.read(2).current_power_kw == Approx(3.4));
}

TEST_CASE("quirk 50: a stop with 0, -1 or an id that is nobody's ends the one session that it fits") {
    TwoSessions play;
    Bench& bench = play.bench;
    const std::string odd = GENERATE("0", "-1", "4711");
    stop_at(bench, odd, "A", 1090);
    CHECK_FALSE(in_session(bench, 1));
    CHECK(in_session(bench, 2));
    CHECK(stored(bench, play.first).energy_wh == 90);
    CHECK_FALSE(stored(bench, play.first).lost);
    CHECK_THAT(stored(bench, play.first).end->flags, Catch::Matchers::Contains("unknown_id"));
    CHECK_FALSE(stored(bench, play.second).ended_at);
}

TEST_CASE("quirk 50: a stop that fits neither session ends none") {
    TwoSessions play;
    stop_at(play.bench, "-1", "C", 500);
    CHECK(in_session(play.bench, 1));
    CHECK(in_session(play.bench, 2));
}

TEST_CASE("an offline session whose values and stop name -1 is ended by its stop, with its energy") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1h);
    bench.disconnect();
    bench.connect();
    const auto at = [](int minute) { return "2026-01-01T00:" + std::to_string(10 + minute) + ":00Z"; };
    const auto id = id_in(bench.call("StartTransaction",
                                     R"({"connectorId":1,"idTag":"A","meterStart":971,"timestamp":")" + at(0) + "\"}"));
    for (int i = 1; i < 6; ++i)
        bench.call("MeterValues", R"({"connectorId":1,"transactionId":-1,"meterValue":[{"timestamp":")" + at(5 * i) +
                                      R"(","sampledValue":[{"value":")" + std::to_string(971 + 1000 * i) + "\"}]}]}");
    bench.call("StopTransaction", R"({"transactionId":-1,"idTag":"A","meterStop":5971,"timestamp":")" + at(27) + "\"}");
    CHECK(stored(bench, id).end);
    CHECK(stored(bench, id).energy_wh == 5000);
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("a stop with a strange id is that of the session which a status had told the end of before") {
    TwoSessions play;
    Bench& bench = play.bench;
    stop_at(bench, std::to_string(play.second), "B", 70040);
    const std::string ended = bench.utc_text();
    bench.status("Available", 1);
    bench.advance(3min);
    CHECK_FALSE(in_session(bench, 1));
    const auto next = begin(bench, 1, "C", 1100);
    CHECK(bench.call("StopTransaction", R"({"transactionId":-1,"meterStop":1090,"timestamp":")" + ended + "\"}")
              .find("!") == std::string::npos);
    CHECK(in_session(bench, 1));
    CHECK(stored(bench, play.first).energy_wh == 90);
    CHECK_FALSE(stored(bench, next).energy_wh);
}

TEST_CASE("a strange id that fitted no session once may mean the next one") {
    Bench bench;
    bench.arrive();
    bench.advance(1s);
    stop_at(bench, "77777", "A", 500);
    const auto id = begin(bench, 1, "A", 1000);
    bench.advance(1min);
    stop_at(bench, "77777", "A", 1050);
    CHECK_FALSE(in_session(bench, 1));
    CHECK(stored(bench, id).energy_wh == 50);
}

TEST_CASE("a stop with a strange id is that of the session which was given up before the gateway was started again") {
    TwoSessions play;
    Bench& bench = play.bench;
    stop_at(bench, std::to_string(play.second), "B", 70040);
    const std::string ended = bench.utc_text();
    bench.status("Available", 1);
    bench.advance(3min);
    REQUIRE_FALSE(in_session(bench, 1));
    bench.restart();
    bench.connect();
    CHECK(bench.call("StopTransaction", R"({"transactionId":-1,"meterStop":1090,"timestamp":")" + ended + "\"}")
              .find("!") == std::string::npos);
    CHECK(stored(bench, play.first).end);
    CHECK(stored(bench, play.first).energy_wh == 90);
}

TEST_CASE("that a charger tells its register at starts is known after a restart of the gateway") {
    TwoSessions play;
    Bench& bench = play.bench;
    bench.restart();
    bench.connect();
    stop_at(bench, std::to_string(play.first), "A", 1090);
    bench.boot();
    bench.advance(5s);
    bench.boot();
    const auto id = begin(bench, 1, "A", 0);
    bench.advance(1min);
    const std::string told =
        R"({"connectorId":1,"transactionId":)" + std::to_string(id) + R"(,"meterValue":[{"timestamp":")";
    bench.call("MeterValues", told + bench.utc_text() + R"(","sampledValue":[{"value":"1100"}]}]})");
    stop_at(bench, std::to_string(id), "A", 1100);
    CHECK(stored(bench, id).energy_wh == 1100);
}
