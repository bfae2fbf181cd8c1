#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/end_to_end/ceiling.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/text_search.h"

using namespace end_to_end;
using Catch::Contains;

namespace {

std::size_t files_in(const std::string& directory) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) count += entry.is_regular_file() ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a backup is made while the gateway runs and while it does not, and its outcome is told") {
    Stage stage;
    GatewayProcess gateway(stage);
    const TemporaryDirectory elsewhere;
    CHECK(gateway.command({"backup", "--status"}).out == "no backup was made yet\n");

    const Finished with = gateway.command({"backup"});
    CHECK(with.exit == 0);
    CHECK_THAT(with.out, Contains("made " + gateway.data_dir() + "/backups/backup-") && Contains("checked"));
    const std::string here = elsewhere.path() + "/mine.tar";
    CHECK(gateway.command({"backup", "--to", here, "--without-secrets"}).exit == 0);
    CHECK_THAT(gateway.command({"backup", "--to", here}).err, Contains("mine.tar is there already"));
    CHECK_THAT(gateway.command({"backup", "--status"}).out, Contains("made 20") && Contains("failed 20"));
    CHECK_THAT(gateway.log(), Contains("backup.made") && Contains("backup.failed"));

    REQUIRE(gateway.terminate() == 0);
    CHECK_FALSE(std::filesystem::exists(gateway.data_dir() + "/gateway.db-wal"));
    CHECK(gateway.command({"backup", "--to", elsewhere.path() + "/stopped.tar"}).exit == 0);
    CHECK_FALSE(std::filesystem::exists(gateway.data_dir() + "/gateway.db-wal"));
    CHECK_THAT(gateway.command({"backup", "--status"}).out, Contains("stopped.tar"));
    CHECK(files_in(gateway.data_dir() + "/backups") == 1);
    gateway.restart();
    CHECK_THAT(gateway.command({"backup", "--status"}).out, Contains("stopped.tar"));
}

TEST_CASE("a restore drill: what the backup held counts again, each limit is told anew, and all of it is taken back") {
    Stage stage;
    GatewayOptions options;
    options.control["late_start_allowed_ms"] = 100;
    GatewayProcess gateway(stage, options);
    ScriptedCharger charger(stage, "CP-RESTORE");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    const std::string device = gateway.client().device_of("CP-RESTORE");
    REQUIRE(gateway.client().write_ceiling(device, 7.4).status == 200);
    REQUIRE(stage.run_until([&] { return charger.limit_kw() <= 7.4; }));
    const Answer later =
        gateway.client().post("/ev-charger/" + device, R"({"action":{"command":"idle","start":"0.05m"}})");
    REQUIRE(later.status == 202);
    const std::string archive = gateway.data_dir() + "/../drill.tar";
    REQUIRE(gateway.command({"backup", "--to", archive}).exit == 0);

    REQUIRE(gateway.client().post("/actions/" + later.text("data.id") + "/cancel", "{}").status == 200);
    REQUIRE(gateway.client().write_ceiling(device, 4.2).status == 200);
    REQUIRE(stage.run_until([&] { return charger.limit_kw() <= 4.2; }));
    charger.stop_transaction();
    const auto id_after_the_backup = charger.start_transaction();
    CHECK_THAT(gateway.command({"restore", archive}).err, Contains("another gateway uses this data directory"));
    REQUIRE(gateway.terminate() == 0);
    charger.drop();

    const Finished restored = gateway.command({"restore", archive});
    INFO(restored.err);
    REQUIRE(restored.exit == 0);
    stage.watch_for(4s);  // the action's time comes and goes
    gateway.restart();
    const Answer read = gateway.client().read_device(device);
    CHECK(read.number("data.settings.max_charge_rate.value") == 7.4);
    Answer missed;
    stage.poll_until([&] {
        missed = gateway.client().get("/actions/" + later.text("data.id"));
        return missed.text("data.state") == "failed";
    });
    INFO(missed.body);
    CHECK(missed.text("data.errorCode") == "MISSED");
    const auto before = charger.profiles().size();
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.send_power(4);
    const auto profile = charger.wait_for_profile(before);
    REQUIRE(profile);
    CHECK(carries(*profile, 7.4));
    charger.stop_transaction();
    CHECK(charger.start_transaction() > id_after_the_backup);
    REQUIRE(gateway.terminate() == 0);
    charger.drop();

    const auto at = restored.out.find("--undo ") + 7;
    const Finished undone =
        gateway.command({"restore", "--undo", restored.out.substr(at, restored.out.find(' ', at) - at)});
    INFO(undone.err);
    REQUIRE(undone.exit == 0);
    gateway.restart();
    CHECK(gateway.client().read_device(device).number("data.settings.max_charge_rate.value") == 4.2);
}

