#include <catch2/catch.hpp>

#include "bench.h"
#include "gateway/transactions/session_energy.h"

using namespace gateway;

namespace {

const UtcTime kSessionStart{std::chrono::seconds(1767225600)};

ocpp::MeterValue reading(std::chrono::minutes at, const char* value, ocpp::Measurand measurand,
                         ocpp::UnitOfMeasure unit) {
    ocpp::SampledValue sample;
    sample.value = value;
    sample.measurand = measurand;
    sample.unit = unit;
    ocpp::MeterValue moment;
    moment.timestamp = kSessionStart + at;
    moment.sampledValue.push_back(sample);
    return moment;
}

ocpp::MeterValue wh(std::chrono::minutes at, const char* value) {
    return reading(at, value, ocpp::Measurand::Energy_Active_Import_Register, ocpp::UnitOfMeasure::Wh);
}
ocpp::MeterValue watts(std::chrono::minutes at, const char* value) {
    return reading(at, value, ocpp::Measurand::Power_Active_Import, ocpp::UnitOfMeasure::W);
}

SessionEnergy session(std::int64_t meter_start = 0) {
    return SessionEnergy({meter_start, kSessionStart, kSessionStart});
}

void ingest(SessionEnergy& energy, const std::vector<ocpp::MeterValue>& values) {
    energy.ingest(values, kSessionStart, 400);
}

/// At the end of an hour, by a charger of 22 kW.
std::string shown(const SessionEnergy& energy, std::optional<std::int64_t> meter_stop) {
    const auto result = energy.result({meter_stop, kSessionStart + 1h, kSessionStart + 1h}, 22);
    return result ? std::to_string(result->wh) + " " + result->source : "unknown";
}

std::string values(std::int64_t transaction, const std::string& wh, const std::string& at = "2026-01-01T00:10:00Z") {
    return R"({"connectorId":1,"transactionId":)" + std::to_string(transaction) + R"(,"meterValue":[{"timestamp":")" +
           at + R"(","sampledValue":[{"value":")" + wh + "\"}]}]}";
}

std::string stored_energy(Bench& bench, std::int64_t id) {
    const auto& row = bench.storage.rows().transactions().at(id);
    return row.energy_wh ? std::to_string(*row.energy_wh) + " " + row.energy_source : "unknown";
}

}  // namespace

TEST_CASE("quirk 59: the registers of the session come before what its start and its stop claim") {
    auto energy = session(2147483647);
    for (const char* value : {"1000", "3000", "5000"}) ingest(energy, {wh(std::chrono::minutes(value[0]), value)});
    CHECK(shown(energy, 0) == "4000 register");
}

TEST_CASE("a start and a stop that fit the registers lengthen them") {
    auto energy = session(900);
    ingest(energy, {wh(10min, "1000")});
    CHECK(shown(energy, 1500) == "600 register");
    CHECK(shown(energy, std::nullopt) == "100 register");
    CHECK(shown(energy, 500) == "100 register");
}

TEST_CASE("without registers the difference counts where it can have flowed") {
    CHECK(shown(session(1000), 8000) == "7000 meter_start_stop");
    CHECK(shown(session(0), 5000) == "5000 meter_start_stop");
    CHECK(shown(session(0), 900000) == "unknown");
    CHECK(shown(session(8000), 1000) == "unknown");
    CHECK(shown(session(-1), 1000) == "unknown");
}

TEST_CASE("where nothing else helps the power over time counts, but for its gaps") {
    auto energy = session(8000);
    ingest(energy, {watts(0min, "6000"), watts(10min, "6000"), watts(20min, "6000"), watts(50min, "6000")});
    CHECK(shown(energy, 0) == "2000 power");
}

TEST_CASE("BI-203 a register that goes down once keeps what it told before, whatever the order of its readings") {
    auto energy = session(1000);
    ingest(energy, {wh(10min, "2000"), wh(5min, "1500"), wh(20min, "2500")});
    CHECK(energy.flags().empty());
    CHECK(shown(energy, 3000) == "2000 register");
    ingest(energy, {wh(30min, "100")});
    CHECK(energy.flags().size() == 1);
    CHECK(shown(energy, 3000) == "2000 register");
    SECTION("and its session is flagged") {
        Bench bench;
        bench.arrive();
        const auto id = bench.begin_session();
        bench.call("MeterValues", values(id, "2000"));
        bench.advance(1min);
        CHECK(bench.call("MeterValues", values(id, "1000", "2026-01-01T00:11:00Z")) == "{}");
        bench.stop_transaction(id);
        CHECK(bench.storage.rows().transactions().at(id).end->flags == "register_fell");
    }
}

TEST_CASE("phases are summed, units minded, and signed data passed over") {
    auto energy = session(-1);
    ocpp::MeterValue first, last;
    first.timestamp = kSessionStart;
    last.timestamp = kSessionStart + 30min;
    for (auto* moment : {&first, &last}) {
        for (const auto phase : {ocpp::Phase::L1, ocpp::Phase::L2}) {
            ocpp::SampledValue sample;
            sample.value = moment == &first ? "1" : "2.5";
            sample.unit = ocpp::UnitOfMeasure::kWh;
            sample.phase = phase;
            moment->sampledValue.push_back(sample);
        }
        ocpp::SampledValue data;
        data.value = "99";
        data.format = ocpp::ValueFormat::SignedData;
        moment->sampledValue.push_back(data);
    }
    ingest(energy, {first, last});
    CHECK(shown(energy, std::nullopt) == "3000 register");
}

TEST_CASE("the energy of a session is stored with its end, with the values that its stop brings") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 1000);
    bench.advance(1h);
    bench.call("StopTransaction",
               R"({"transactionId":)" + std::to_string(id) + R"(,"meterStop":0,"timestamp":")" + bench.utc_text() +
                   R"(","transactionData":[{"timestamp":"2026-01-01T00:00:01Z","sampledValue":[{"value":"1000"}]},)" +
                   R"({"timestamp":"2026-01-01T00:50:00Z","sampledValue":[{"value":"4200"}]}]})");
    CHECK(stored_energy(bench, id) == "3200 register");
}

