#include <unistd.h>

#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "json/parse.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/text_search.h"
#include "tests/tls/certificates.h"

/// An operator's day over REST and the command line, and what is on record of it, line by line.
using namespace end_to_end;

namespace {

using Lines = std::vector<std::string>;

std::string member_of(json::Value row, const char* name) {
    const auto value = row.find(name);
    if (!value || value->is_null()) return "-";
    return value->is_string() ? std::string(value->text()) : value->to_json();
}

GatewayOptions approving() {
    GatewayOptions options;
    options.onboarding = "approve";
    return options;
}

class OperatorsDay {
  public:
    OperatorsDay() : gateway(stage, approving()), charger(stage, "CP-DAY") {
        operator_key = first_line(
            cli({"keys", "create", "--environment", "live", "--role", "operator", "--name", "the operator"}).out);
        const std::string listed = cli({"keys", "list"}).out;
        call_by(listed.substr(0, listed.find(' ')), "OPERATOR");
        call_by("key_[A-Za-z0-9]+", "KEY");
        call_by("act_[A-Za-z0-9]+", "ACTION");
        call_by("set [0-9A-F]{8}", "set SALT");
        call_by("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME");
        call_by("\\(uid " + std::to_string(::getuid()) + "\\)", "(uid ME)");
    }

    Finished cli(std::vector<std::string> words, int exit = 0) {
        const Finished finished = gateway.command(std::move(words));
        INFO(finished.err);
        CHECK(finished.exit == exit);
        return finished;
    }
    Answer ask(const std::string& method, const std::string& target, const std::string& body, int status) {
        RestClient client(stage, gateway.api_port(), operator_key);
        auto headers = client.key_header();
        if (!body.empty()) headers.emplace_back("content-type", "application/json");
        const Answer answer = client.request(method, target, headers, body);
        INFO(method + " " + target + " " + answer.body);
        CHECK(answer.status == status);
        return answer;
    }
    void call(const std::string& action, const std::string& payload, const std::string& more = {}) {
        ask("POST", "/operator/charge-points/CP-DAY/calls",
            R"({"action":")" + action + R"(","payload":)" + payload + more + "}", 200);
    }
    /// In what is compared, `pattern` stands as `word`.
    void call_by(const std::string& pattern, const std::string& word) {
        words_.emplace_back(std::regex(pattern), word);
    }

    /// who | action | what | before -> after | outcome, the oldest first.
    Lines record() {
        raw = cli({"audit", "--json", "--limit", "1000"}).out;
        Lines lines;
        std::istringstream in(raw);
        for (std::string text; std::getline(in, text);) {
            const auto document = json::parse(text);
            const auto row = document.root();
            std::string line = member_of(row, "who") + " | " + member_of(row, "action") + " | " +
                               member_of(row, "subject") + " " + member_of(row, "subjectId") + " | " +
                               member_of(row, "before") + " -> " + member_of(row, "after") + " | " +
                               member_of(row, "outcome");
            for (const auto& [pattern, word] : words_) line = std::regex_replace(line, pattern, word);
            lines.insert(lines.begin(), line);
        }
        return lines;
    }

    Stage stage;
    GatewayProcess gateway;
    ScriptedCharger charger;
    std::string operator_key, raw;
    Lines secrets{};

