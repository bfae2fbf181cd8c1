#include "tests/catalogue/scene.h"
#include "tests/end_to_end/basic_authorization.h"

#include <catch2/catch.hpp>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "json/parse.h"

namespace catalogue {

namespace {

constexpr Milliseconds served_within{1000};
/// The database, its log, and what readers share.
constexpr std::size_t reading_descriptors = 3;
/// What the log may write of one kind in a second (gateway/log.h), with one second begun and one ended.
constexpr std::size_t lines_per_second = 5;

/// A raw peer does not answer the gateway's own CALLs; nothing may come of that while a row runs.
GatewayOptions gateway_options(const SceneOptions& options) {
    GatewayOptions made;
    made.onboarding = options.onboarding;
    made.log_level = "info";
    made.control = {{"call_timeout_ms", 60000}};
    made.sections = "[ocpp]\n" + options.ocpp + "\n" + options.more;
    return made;
}

std::string next_id() {
    static int last = 0;
    return "catalogue-" + std::to_string(++last);
}

std::string heartbeat(const std::string& id) { return R"([2,")" + id + R"(","Heartbeat",{}])"; }

bool begins_with(const std::optional<std::string>& text, const std::string& start) {
    return text && text->compare(0, start.size(), start) == 0;
}

std::string kind_of(const std::string& line) {
    const auto at = line.find("\"kind\":\"");
    return at == std::string::npos ? line : line.substr(at + 8, line.find('"', at + 8) - at - 8);
}

}  // namespace

Scene::Scene(SceneOptions options) : gateway_(stage_, gateway_options(options)), healthy_(stage_, "HEALTHY") {
    if (healthy_.connect(gateway_.ocpp_port()) != 101) {
        approve("HEALTHY");
        REQUIRE(healthy_.connect(gateway_.ocpp_port()) == 101);
    }
    healthy_.boot();
    pid_ = gateway_.pid();
    began_ = Clock::now();
    log_before_ = log_lines();
    descriptors_before_ = descriptors();
}

Scene::~Scene() {
    if (std::uncaught_exceptions() == 0) expect_undisturbed();
    healthy_.drop();
}

Peer Scene::connect(std::uint32_t from, int receive_buffer) {
    return {stage_, RawCharger(gateway_.ocpp_port(), receive_buffer, from)};
}

Peer Scene::charger(const std::string& id, std::uint32_t from) {
    Peer peer = connect(from);
    const int status = peer.request(upgrade("/ocpp/" + id));
    if (status != 101) throw std::runtime_error(id + " is not let in: " + std::to_string(status));
    return peer;
}

Peer Scene::booted(const std::string& id, std::uint32_t from) {
    Peer peer = charger(id, from);
    const auto answer =
        peer.ask(R"([2,"boot","BootNotification",{"chargePointVendor":"Raw","chargePointModel":"Peer"}])");
    if (!begins_with(answer, R"([3,"boot")")) throw std::runtime_error("no boot: " + answer.value_or("nothing"));
    return peer;
}

int Scene::answer(std::string_view request, std::uint32_t from) { return connect(from).request(request); }

void Scene::approve(const std::string& id) {
    const Finished done = gateway_.command({"chargers", "approve", "--create", id});
    if (done.exit != 0) throw std::runtime_error("chargers approve failed: " + done.err);
}

std::string Scene::set_password(const std::string& id) {
    const Finished made = gateway_.command({"chargers", "set-password", id});
    if (made.exit != 0) throw std::runtime_error("chargers set-password failed: " + made.err);
    return made.out.substr(0, made.out.find('\n'));
}

RestClient Scene::operators() {
    const Finished made = gateway_.command({"keys", "create", "--environment", "live", "--role", "operator"});
    RestClient client(stage_, gateway_.api_port(), made.out.substr(0, made.out.find('\n')));
    const std::size_t before = descriptors();
    if (client.get("/operator/transactions").status != 200) throw std::runtime_error("no records: " + made.err);
    stage_.run_until([&] { return descriptors() <= before + reading_descriptors; }, patience);
    descriptors_before_ += descriptors() - before;
    return client;
}

std::string Scene::listed(const std::string& id) {
    std::istringstream lines(gateway_.command({"chargers", "list"}).out);
    for (std::string line; std::getline(lines, line);) {
        if (line.compare(0, id.size(), id) == 0) return line;
    }
    return {};
}

bool Scene::is_online(const std::string& id) { return listed(id).find(" online ") != std::string::npos; }

std::size_t Scene::descriptors() const {
    const auto directory = std::filesystem::directory_iterator("/proc/" + std::to_string(pid_) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(directory), end(directory)));
}

std::size_t Scene::memory_kb() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string word; status >> word;) {
        std::size_t kb = 0;
        if (word == "VmRSS:" && status >> kb) return kb;
    }
    return 0;
}

std::size_t Scene::log_lines(const std::string& part) const {
    std::istringstream lines(gateway_.log());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) count += line.find(part) != std::string::npos ? 1 : 0;
    return count - (part.empty() ? log_before_ : 0);
}

void Scene::expect_healthy() {
    const auto asked = Clock::now();
    const std::string id = next_id();
    healthy_.send(heartbeat(id));
    CHECK(healthy_.wait_for_answer(id, served_within) != nullptr);
    CHECK(Clock::now() - asked <= served_within);
}

void Scene::expect_undisturbed() {
    REQUIRE(gateway_.is_running());
    CHECK(gateway_.pid() == pid_);
    CHECK(healthy_.is_connected());
    expect_healthy();
    CHECK(stage_.run_until([&] { return descriptors() <= descriptors_before_; }, patience));
    expect_quiet_log();
}

void Scene::expect_quiet_log() {
    const std::string log = gateway_.log();
    for (const char c : log) {
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') FAIL_CHECK("a raw control byte in the log");
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_).count();
    const std::size_t most = lines_per_second * (static_cast<std::size_t>(seconds) + 3);
    std::map<std::string, std::size_t> written;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) ++written[kind_of(line)];
    for (const auto& [kind, count] : written) {
        INFO("lines of " << kind);
        CHECK(count <= most);
    }
}

std::map<std::string, std::string> basic(const std::string& username, const std::string& password) {
    return {{"Authorization", basic_authorization(username, password)}};
}

void expect_answers(Peer& peer) {
    const std::string id = next_id();
    CHECK(begins_with(peer.ask(heartbeat(id), served_within), R"([3,")" + id + '"'));
}

void expect_ignored(Peer& peer, std::string_view message) {
    peer.write(text(message));
    expect_answers(peer);  // the first answer is the Heartbeat's
}

void expect_error(Peer& peer, std::string_view message, const std::string& id, const std::string& code) {
    const std::size_t before = peer.answers().size();
    const auto answer = peer.ask(message);
    REQUIRE(answer);
    INFO(*answer);
    const json::Document frame = json::parse(*answer);
    std::vector<json::Value> element;
    for (const json::Value value : frame.root().elements()) element.push_back(value);
    REQUIRE(element.size() == 5);
    CHECK(element[0].text() == "4");
    CHECK(element[1].text() == id);
    CHECK(element[2].text() == code);
    CHECK(element[4].is_object());
    expect_answers(peer);
    CHECK(peer.answers().size() == before + 2);
}

void expect_close(std::string_view bytes, int code, const SceneOptions& options) {
    Scene scene(options);
    Peer peer = scene.charger();
    peer.write(bytes);
    CHECK(peer.close_code() == code);
}

void expect_status(std::string_view request, int status, const SceneOptions& options) {
    Scene scene(options);
    CHECK(scene.answer(request) == status);
}

}  // namespace catalogue
