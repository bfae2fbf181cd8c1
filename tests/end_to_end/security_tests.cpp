#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/simulator_process.h"
#include "tests/tls/certificates.h"

/// Security profiles as a site runs them: TLS ports, certificates, keys.
using namespace end_to_end;

namespace {

/// Keys and certificates of a site, and the configuration that names them.
class Pki {
  public:
    Pki() {
        write_server("localhost");
        files.put("ca.pem", authority.pem());
    }
    void write_server(const std::string& name) {
        tls::Wanted wanted;
        wanted.common_name = name;
        wanted.dns_names = {"localhost"};
        const tls::Issued issued = authority.issue(wanted);
        files.put("server.pem", issued.pem());
        files.put("server.key", issued.key_pem());
    }
    /// Options of a simulator that shows a certificate of that name.
    std::vector<std::string> client(const std::string& name) const {
        tls::Wanted wanted;
        wanted.common_name = name;
        wanted.key_number = 2;
        const tls::Issued issued = authority.issue(wanted);
        return {"--ca",          path("ca.pem"),
                "--certificate", files.put(name + ".pem", issued.pem()),
                "--key",         files.put(name + ".key", issued.key_pem())};
    }
    std::string path(const std::string& name) const { return files.path() + "/" + name; }
    GatewayOptions options() const {
        GatewayOptions options;
        options.root_keys =
            "ocpp_tls_listen = \"127.0.0.1:0\"\nocpp_mtls_listen = \"127.0.0.1:0\"\ntls_certificates = [\"" +
            path("server.pem") + "\"]\ntls_keys = [\"" + path("server.key") + "\"]\nclient_ca = [\"" + path("ca.pem") +
            "\"]\n";
        return options;
    }

    tls::Files files;
    tls::Authority authority;
};

std::string url(std::uint16_t port) { return "wss://localhost:" + std::to_string(port) + "/ocpp"; }

std::string without_line_end(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

std::string unhexed(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

std::string everything_below(const std::string& directory) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) all += read_file(entry.path());
    }
    return all;
}

std::string new_key(Stage& stage, GatewayProcess& gateway, ScriptedCharger& charger) {
    const std::size_t before = charger.calls().size();
    Finished rotated;  // refused until the charger has settled after its boot
    CHECK(stage.poll_until([&] {
        return (rotated = gateway.command({"chargers", "rotate-key", "CP-KEY"})).exit == 0;
    }));
    INFO(rotated.err);
    std::string key;
    CHECK(stage.run_until([&] {
        for (std::size_t i = before; i < charger.calls().size(); ++i) {
            const auto payload = charger.calls()[i].payload();
            const auto name = payload.find("key");
            if (name && name->text() == "AuthorizationKey") key = std::string(payload.find("value")->text());
        }
        return !key.empty();
    }));
    CHECK(rotated.out.find(key) == std::string::npos);
    return key;
}

}  // namespace

TEST_CASE("CF-133 a key is in clear neither on disk nor in the log, in answers or in a core") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-KEY");
    charger.answer_status("ChangeConfiguration", "Accepted");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.boot();
    charger.status("Available");
    gateway.client().device_of("CP-KEY");
    const std::string first = new_key(stage, gateway, charger), second = new_key(stage, gateway, charger);
    REQUIRE(first.size() == 40);
    REQUIRE(first != second);
    const std::string operator_key =
        without_line_end(gateway.command({"keys", "create", "--environment", "live", "--role", "operator"}).out);
    const RestClient operators(stage, gateway.api_port(), operator_key);
    const auto frames = operators.get("/operator/charge-points/CP-KEY/frames");
    CHECK(frames.status == 200);
    CHECK(frames.body.find("AuthorizationKey") != std::string::npos);
    const auto report = operators.get("/operator/charge-points/CP-KEY");
    CHECK(report.status == 200);
    const std::string shown = gateway.command({"chargers", "show", "CP-KEY"}).out;
    const std::string limits = read_file("/proc/" + std::to_string(gateway.pid()) + "/limits");
    CHECK(limits.find("Max core file size        0                    0") != std::string::npos);
    const std::string everything =
        everything_below(gateway.data_dir()) + gateway.log() + frames.body + report.body + shown;
    REQUIRE(everything.find("CP-KEY") != std::string::npos);
    for (const std::string& key : {first, second}) {
        CHECK(everything.find(key) == std::string::npos);
        CHECK(everything.find(unhexed(key)) == std::string::npos);
    }
}