TEST_CASE("a whole support bundle holds no tag, password or key that went through the gateway") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-SECRET");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.answer("GetConfiguration",
                   R"({"configurationKey":[{"key":"Vendor.Start","readonly":false,"value":"TAGOFVENDOR01"},)"
                   R"({"key":"FreevendIdTag","readonly":false,"value":"TAGFORALL0001"}]})");
    charger.answer_status("ChangeConfiguration", "Accepted");
    charger.answer_status("RemoteStartTransaction", "Rejected");
    REQUIRE(gateway.command({"chargers", "set", "CP-SECRET", "id_tag_key=Vendor.Start"}).exit == 0);
    charger.begin_session();
    charger.call("Authorize", R"({"idTag":"TAGATCHARGER1"})");
    const std::string key =
        first_line(gateway.command({"keys", "create", "--environment", "live", "--role", "operator"}).out);
    const RestClient operators(stage, gateway.api_port(), key);
    const auto ask = [&](const std::string& method, const std::string& target, const std::string& body) {
        auto headers = operators.key_header();
        headers.emplace_back("content-type", "application/json");
        const Answer answer = operators.request(method, target, headers, body);
        INFO(answer.body);
        CHECK(answer.status / 100 == 2);
    };
    const std::string calls = "/operator/charge-points/CP-SECRET/calls";
    ask("PUT", "/operator/tags/TAGOFPERSON01", R"({"parentIdTag":"TAGOFGROUP001"})");
    ask("POST", calls, R"({"action":"RemoteStartTransaction","payload":{"idTag":"TAGTOSTART001"}})");
    ask("POST", calls, R"({"action":"ChangeConfiguration","payload":{"key":"Vendor.Start","value":"TAGOFVENDOR02"}})");
    ask("POST", calls, R"({"action":"ChangeConfiguration","payload":{"key":"ApnPassword","value":"PASSWORDOFAPN"}})");
    ask("POST", calls, R"({"action":"GetConfiguration","payload":{}})");
    const std::string password = first_line(gateway.command({"chargers", "set-password", "CP-SECRET"}).out);
    const TemporaryDirectory elsewhere;
    const std::string log = elsewhere.path() + "/gateway.log";
    std::ofstream(log) << gateway.log();
    const auto file = elsewhere.path() + "/bundle.tar";
    REQUIRE(gateway
                .command({"support-bundle", "--to", file, "--charger", "CP-SECRET", "--config", gateway.config_path(),
                          "--log", log})
                .exit == 0);
    const std::string whole = read_file(file);
    CHECK_THAT(whole, Contains("PUT /operator/tags/***") && Contains("Vendor.Start") && Contains("***GER1"));
    for (const std::string& secret :
         {std::string("TAGOFVENDOR01"), std::string("TAGFORALL0001"), std::string("TAGATCHARGER1"),
          std::string("TAGOFPERSON01"), std::string("TAGOFGROUP001"), std::string("TAGTOSTART001"),
          std::string("TAGOFVENDOR02"), std::string("PASSWORDOFAPN"), password, key.substr(8)}) {
        INFO(secret);
        CHECK(whole.find(secret) == std::string::npos);
    }
}

TEST_CASE("a support bundle tells what is in it, holds no key, and is made with and without a running gateway") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-SUPPORT");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    gateway.client().device_of("CP-SUPPORT");
    const TemporaryDirectory elsewhere;
    const auto bundle = [&](const std::string& name) {
        const Finished made = gateway.command({"support-bundle", "--to", elsewhere.path() + "/" + name, "--charger",
                                               "CP-SUPPORT", "--config", gateway.config_path()});
        INFO(made.err);
        CHECK(made.exit == 0);
        CHECK_THAT(made.out, Contains("charger-1-frames.txt") && Contains("configuration.toml") && Contains("made "));
        return read_file(elsewhere.path() + "/" + name);
    };
    const auto running = bundle("running.tar");
    CHECK_THAT(running, Contains("\"clientSockets\"") && Contains("CREATE TABLE charge_points") &&
                            Contains("BootNotification") && Contains("onboarding = \"auto\"") &&
                            Contains("ok gateway: one runs on") && Contains("ok page-sums: "));
    CHECK(running.find(gateway.key("live").substr(8)) == std::string::npos);
    REQUIRE(gateway.terminate() == 0);
    CHECK_THAT(bundle("stopped.tar"), Contains("no gateway runs on this data directory") && Contains("CP-SUPPORT") &&
                                          Contains("ok database: "));
    CHECK_FALSE(std::filesystem::exists(gateway.data_dir() + "/gateway.db-wal"));
    gateway.restart();
}
