#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/end_to_end/ceiling.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

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
                            Contains("BootNotification") && Contains("onboarding = \"auto\""));
    CHECK(running.find(gateway.key("live").substr(8)) == std::string::npos);
    REQUIRE(gateway.terminate() == 0);
    CHECK_THAT(bundle("stopped.tar"), Contains("no gateway runs on this data directory") && Contains("CP-SUPPORT"));
    CHECK_FALSE(std::filesystem::exists(gateway.data_dir() + "/gateway.db-wal"));
    gateway.restart();
}