  private:
    std::vector<std::pair<std::regex, std::string>> words_;
};

std::string as_json_text(const std::string& pem) {
    std::string escaped;
    for (const char c : pem) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
    return escaped;
}

/// A charger is approved, and used.
void morning(OperatorsDay& day) {
    CHECK(day.charger.connect(day.gateway.ocpp_port()) == 404);
    day.ask("POST", "/operator/charge-points/CP-DAY/approve", "", 200);
    REQUIRE(day.charger.connect(day.gateway.ocpp_port()) == 101);
    day.charger.begin_session();
    const std::string device = RestClient(day.stage, day.gateway.api_port(), day.operator_key).device_of("CP-DAY");
    day.call_by(device, "DEVICE");
    const RestClient client(day.stage, day.gateway.api_port(), day.operator_key);
    day.ask("POST", "/ev-charger/" + device + "/settings", R"({"max_charge_rate":{"value":7.4,"unit":"kw"}})", 200);
    REQUIRE(day.stage.run_until([&] { return day.charger.limit_kw() <= 7.4; }));
    day.charger.send_power(7);
    const auto finish = [&](const std::string& command, double power) {
        const auto pushed = client.push(device, command);
        REQUIRE(pushed.status == 202);
        day.stage.poll_until([&] {
            day.charger.send_power_within_limits(power);
            const auto state = client.get("/actions/" + pushed.text("data.id")).text("data.state");
            return state == "completed" || state == "failed";
        });
    };
    finish("idle", 7);
    finish("charge", 7);
    day.charger.stop_transaction();
}

/// Calls, configuration, a reset.
void noon(OperatorsDay& day) {
    day.charger.answer("GetConfiguration", R"({"configurationKey":[]})");
    for (const char* action : {"ChangeConfiguration", "Reset"}) day.charger.answer_status(action, "Accepted");
    day.call("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"30"})");
    day.call("ChangeConfiguration", R"({"key":"VendorPassword","value":"aSecretOfTheVendor"})");
    day.secrets.emplace_back("aSecretOfTheVendor");
    day.call("Reset", R"({"type":"Soft"})");
}

/// Keys, tags, settings; what is refused changes nothing.
void afternoon(OperatorsDay& day) {
    const auto made = day.ask("POST", "/keys", R"({"role":"integrator","name":"app"})", 201);
    const std::string key = "/keys/" + made.text("data.id");
    day.secrets.push_back(made.text("data.key").substr(8));
    day.secrets.push_back(day.ask("POST", key + "/rotate", "", 200).text("data.key").substr(8));
    day.ask("DELETE", key, "", 200);
    day.ask("PUT", "/operator/tags/04A1B2C3", R"({"note":"first"})", 200);
    day.ask("PUT", "/operator/tags/04A1B2C3", R"({"note":"first","blocked":true})", 200);
    day.ask("PUT", "/operator/tags/04A1B2C3", R"({"colour":"red"})", 422);
    day.ask("DELETE", "/operator/tags/04A1B2C3", "", 200);
    day.ask("PATCH", "/operator/charge-points/CP-DAY", R"({"maxPhases":1})", 200);
    day.ask("PATCH", "/operator/charge-points/CP-DAY", R"({"maxPhases":9})", 422);
}

/// Passwords and certificates by the command line, and a backup.
void evening(OperatorsDay& day) {
    day.secrets.push_back(first_line(day.cli({"chargers", "set-password", "CP-DAY"}).out));
    day.cli({"chargers", "set", "CP-DAY", "max_phases=9"}, 1);
    day.cli({"ca", "create"});
    day.cli({"certificates", "reload"});
    day.charger.answer_status("CertificateSigned", "Accepted");
    REQUIRE(day.charger.connect(day.gateway.ocpp_port(), day.secrets.back()) == 101);
    day.charger.boot();
    day.charger.call("SignCertificate", R"({"csr":")" + as_json_text(tls::request_for("CP-DAY")) + "\"}");
    REQUIRE(day.charger.wait_for_call("CertificateSigned"));
    const std::string listed = day.cli({"certificates", "list"}).out, serial = listed.substr(0, listed.find(' '));
    day.call_by(serial, "SERIAL");
    day.cli({"certificates", "revoke", serial});
    day.cli({"backup"});
}

/// The gateway is off.
void night(OperatorsDay& day) {
    REQUIRE(day.gateway.terminate() == 0);
    day.cli({"chargers", "set", "CP-DAY", "max_phases=3"});
    day.cli({"backup", "--to", day.gateway.data_dir() + "/../night.tar"});
}

