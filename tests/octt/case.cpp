#include "tests/octt/case.h"

#include <ctime>
#include <set>

#include "json/parse.h"

namespace octt {

namespace {

const std::string kOne = "/operator/charge-points/CP-OCTT";

std::string compact(const std::string& text) { return json::parse(text).root().to_json(); }

/// Every value with its path: the order of members does not matter.
void flatten(json::Value value, const std::string& path, std::set<std::string>& all) {
    if (!value.is_object() && !value.is_array()) all.insert(path + "=" + value.to_json());
    for (const auto& [key, member] : value.members()) flatten(member, path + "/" + std::string(key), all);
    int index = 0;
    for (const json::Value element : value.elements()) flatten(element, path + "/" + std::to_string(index++), all);
}

std::set<std::string> flattened(json::Value value) {
    std::set<std::string> all;
    flatten(value, "", all);
    return all;
}

std::string status_in(const std::string& payload, const std::string& object) {
    const auto document = json::parse(payload);
    const auto inner = document.root().find(object);
    const auto status = inner ? inner->find("status") : std::nullopt;
    return status ? std::string(status->text()) : std::string();
}

}  // namespace

RestClient Case::operator_client(Stage& stage, GatewayProcess& gateway) {
    const Finished made = gateway.command({"keys", "create", "--environment", "live", "--role", "operator"});
    REQUIRE(made.exit == 0);
    return {stage, gateway.api_port(), made.out.substr(0, made.out.find('\n'))};
}

Case::Case() : gateway(stage), charger(stage, "CP-OCTT"), rest(operator_client(stage, gateway)) {
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    auto headers = rest.key_header();
    headers.emplace_back("content-type", "application/json");
    REQUIRE(rest.request("PATCH", kOne, headers, R"({"control":"off"})").status == 200);
    boot();
    status("Available");
}

void Case::boot() {
    charger.boot();
    REQUIRE(stage.poll_until([&] { return shown().at("data.link.mayBeCalled").is_true(); }));
}

std::string Case::says(const std::string& action, const std::string& payload) {
    const auto frame = charger.call(action, payload);
    auto element = frame->root().elements().begin();
    ++ ++element;
    return (*element).to_json();
}

void Case::expect_authorised() { CHECK(status_in(says("Authorize", R"({"idTag":"TAG"})"), "idTagInfo") == "Accepted"); }

void Case::expect_started() {
    charger.start_transaction();
    CHECK(charger.transaction_id() > 0);
    const Answer record = transaction();
    REQUIRE(record.status == 200);
    CHECK(record.text("data.idTagStatus") == "Accepted");
    CHECK(record.text("data.state") == "open");
}

void Case::expect_stopped(const std::string& reason) {
    const std::string record = "/operator/transactions/" + std::to_string(charger.transaction_id());
    charger.stop_transaction(reason);
    const Answer closed = rest.get(record);
    CHECK(closed.text("data.state") == "ended");
    CHECK(closed.text("data.stop.reason") == reason);
}

void Case::expect_charging() {
    expect_authorised();
    status("Preparing");
    expect_started();
    status("Charging");
    CHECK(observed_status() == "Charging");
}

void Case::expect_job(const std::string& action, const std::string& job, const std::vector<std::string>& statuses,
                      const std::string& more) {
    for (const auto& each : statuses) {
        CHECK(says(action, R"({"status":")" + each + "\"" + more + "}") == "{}");
        CHECK(shown().text("data.jobs." + job + ".status") == each);
    }
}

Answer Case::expect_reply(const std::string& action, const std::string& payload, const std::string& reply) {
    INFO(action << " " << payload);
    charger.answer(action, reply);
    const std::size_t before = charger.calls().size();
    Answer answer = rest.post(kOne + "/calls", R"({"action":")" + action + R"(","payload":)" + payload + "}");
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    CHECK(answer.text("data.status") == "answered");
    CHECK(answer.at("data.response").to_json() == compact(reply));
    REQUIRE(charger.calls().size() == before + 1);
    CHECK(charger.calls().back().action == action);
    const auto asked = json::parse(payload);
    CHECK(flattened(charger.calls().back().payload()) == flattened(asked.root()));
    return answer;
}

std::string in_seconds(int seconds) {
    const std::time_t at = std::time(nullptr) + seconds;
    std::tm parts{};
    gmtime_r(&at, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

}  // namespace octt
