#include <catch2/catch.hpp>

#include "rules.h"

namespace {

/// Violations of one file that contains one include.
Violations including(const std::string& path, const std::string& include) {
    return check({source_file(path, "#pragma once\n#include " + include + "\n")});
}

bool allowed(const std::string& path, const std::string& include) {
    INFO(path << " includes " << include);
    return including(path, include).empty();
}

std::string lines(int count) { return std::string(static_cast<std::size_t>(count), '\n'); }

}  // namespace

TEST_CASE("the sources keep to the architecture") {
    const SourceTree tree = read_sources(REPOSITORY_ROOT);
    REQUIRE(tree.size() > 100);
    for (const std::string& violation : check(tree)) {
        UNSCOPED_INFO(violation);
        CHECK(violation.empty());
    }
}

TEST_CASE("every folder of ours is among the sources that are read") {
    std::set<std::string> folders;
    for (const SourceFile& file : read_sources(REPOSITORY_ROOT))
        folders.insert(file.path.substr(0, file.path.find('/')));
    for (const std::string folder : {"json", "canonical", "ocpp", "storage", "simulators", "gateway", "tests"}) {
        INFO(folder);
        CHECK(folders.count(folder) == 1);
    }
}

TEST_CASE("a planted include against the one-way street is found") {
    CHECK_FALSE(allowed("json/a.cpp", "\"canonical/time.h\""));
    CHECK_FALSE(allowed("json/a.h", "\"ocpp/frame.h\""));
    CHECK_FALSE(allowed("canonical/a.h", "\"ocpp/frame.h\""));
    CHECK_FALSE(allowed("canonical/a.cpp", "\"storage/storage.h\""));
    CHECK_FALSE(allowed("ocpp/messages/a.h", "\"canonical/device.h\""));
    CHECK_FALSE(allowed("ocpp/a.cpp", "\"gateway/clock.h\""));
    CHECK_FALSE(allowed("storage/a.cpp", "\"ocpp/frame.h\""));
    CHECK_FALSE(allowed("storage/a.cpp", "\"gateway/log.h\""));
    CHECK_FALSE(allowed("simulators/a.cpp", "\"canonical/device.h\""));
    CHECK_FALSE(allowed("simulators/a.cpp", "\"gateway/random.h\""));
    CHECK_FALSE(allowed("gateway/app/serve.cpp", "\"simulators/charge_point.h\""));
    CHECK_FALSE(allowed("gateway/site/site.h", "\"tests/storage/fixture.h\""));
    CHECK_FALSE(allowed("canonical/a.cpp", " <ocpp/frame.h>"));
}

TEST_CASE("a room that knows one above it, beside it or none at all is found") {
    CHECK_FALSE(allowed("gateway/decision/a.cpp", "\"gateway/charge_point/charge_point.h\""));
    CHECK_FALSE(allowed("gateway/setup/a.cpp", "\"gateway/access/admission.h\""));
    CHECK_FALSE(allowed("gateway/api/a.cpp", "\"gateway/admin/admin_socket.h\""));
    CHECK_FALSE(allowed("gateway/decision/a.cpp", "\"storage/records.h\""));
    CHECK_FALSE(allowed("gateway/attic/a.cpp", "\"json/parse.h\""));
    CHECK(allowed("gateway/charge_point/a.cpp", "\"gateway/decision/next_step.h\""));
    CHECK(allowed("gateway/transactions/a.cpp", "\"gateway/authorization/authorisation.h\""));
    CHECK(allowed("gateway/decision/a.cpp", "\"gateway/clock.h\""));
}

TEST_CASE("the includes that the architecture allows are not reported") {
    CHECK(allowed("canonical/a.h", "\"json/value.h\""));
    CHECK(allowed("ocpp/a.h", "\"json/value.h\""));
    CHECK(allowed("storage/a.cpp", "\"canonical/action.h\""));
    CHECK(allowed("simulators/a.cpp", "\"ocpp/frame.h\""));
    CHECK(allowed("gateway/site/a.cpp", "\"storage/storage.h\""));
    CHECK(allowed("gateway/app/sandbox.cpp", "\"simulators/simulated_charger.h\""));
    CHECK(allowed("gateway/app/sandbox_site.cpp", "\"simulators/simulated_charger.h\""));
    CHECK(allowed("tests/end_to_end/a.cpp", "\"gateway/app/serve.h\""));
    CHECK(allowed("canonical/a.cpp", "<vector>"));
}