Lines what_was_done() {
    const std::string fresh =
        R"({"environment":"live","approved":true,"registration":"accepted","control":true,"strict":false,)"
        R"("maxPhases":3,"nominalVoltage":230.0,"minCurrent":6.0,"ratedKw":null,"securityProfile":0,)"
        R"("certificateName":"","owner":"","timezone":"","traits":null,"password":"none","nextPassword":"none"})";
    const std::string key_made = R"("scopes":"","expiresAt":null,"revokedAt":null,"previousUntil":null})",
                      tag_made = R"("expiresAt":null,"parentIdTag":"","note":"first"})";
    const std::string over_rest = "OPERATOR | ", pushes = over_rest + "POST /ev-charger/DEVICE | ",
                      admin = "admin socket (uid ME) | ", offline = "command line (uid ME) | ", done = " | done",
                      tag = "/operator/tags/04A1B2C3 | tag 04A1B2C3 | ";
    return {
        admin + R"(keys create | key OPERATOR | - -> {"environment":"live","role":"operator","name":"the operator",)" +
            key_made + done,
        over_rest + "POST /operator/charge-points/CP-DAY/approve | charger CP-DAY | - -> " + fresh + done,
        over_rest +
            R"(POST /ev-charger/DEVICE/settings | device DEVICE | {"maxChargeRateKw":null} -> )"
            R"({"maxChargeRateKw":7.4})" +
            done,
        pushes +
            R"(action ACTION | - -> {"deviceId":"DEVICE","command":"idle","state":"acknowledged","start":null,)"
            R"("end":null})" +
            done,
        pushes + R"(device DEVICE | {"intent":"none"} -> {"intent":"pause"})" + done,
        pushes +
            R"(action ACTION | - -> {"deviceId":"DEVICE","command":"charge","state":"acknowledged","start":null,)"
            R"("end":null})" +
            done,
        pushes + R"(device DEVICE | {"intent":"pause"} -> {"intent":"run"})" + done,
        over_rest +
            "call ChangeConfiguration | charger CP-DAY | - -> "
            R"({"key":"MeterValueSampleInterval","value":"30"} | Accepted)",
        over_rest + R"(call ChangeConfiguration | charger CP-DAY | - -> {"key":"VendorPassword","value":"***"})" +
            " | Accepted",
        over_rest + R"(call Reset | charger CP-DAY | - -> {"type":"Soft"} | Accepted)",
        over_rest + R"(POST /keys | key KEY | - -> {"environment":"live","role":"integrator","name":"app",)" +
            key_made + done,
        over_rest + R"(POST /keys/KEY/rotate | key KEY | {"previousUntil":null} -> {"previousUntil":"TIME"})" + done,
        over_rest +
            R"(DELETE /keys/KEY | key KEY | {"revokedAt":null,"previousUntil":"TIME"} -> )"
            R"({"revokedAt":"TIME","previousUntil":null})" +
            done,
        over_rest + "PUT " + tag + R"(- -> {"blocked":false,)" + tag_made + done,
        over_rest + "PUT " + tag + R"({"blocked":false} -> {"blocked":true})" + done,
        over_rest + "DELETE " + tag + R"({"blocked":true,)" + tag_made + " -> -" + done,
        over_rest + R"(PATCH /operator/charge-points/CP-DAY | charger CP-DAY | {"maxPhases":3} -> {"maxPhases":1})" +
            done,
        admin + R"(chargers set-password | charger CP-DAY | {"password":"none"} -> {"password":"set SALT"})" + done,
        admin + "ca create | - - | - -> -" + done,
        admin + "certificates reload | - - | - -> -" + done,
        admin + R"(certificates revoke | certificate SERIAL | {"revokedAt":null} -> {"revokedAt":"TIME"})" + done,
        admin + "backup | - - | - -> -" + done,
        offline + R"(chargers set | charger CP-DAY | {"maxPhases":1} -> {"maxPhases":3})" + done,
        offline + "backup | - - | - -> -" + done,
    };
}

}  // namespace

TEST_CASE("a whole day of an operator is on record, line by line, each change once and no secret in it") {
    OperatorsDay day;
    day.secrets.push_back(day.operator_key.substr(8));
    for (const auto& part : {morning, noon, afternoon, evening, night}) part(day);
    const Lines found = day.record(), expected = what_was_done();
    CHECK(found.size() == expected.size());
    for (std::size_t i = 0; i < std::max(found.size(), expected.size()); ++i)
        CHECK((i < found.size() ? found[i] : "(nothing)") == (i < expected.size() ? expected[i] : "(nothing)"));
    for (const auto& secret : day.secrets) {
        CHECK(day.raw.find(secret) == std::string::npos);
        CHECK(day.gateway.log().find(secret) == std::string::npos);
    }
    day.gateway.restart();
}