TEST_CASE("chargers of profiles 2 and 3 come in by their ports, and stay when certificates are read anew") {
    Pki pki;
    Stage stage;
    GatewayProcess gateway(stage, pki.options());
    REQUIRE(gateway.command({"chargers", "approve", "CP-2", "--create"}).exit == 0);
    const std::string password = without_line_end(gateway.command({"chargers", "set-password", "CP-2"}).out);
    SimulatorProcess two(
        stage, 0, "CP-2",
        {"--url", url(gateway.port_of("ocpp_tls")), "--ca", pki.path("ca.pem"), "--password", password});
    auto options = pki.client("CP-3");
    options.insert(options.end(), {"--url", url(gateway.port_of("ocpp_mtls"))});
    SimulatorProcess three(stage, 0, "CP-3", options);
    const RestClient client = gateway.client();
    client.device_of("CP-2");
    client.device_of("CP-3");

    pki.write_server("renewed");
    const Finished reloaded = gateway.command({"certificates", "reload"});
    CHECK(reloaded.exit == 0);
    pki.files.put("server.pem", "broken");
    const Finished refused = gateway.command({"certificates", "reload"});
    CHECK(refused.exit == 1);
    CHECK(refused.err.find("server.pem is no PEM certificate") != std::string::npos);
    pki.write_server("again");
    ::kill(gateway.pid(), SIGHUP);
    CHECK(stage.run_until([&] {
        return gateway.log().find("certificates.reloaded", gateway.log().find("not_reloaded")) != std::string::npos;
    }));
    CHECK(gateway.log().find("charger.disconnected") == std::string::npos);

    auto fourth = pki.client("CP-4");
    fourth.insert(fourth.end(), {"--url", url(gateway.port_of("ocpp_mtls"))});
    SimulatorProcess four(stage, 0, "CP-4", fourth);
    client.device_of("CP-4");
}

TEST_CASE("a start with a key that others may read is refused by name") {
    const Pki pki;
    Stage stage;
    ::chmod(pki.path("server.key").c_str(), 0644);
    const TemporaryDirectory data;
    const Finished start =
        run_command(stage, {gateway_program(), "serve", "--data-dir", data.path(), "--ocpp-listen", "127.0.0.1:0",
                            "--api-listen", "127.0.0.1:0", "--ocpp-tls-listen", "127.0.0.1:0", "--tls-certificate",
                            pki.path("server.pem"), "--tls-key", pki.path("server.key")});
    CHECK(start.exit == 1);
    CHECK(start.err.find("server.key is a private key that others than its owner may reach") != std::string::npos);
}

TEST_CASE("an authority made by the command signs, and what it signed opens the port for client certificates") {
    const Pki pki;
    Stage stage;
    GatewayProcess gateway(stage, pki.options());
    REQUIRE(gateway.command({"ca", "create"}).exit == 0);
    CHECK(gateway.command({"ca", "create"}).exit == 1);
    REQUIRE(gateway.command({"certificates", "reload"}).exit == 0);
    ScriptedCharger charger(stage, "CP-SIGN");
    charger.answer_status("CertificateSigned", "Accepted");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    const std::string key = without_line_end(gateway.command({"chargers", "set-password", "CP-SIGN"}).out);
    REQUIRE(charger.connect(gateway.ocpp_port(), key) == 101);
    charger.boot();
    std::string escaped;
    for (const char c : tls::request_for("CP-SIGN")) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
    CHECK(charger.call("SignCertificate", R"({"csr":")" + escaped + "\"}")
              ->root()
              .to_json()
              .find(R"({"status":"Accepted"})") != std::string::npos);
    const auto call = charger.wait_for_call("CertificateSigned");
    REQUIRE(call);
    const std::string chain(call->payload().find("certificateChain")->text());
    const std::vector<std::string> show = {
        "--url",         url(gateway.port_of("ocpp_mtls")),
        "--ca",          pki.path("ca.pem"),
        "--certificate", pki.files.put("signed.pem", chain),
        "--key",         pki.files.put("signed.key", tls::pem_of(tls::key_of(tls::KeyKind::p256, 5)))};
    charger.drop();
    SimulatorProcess signed_charger(stage, 0, "CP-SIGN", show);
    CHECK(stage.run_until([&] { return gateway.log().find("CP-SIGN 3") != std::string::npos; }));
}
