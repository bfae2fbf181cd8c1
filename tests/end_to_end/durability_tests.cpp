#include <catch2/catch.hpp>

#include "storage/sql.h"
#include "storage/storage.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

/// What was answered is on disk: the gateway is killed the moment its answer arrived.
using namespace end_to_end;

namespace {

std::int64_t id_in(const std::shared_ptr<json::Document>& answer) {
    auto element = answer->root().elements().begin();
    ++ ++element;
    return (*element).find("transactionId")->integer().value();
}

std::string start_payload(int meter_start, const std::string& timestamp) {
    return R"({"connectorId":1,"idTag":"TAG","meterStart":)" + std::to_string(meter_start) + R"(,"timestamp":")" +
           timestamp + "\"}";
}

std::string stop_payload(std::int64_t id) {
    return R"({"transactionId":)" + std::to_string(id) + R"(,"meterStop":5000,"timestamp":")" + ScriptedCharger::now() +
           "\"}";
}

std::int64_t rows(const GatewayProcess& gateway, const char* statement) {
    storage::Connection connection(gateway.data_dir() + "/gateway.db", storage::Connection::Mode::read);
    return connection.number(statement);
}

struct TransactionSite {
    TransactionSite() : gateway(stage), charger(stage, "CP-TX") {
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.boot();
        charger.status("Preparing");
    }

    void kill_and_restart() {
        if (gateway.is_running()) gateway.kill9();
        charger.drop();
        gateway.restart();
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    }

    Stage stage;
    GatewayProcess gateway;
    ScriptedCharger charger;
};

}  // namespace

TEST_CASE("a started transaction is known after a SIGKILL right behind the answer") {
    TransactionSite site;
    const std::string start = start_payload(1000, ScriptedCharger::now());
    const std::int64_t id = id_in(site.charger.call("StartTransaction", start));
    site.gateway.kill9();
    const storage::Snapshot stored = storage::DirectStorage(site.gateway.data_dir()).load();
    REQUIRE(stored.open_transactions.size() == 1);
    CHECK(stored.open_transactions[0].transaction_id == id);
    CHECK(stored.open_transactions[0].meter_start_wh == 1000);
    site.kill_and_restart();

    CHECK(id_in(site.charger.call("StartTransaction", start)) ==
          id);  // the charger never saw the answer: same transaction
    site.charger.call("StopTransaction", stop_payload(id));
    const std::int64_t next = id_in(site.charger.call("StartTransaction", start_payload(5000, "2031-01-01T00:00:00Z")));
    CHECK(next > id);
    CHECK(rows(site.gateway, "SELECT count(*) FROM transactions") == 2);
}

TEST_CASE("a stopped transaction stays stopped after a SIGKILL right behind the answer") {
    TransactionSite site;
    const std::int64_t id = site.charger.start_transaction();
    site.charger.status("Charging");
    const std::string stop = stop_payload(id);
    site.charger.call("StopTransaction", stop);
    site.kill_and_restart();

    site.charger.call("StopTransaction", stop);  // told again, accepted again, counted once
    site.gateway.kill9();
    const storage::Snapshot stored = storage::DirectStorage(site.gateway.data_dir()).load();
    CHECK(stored.open_transactions.empty());
    REQUIRE(stored.ended_transactions.count("CP-TX") == 1);
    CHECK(stored.ended_transactions.at("CP-TX") == std::vector<std::int64_t>{id});
    CHECK(rows(site.gateway, "SELECT count(*) FROM transactions") == 1);
    CHECK(rows(site.gateway, "SELECT count(*) FROM orphan_stops") == 0);
}

TEST_CASE("meter values of a transaction are stored when they are answered") {
    TransactionSite site;
    site.charger.start_transaction();
    site.charger.status("Charging");
    for (int i = 1; i <= 5; ++i) site.charger.send_power(10 + i * 0.1);
    site.gateway.kill9();
    CHECK(rows(site.gateway, "SELECT count(*) FROM meter_values") == 5);
}

TEST_CASE("transaction ids grow over restarts and never repeat") {
    TransactionSite site;
    std::int64_t last = 0;
    for (int i = 0; i < 4; ++i) {
        // Within one second, so that the clock alone cannot tell them apart.
        for (int j = 0; j < 3; ++j) {
            const std::int64_t id = site.charger.start_transaction();
            CHECK(id > last);
            CHECK(id <= 0x7fffffff);
            last = id;
            site.charger.stop_transaction();
        }
        site.kill_and_restart();
    }
}

TEST_CASE("a session that went on while the gateway was dead is shown as charging") {
    TransactionSite site;
    site.charger.start_transaction();
    site.charger.status("Charging");
    site.charger.send_power(11);
    const std::string device = site.gateway.client().device_of("CP-TX");
    site.kill_and_restart();
    site.charger.send_power(11);
    const Answer read = site.gateway.client().wait_for_device(
        device, [](const Answer& now) { return now.text("data.state.status") == "charging"; });
    CHECK(read.text("data.state.status") == "charging");
    CHECK(read.number("data.state.currentPower") == 11);
}