TEST_CASE("a restart in a session costs none of its energy") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 2147483647);
    bench.call("MeterValues", values(id, "1000"));
    bench.restart();
    bench.connect();
    bench.advance(1h);
    bench.call("MeterValues", R"({"connectorId":1,"transactionId":)" + std::to_string(id) +
                                  R"(,"meterValue":[{"timestamp":")" + bench.utc_text() +
                                  R"(","sampledValue":[{"value":"5000"}]}]})");
    bench.stop_transaction(id);
    CHECK(stored_energy(bench, id) == "4000 register");
}

TEST_CASE("values that come after the end correct the energy, and nothing else") {
    Bench bench;
    bench.arrive();
    const auto id = bench.start_transaction(1, 1000);
    bench.call("MeterValues", values(id, "1500"));
    bench.advance(1h);
    bench.stop_transaction(id);
    CHECK(stored_energy(bench, id) == "500 register");
    CHECK(bench.call("MeterValues", R"({"connectorId":1,"transactionId":)" + std::to_string(id) +
                                        R"(,"meterValue":[{"timestamp":"2026-01-01T01:00:00Z","sampledValue":[)" +
                                        R"({"value":"1800","context":"Transaction.End"}]}]})") == "{}");
    CHECK(stored_energy(bench, id) == "800 register");
    CHECK_FALSE(bench.view().observed.transaction);
}

TEST_CASE("a session whose stop got lost has the energy that its values show") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.call("MeterValues", values(id, "1000"));
    bench.call("MeterValues",
               R"({"connectorId":1,"transactionId":)" + std::to_string(id) +
                   R"(,"meterValue":[{"timestamp":"2026-01-01T00:20:00Z","sampledValue":[{"value":"1700"}]}]})");
    bench.advance(1min);
    bench.status("Available");
    bench.advance(61s);
    CHECK(bench.storage.rows().transactions().at(id).ended_at);
    CHECK(stored_energy(bench, id) == "1700 register");
}

TEST_CASE("two sessions that begin within one second stay two, over a restart of the gateway") {
    Bench bench;
    bench.arrive();
    const auto first = bench.start_transaction(1, 100, "2026-01-01T00:00:00.100Z");
    bench.stop_transaction(first);
    const auto second = bench.start_transaction(1, 100, "2026-01-01T00:00:00.900Z");
    CHECK(second != first);
    bench.restart();
    bench.connect();
    CHECK(bench.start_transaction(1, 100, "2026-01-01T00:00:00.900Z") == second);
    CHECK(bench.storage.rows().transactions().size() == 2);
}

TEST_CASE("a kill of the gateway in a session whose register restarted loses neither its energy nor its flags") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    const auto tell = [&](const char* wh) {
        bench.advance(1min);
        bench.call("MeterValues", values(id, wh, bench.utc_text()));
    };
    for (const char* wh : {"500", "1195", "0", "20"}) tell(wh);
    CHECK(stored_energy(bench, id) == "1215 register");
    bench.restart();
    bench.connect();
    for (const char* wh : {"200", "375"}) tell(wh);
    CHECK(stored_energy(bench, id) == "1570 register");
    bench.stop_transaction(id);
    CHECK(stored_energy(bench, id) == "1570 register");
    CHECK_THAT(bench.storage.rows().transactions().at(id).end->flags, Catch::Matchers::Contains("register_fell"));
}
