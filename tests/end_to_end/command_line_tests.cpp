#include <sys/stat.h>

#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/text_search.h"

using namespace end_to_end;

namespace {

int mode_of(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? static_cast<int>(status.st_mode & 07777) : -1;
}

Finished serve(Stage& stage, const std::vector<std::string>& options) {
    std::vector<std::string> command{gateway_program(), "serve"};
    command.insert(command.end(), options.begin(), options.end());
    return run_command(stage, command);
}

void write_text(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

TEST_CASE("keys create prints only the key and works with and without a running gateway") {
    Stage stage;
    GatewayProcess gateway(stage);
    const std::regex live("sk_live_[0-9A-Za-z]{27,}\n"), test("sk_test_[0-9A-Za-z]{27,}\n");
    const Finished with =
        gateway.command({"keys", "create", "--environment", "live", "--role", "operator", "--name", "a b"});
    CHECK(with.exit == 0);
    CHECK(std::regex_match(with.out, live));
    CHECK(with.err.empty());
    CHECK(RestClient(stage, gateway.api_port(), first_line(with.out)).get("/ev-charger").status == 200);

    REQUIRE(gateway.terminate() == 0);
    const Finished without = gateway.command({"keys", "create", "--environment", "sandbox"});
    CHECK(without.exit == 0);
    CHECK(std::regex_match(without.out, test));
    CHECK(without.err.empty());
    CHECK(without.out != gateway.command({"keys", "create", "--environment", "sandbox"}).out);

    gateway.restart();
    for (const Finished& key : {with, without}) {
        CHECK(RestClient(stage, gateway.api_port(), first_line(key.out)).get("/ev-charger").status == 200);
        CHECK(files_with(gateway.data_dir(), first_line(key.out)).empty());
        CHECK(files_with(gateway.data_dir(), first_line(key.out).substr(8)).empty());
        CHECK(gateway.log().find(first_line(key.out).substr(8)) == std::string::npos);
    }
}

TEST_CASE("keys create refuses what is no environment or role") {
    Stage stage;
    const TemporaryDirectory directory;
    const std::string data_dir = directory.path() + "/data";
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--environment", "production"}, {"--environment", "live", "--role", "god"}, {}}) {
        std::vector<std::string> command{gateway_program(), "keys", "create", "--data-dir", data_dir};
        command.insert(command.end(), words.begin(), words.end());
        const Finished refused = run_command(stage, command);
        CHECK(refused.exit != 0);
        CHECK(refused.out.empty());
        CHECK_FALSE(refused.err.empty());
    }
    CHECK_FALSE(std::filesystem::exists(data_dir));
}

TEST_CASE("what the data directory holds is for its owner alone") {
    Stage stage;
    GatewayProcess gateway(stage);
    gateway.key("live");
    CHECK(mode_of(gateway.data_dir()) == 0700);
    CHECK(mode_of(gateway.data_dir() + "/admin.sock") == 0600);
    for (const auto& entry : std::filesystem::directory_iterator(gateway.data_dir())) {
        INFO(entry.path());
        CHECK((mode_of(entry.path().string()) & 0077) == 0);
    }
    REQUIRE(gateway.terminate() == 0);
    CHECK_FALSE(std::filesystem::exists(gateway.data_dir() + "/admin.sock"));
}

TEST_CASE("a second gateway on the same data directory refuses to start") {
    Stage stage;
    GatewayProcess gateway(stage);
    const Finished second =
        serve(stage, {"--data-dir", gateway.data_dir(), "--ocpp-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"});
    CHECK(second.exit == 1);
    CHECK(second.err.find("another gateway uses this data directory") != std::string::npos);
    CHECK(second.out.empty());
    CHECK(gateway.client().get("/ev-charger").status == 200);  // the first one goes on, its admin socket too
}

TEST_CASE("SIGTERM stops the gateway within 5 s with chargers and clients connected") {
    Stage stage;
    GatewayOptions options;
    options.sandbox = 2;
    GatewayProcess gateway(stage, options);
    ScriptedCharger charger(stage, "CP-STOP");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    charger.stay_mute("SetChargingProfile");
    const RestClient client = gateway.client();
    REQUIRE(client.write_ceiling(client.device_of("CP-STOP"), 7.4).status == 200);
    boost::asio::ip::tcp::socket idle_client(stage.io());
    idle_client.connect({boost::asio::ip::address_v4::loopback(), gateway.api_port()});
    boost::asio::ip::tcp::socket idle_charger(stage.io());
    idle_charger.connect({boost::asio::ip::address_v4::loopback(), gateway.ocpp_port()});
    const auto stopped = gateway.terminate();
    REQUIRE(stopped);
    CHECK(*stopped == 0);
    CHECK(stage.run_until([&] { return !charger.is_connected(); }));
    REQUIRE(gateway.lines().size() == 1);  // stdout carries the ready line and nothing else

    gateway.restart();
    const RestClient later = gateway.client();
    CHECK(later.read_device(later.device_of("CP-STOP")).number("data.settings.max_charge_rate.value") == 7.4);
}

TEST_CASE("a data directory with a very long path works") {
    Stage stage;
    GatewayOptions options;
    options.data_dir = std::string(150, 'd');
    GatewayProcess gateway(stage, options);
    CHECK(gateway.data_dir().size() > 108);
    CHECK(gateway.client().get("/ev-charger").status == 200);
    CHECK(mode_of(gateway.data_dir() + "/admin.sock") == 0600);
    CHECK(gateway.terminate() == 0);
}

TEST_CASE("a configuration that cannot be used is named with file and line") {
    Stage stage;
    const TemporaryDirectory directory;
    const std::string file = directory.path() + "/gateway.toml", data_dir = directory.path() + "/data";
    const auto refusal = [&](const std::string& text) {
        write_text(file, text);
        const Finished refused = serve(stage, {"--config", file, "--data-dir", data_dir, "--ocpp-listen", "127.0.0.1:0",
                                               "--api-listen", "127.0.0.1:0"});
        CHECK(refused.exit == 2);
        CHECK(refused.out.empty());
        return refused.err;
    };
    CHECK(refusal("sandbox = 1\nsandbocks = 2\n").find(file + ":2: sandbocks") != std::string::npos);
    CHECK(refusal("\n[control]\noffline_grace_ms = 1\nofline_grace_ms = 1\n")
              .find(file + ":4: control.ofline_grace_ms") != std::string::npos);
    CHECK(refusal("sandbox = \"many\"\n").find(file + ":1: sandbox") != std::string::npos);
    CHECK(refusal("sandbox = = 1\n").find(file + ":1: ") != std::string::npos);
    CHECK(refusal("onboarding = \"maybe\"\n").find("onboarding is auto, approve or closed") != std::string::npos);
    CHECK(refusal("ocpp_listen = 7\n").find(file + ":1: ocpp_listen") != std::string::npos);
    const Finished missing = serve(stage, {"--config", directory.path() + "/none.toml", "--data-dir", data_dir});
    CHECK(missing.exit == 2);
    CHECK(missing.err.find("none.toml") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(data_dir));
}

TEST_CASE("a file of charger kinds that cannot be used stops the start and is named") {
    Stage stage;
    const TemporaryDirectory directory;
    const std::string file = directory.path() + "/charger-kinds.json";
    write_text(file, R"({"charger_kinds":[{"name":"ours","title":"Ours"}]})");
    const Finished refused =
        serve(stage, {"--data-dir", directory.path(), "--ocpp-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"});
    CHECK(refused.exit == 2);
    CHECK(refused.out.empty());
    CHECK(refused.err.find(file + ": charger kind \"ours\" needs a note") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(directory.path() + "/gateway.db"));
}

TEST_CASE("a port in use is a clear error") {
    Stage stage;
    GatewayProcess gateway(stage);
    const TemporaryDirectory directory;
    const std::string ocpp = "127.0.0.1:" + std::to_string(gateway.ocpp_port()),
                      api = "127.0.0.1:" + std::to_string(gateway.api_port());
    const Finished chargers =
        serve(stage, {"--data-dir", directory.path() + "/a", "--ocpp-listen", ocpp, "--api-listen", "127.0.0.1:0"});
    CHECK(chargers.exit == 1);
    CHECK(chargers.err.find(std::to_string(gateway.ocpp_port()) + ": Address already in use") != std::string::npos);
    CHECK(chargers.out.empty());
    const Finished clients =
        serve(stage, {"--data-dir", directory.path() + "/b", "--ocpp-listen", "127.0.0.1:0", "--api-listen", api});
    CHECK(clients.exit == 1);
    CHECK(clients.err.find(std::to_string(gateway.api_port()) + ": Address already in use") != std::string::npos);
    CHECK(clients.out.empty());
}
