#include <catch2/catch.hpp>

#include "bench.h"
#include "gateway/control/session_energy.h"

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

SessionEnd end_of_an_hour(std::optional<std::int64_t> meter_stop) { return {meter_stop, 1h, 22}; }

std::string shown(const SessionEnergy& energy, std::optional<std::int64_t> meter_stop) {
    const auto result = energy.result(end_of_an_hour(meter_stop));
    return result ? std::to_string(result->wh) + " " + result->source : "unknown";
}

std::string values(std::int64_t transaction, const std::string& wh) {
    return R"({"connectorId":1,"transactionId":)" + std::to_string(transaction) +
           R"(,"meterValue":[{"timestamp":"2026-01-01T00:10:00Z","sampledValue":[{"value":")" + wh + "\"}]}]}";
}

std::string stored_energy(Bench& bench, std::int64_t id) {
    const auto& row = bench.storage.state().transactions.at(id);
    return row.energy_wh ? std::to_string(*row.energy_wh) + " " + row.energy_source : "unknown";
}

}  // namespace

TEST_CASE("quirk 59: the registers of the session come before what its start and its stop claim") {
    SessionEnergy energy(2147483647);
    for (const char* value : {"1000", "3000", "5000"})
        energy.ingest({wh(std::chrono::minutes(value[0]), value)}, kSessionStart);
    CHECK(shown(energy, 0) == "4000 register");
}

TEST_CASE("a start and a stop that fit the registers lengthen them") {
    SessionEnergy energy(900);
    energy.ingest({wh(10min, "1000")}, kSessionStart);
    CHECK(shown(energy, 1500) == "600 register");
    CHECK(shown(energy, std::nullopt) == "100 register");
    CHECK(shown(energy, 500) == "100 register");
}

TEST_CASE("without registers the difference counts where it can have flowed") {
    CHECK(shown(SessionEnergy(1000), 8000) == "7000 meter_start_stop");
    CHECK(shown(SessionEnergy(0), 5000) == "5000 meter_start_stop");
    CHECK(shown(SessionEnergy(0), 900000) == "unknown");
    CHECK(shown(SessionEnergy(8000), 1000) == "unknown");
    CHECK(shown(SessionEnergy(-1), 1000) == "unknown");
}

TEST_CASE("where nothing else helps the power over time counts, but for its gaps") {
    SessionEnergy energy(8000);
    energy.ingest({watts(0min, "6000"), watts(10min, "6000"), watts(20min, "6000"), watts(50min, "6000")},
                  kSessionStart);
    CHECK(shown(energy, 0) == "2000 power");
}

TEST_CASE("BI-203 a register that goes down says nothing, whatever the order of its readings") {
    SessionEnergy energy(1000);
    energy.ingest({wh(10min, "2000"), wh(5min, "1500"), wh(20min, "2500")}, kSessionStart);
    CHECK_FALSE(energy.register_fell());
    CHECK(shown(energy, 3000) == "2000 register");
    energy.ingest({wh(30min, "100")}, kSessionStart);
    CHECK(energy.register_fell());
    CHECK(shown(energy, 3000) == "2000 meter_start_stop");
    SECTION("and its session is flagged") {
        Bench bench;
        bench.arrive();
        const auto id = bench.begin_session();
        bench.call("MeterValues", values(id, "2000"));
        bench.advance(1min);
        CHECK(bench.call("MeterValues", values(id, "1000")) == "{}");
        bench.stop_transaction(id);
        CHECK(bench.storage.state().transactions.at(id).end->flags == "register_fell");
    }
}

TEST_CASE("phases are summed, units minded, and signed data passed over") {
    SessionEnergy energy;
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
    energy.ingest({first, last}, kSessionStart);
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
    bench.call("MeterValues",
               R"({"connectorId":1,"transactionId":)" + std::to_string(id) + R"(,"meterValue":[{"timestamp":")" +
                   bench.utc_text() + R"(","sampledValue":[{"value":"5000"}]}]})");
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
    bench.call("MeterValues", R"({"connectorId":1,"transactionId":)" + std::to_string(id) +
                                  R"(,"meterValue":[{"timestamp":"2026-01-01T00:20:00Z","sampledValue":[{"value":"1700"}]}]})");
    bench.advance(1min);
    bench.status("Available");
    CHECK(bench.storage.state().transactions.at(id).ended_at);
    CHECK(stored_energy(bench, id) == "700 register");
}
