#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "json/parse.h"
#include "tests/end_to_end/gateway_process.h"

/// `ocpp-gateway doctor`, as a person types it.
using namespace end_to_end;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr std::streamoff kPage = 4096;

/// The line of one check.
std::string line_of(const Finished& told, const std::string& check) {
    std::istringstream lines(told.out);
    for (std::string line; std::getline(lines, line);) {
        if (line.find(" " + check + ": ") != std::string::npos) return line;
    }
    return "no line of " + check;
}

void flip_a_bit(const std::string& path, std::streamoff at) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(at);
    const char changed = static_cast<char>(file.get() ^ 4);
    file.seekp(at);
    file.put(changed);
}

std::set<std::string> names_of(const std::string& directory) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) names.insert(entry.path().filename().string());
    return names;
}

}  // namespace

TEST_CASE("the doctor looks at a gateway that runs without disturbing it, and tells the same as JSON") {
    Stage stage;
    GatewayProcess gateway(stage);
    const auto before = names_of(gateway.data_dir());
    const Finished told = gateway.command({"doctor", "--deep", "--config", gateway.config_path()});
    INFO(told.out << told.err);
    CHECK(told.exit <= 1);  // of the clock and the disk here it may warn
    for (const char* check : {"configuration", "gateway", "data-directory", "database", "page-sums", "log", "pepper",
                              "open-files", "certificates"})
        CHECK(line_of(told, check).rfind("ok ", 0) == 0);
    for (const char* check : {"disk-space", "disk-speed", "backup", "clock"})
        CHECK(line_of(told, check).rfind("no line", 0) != 0);
    CHECK_THAT(line_of(told, "gateway"), Contains("one runs on"));
    CHECK(names_of(gateway.data_dir()) == before);

    const Finished as_json = gateway.command({"doctor", "--json"});
    const auto document = json::parse(as_json.out);
    CHECK(std::string(document.root().find("result")->text()) == (as_json.exit == 0 ? "ok" : "warn"));
    CHECK(as_json.out.find("\"name\":\"page-sums\",\"result\":\"ok\"") != std::string::npos);

    CHECK(gateway.command({"keys", "create", "--environment", "live"}).exit == 0);
    const auto second = gateway.command({"serve", "--ocpp-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"});
    CHECK_THAT(second.err, Contains("another gateway uses this data directory"));
}

TEST_CASE("the doctor knows a gateway whose admin socket is gone by its lock, and takes nothing of it for damaged") {
    Stage stage;
    GatewayProcess gateway(stage);
    REQUIRE(gateway.command({"keys", "create", "--environment", "live"}).exit == 0);
    fs::remove(gateway.data_dir() + "/admin.sock");
    const auto before = names_of(gateway.data_dir());
    const Finished told = gateway.command({"doctor", "--deep"});
    INFO(told.out);
    CHECK(told.exit == 1);
    CHECK_THAT(line_of(told, "gateway"), Contains("warn gateway: ") && Contains("does not answer"));
    for (const char* check : {"database", "page-sums", "log"}) CHECK(line_of(told, check).rfind("ok ", 0) == 0);
    CHECK(names_of(gateway.data_dir()) == before);
}

TEST_CASE("a bit that a disk has changed is found by the doctor, which changes nothing, and no gateway starts on it") {
    Stage stage;
    GatewayProcess gateway(stage);
    REQUIRE(gateway.terminate() == 0);
    const std::string database = gateway.data_dir() + "/gateway.db";
    flip_a_bit(database, 6 * kPage + 4090);  // in the sum itself: the rows are sound
    const auto bytes = read_file(database);
    const auto files = names_of(gateway.data_dir());

    const Finished told = gateway.command({"doctor", "--deep"});
    INFO(told.out);
    CHECK(told.exit == 2);
    CHECK_THAT(line_of(told, "page-sums"), Contains("fail page-sums: 1 page has a wrong sum: 7 (") &&
                                               Contains("What to do:") && Contains("restore the newest backup") &&
                                               Contains("doctor --renew-sums"));
    CHECK_THAT(line_of(told, "gateway"), Contains("none runs"));
    CHECK((read_file(database) == bytes));
    CHECK(names_of(gateway.data_dir()) == files);

    const auto refused = gateway.command({"serve", "--ocpp-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"});
    CHECK(refused.exit != 0);
    CHECK_THAT(refused.err, Contains("has a wrong sum") && Contains("doctor --deep"));

    const Finished renewed = gateway.command({"doctor", "--renew-sums"});
    CHECK(renewed.exit == 0);
    CHECK_THAT(renewed.out, Contains("1 page has a wrong sum: 7 (") && Contains("gateway.db.before-new-sums"));
    CHECK(read_file(database + ".before-new-sums").size() == bytes.size());
    CHECK_THAT(line_of(gateway.command({"doctor", "--deep"}), "page-sums"), Contains("ok page-sums"));
    gateway.restart();
    CHECK_THAT(gateway.command({"doctor", "--renew-sums"}).err, Contains("another gateway uses"));
}