TEST_CASE("a library outside its folder is found") {
    CHECK_FALSE(allowed("ocpp/frame.cpp", "<rapidjson/reader.h>"));
    CHECK_FALSE(allowed("json/value.h", "<rapidjson/reader.h>"));
    CHECK_FALSE(allowed("gateway/log.cpp", "<SQLiteCpp/SQLiteCpp.h>"));
    CHECK_FALSE(allowed("storage/sql.h", "<sqlite3.h>"));
    CHECK_FALSE(allowed("tests/storage/a.cpp", "<sqlite3.h>"));
    CHECK_FALSE(allowed("gateway/site/site.cpp", "<websocketpp/server.hpp>"));
    CHECK_FALSE(allowed("tests/gateway/a.cpp", "<websocketpp/server.hpp>"));
    CHECK_FALSE(allowed("gateway/link/a.cpp", "<boost/beast.hpp>"));
    CHECK_FALSE(allowed("gateway/app/serve.cpp", "<boost/beast/core.hpp>"));
    CHECK_FALSE(allowed("canonical/time_window.cpp", "<date/date.h>"));
    CHECK(allowed("canonical/time_zone.cpp", "<date/tz.h>"));
    CHECK(allowed("json/parse.cpp", "<rapidjson/reader.h>"));
    CHECK(allowed("storage/sql.cpp", "<sqlite3.h>"));
    CHECK(allowed("gateway/link/a.cpp", "<websocketpp/server.hpp>"));
    CHECK(allowed("gateway/http/a.cpp", "<boost/beast/http.hpp>"));
    CHECK(allowed("simulators/a.cpp", "<boost/beast/websocket.hpp>"));
}

TEST_CASE("websocketpp is found behind headers, too") {
    SourceTree tree = {source_file("gateway/link/endpoint.h", "#pragma once\n#include <websocketpp/server.hpp>"),
                       source_file("gateway/link/socket.h", "#pragma once\n#include \"gateway/link/endpoint.h\""),
                       source_file("gateway/link/a.cpp", "#include \"gateway/link/socket.h\""),
                       source_file("gateway/link/b.cpp", "#include \"gateway/link/endpoint.h\"")};
    CHECK(translation_units_reaching(tree, "websocketpp/") ==
          std::set<std::string>{"gateway/link/a.cpp", "gateway/link/b.cpp"});
    CHECK(check(tree).empty());
    tree.push_back(source_file("gateway/link/c.cpp", "#include <websocketpp/close.hpp>"));
    CHECK(check(tree).size() == 3);
    tree.pop_back();
    tree.insert(tree.begin(), source_file("gateway/app/serve.cpp", "#include \"gateway/link/socket.h\""));
    CHECK_FALSE(check(tree).empty());
}

TEST_CASE("a file that is too long is found") {
    CHECK(check({source_file("json/a.cpp", lines(300))}).empty());
    CHECK(check({source_file("json/a.cpp", lines(301))}).size() == 1);
    CHECK(check({source_file("tests/json/a.cpp", lines(300))}).empty());
    CHECK(check({source_file("tests/json/a.cpp", lines(301))}).size() == 1);
}

TEST_CASE("a mark of unfinished work is found") {
    CHECK(check({source_file("json/a.cpp",
                             "int a; // TO"
                             "DO later")})
              .size() == 1);
    CHECK(check({source_file("json/a.cpp",
                             "int TO"
                             "DOS;")})
              .empty());
}

TEST_CASE("a type named by an empty word is found") {
    for (const std::string word : {"Manager", "Managers", "Helper", "Util", "Utils", "Utility", "Utilities", "Impl"}) {
        for (const std::string before : {"class ", "struct Session", "enum class ", "enum X", "using Frame"}) {
            INFO(before + word);
            CHECK(check({source_file("json/a.cpp", before + word + " {")}).size() == 1);
            CHECK(check({source_file("json/a.cpp", before + word + "Kind {")}).size() == 1);
        }
    }
    for (const std::string text : {"class Implication {", "struct Utilisation {", "struct DataTransferRequest {"}) {
        INFO(text);
        CHECK(check({source_file("json/a.cpp", text)}).empty());
    }
}

TEST_CASE("a header without its guard is found") {
    CHECK(check({source_file("json/a.h", "struct A {};\n")}).size() == 1);
    CHECK(check({source_file("json/a.cpp", "struct A {};\n")}).empty());
}

TEST_CASE("a fake among the product's files is found") {
    CHECK(check({source_file("gateway/link/a.cpp", "class FakeLink : public ChargerLink {\n")}).size() == 1);
    CHECK(check({source_file("tests/support/a.cpp", "class FakeLink : public ChargerLink {\n")}).empty());
    CHECK(check({source_file("gateway/link/a.cpp", "class Stubborn {\n")}).empty());
}

TEST_CASE("a file of tests that is not named as all are is found") {
    const std::string tests = "#include <a.h>\nTEST_CASE(\"it works\") {\n}\n";
    for (const std::string name : {"a_test.cpp", "test_a.cpp", "a_cases.cpp", "tests.cpp"})
        CHECK(check({source_file("tests/json/" + name, tests)}).size() == 1);
    CHECK(check({source_file("tests/json/a_tests.cpp", tests)}).empty());
    CHECK(check({source_file("tests/json/a.cpp", "int a;\n")}).empty());
}

TEST_CASE("a constant that is not spelt as all are is found") {
    const auto found = [](const std::string& line) { return check({source_file("gateway/link/a.cpp", line)}).size(); };
    CHECK(found("constexpr std::size_t most_sockets = 3;") == 1);
    CHECK(found("    static constexpr std::chrono::hours life{24};") == 1);
    CHECK(found("constexpr const char* wrong = \"wrong\";") == 1);
    CHECK(found("constexpr std::size_t kMostSockets = 3;") == 0);
    CHECK(found("    static constexpr std::string_view action = \"Reset\";") == 0);
    CHECK(found("constexpr bool is_sound(int id) { return id > 0; }") == 0);
}