TEST_CASE("a page that is damaged while the gateway runs is told by readyz and in the log") {
    Stage stage;
    GatewayProcess gateway(stage);
    REQUIRE(gateway.command({"keys", "create", "--environment", "live"}).exit == 0);
    REQUIRE(gateway.terminate() == 0);
    gateway.restart();
    const RestClient probe(stage, gateway.api_port());
    const std::string database = gateway.data_dir() + "/gateway.db";
    const auto size = static_cast<std::streamoff>(fs::file_size(database));
    for (std::streamoff at = kPage; at < size; at += kPage) flip_a_bit(database, at + 2000);
    auto client = gateway.client();
    client.get("/actions");
    REQUIRE(stage.poll_until([&] { return probe.get("/readyz").status == 503; }));
    CHECK_THAT(probe.get("/readyz").text("reason"), Contains("has a wrong sum"));
    REQUIRE(stage.poll_until([&] { return gateway.log().find("database.damaged") != std::string::npos; }));
    gateway.kill9();
}

TEST_CASE("the doctor says what is wrong with files, and makes none") {
    Stage stage;
    GatewayProcess gateway(stage);
    REQUIRE(gateway.command({"chargers", "approve", "CP-1", "--create"}).exit == 0);
    REQUIRE(gateway.command({"chargers", "set-password", "CP-1"}).exit == 0);
    REQUIRE(gateway.terminate() == 0);
    const std::string data = gateway.data_dir();
    SECTION("no pepper") {
        fs::remove(data + "/pepper");
        const Finished told = gateway.command({"doctor"});
        CHECK(told.exit == 2);
        CHECK_THAT(line_of(told, "pepper"),
                   Contains("fail pepper: ") && Contains("1 chargers have passwords") && Contains("--new-pepper"));
    }
    SECTION("no database") {
        fs::remove(data + "/gateway.db");
        const Finished told = gateway.command({"doctor"});
        CHECK(told.exit == 2);
        CHECK_THAT(line_of(told, "database"), Contains("fail database: there is no "));
        CHECK_FALSE(fs::exists(data + "/gateway.db"));
    }
    SECTION("open to everybody") {
        chmod(data.c_str(), 0777);
        const Finished told = gateway.command({"doctor"});
        CHECK(told.exit == 2);
        CHECK_THAT(line_of(told, "data-directory"), Contains("fail data-directory: ") && Contains("chmod 700"));
        chmod(data.c_str(), 0700);
    }
    SECTION("another directory") {
        const Finished told = run_command(stage, {gateway_program(), "doctor", "--data-dir", data + "/nowhere"});
        CHECK(told.exit == 2);
        CHECK_THAT(line_of(told, "database"), Contains("see that --data-dir is right"));
        CHECK_FALSE(fs::exists(data + "/nowhere"));
        CHECK(run_command(stage, {gateway_program(), "doctor", "--renew-sums", "--data-dir", data + "/nowhere"}).exit ==
              1);
        CHECK_FALSE(fs::exists(data + "/nowhere"));
    }
    SECTION("a configuration with a mistake") {
        std::ofstream(data + "/bad.toml") << "data_dri = \"x\"\n";
        const Finished told = gateway.command({"doctor", "--config", data + "/bad.toml"});
        CHECK(told.exit == 2);
        CHECK_THAT(line_of(told, "configuration"), Contains("fail configuration: ") && Contains("data_dri"));
    }
}
