#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;

std::string script() { return (fs::path(REPOSITORY_ROOT) / "scripts/catalogue-inventory").string(); }

/// The script over a list in which every row is open but the last, and over planted tests.
class CatalogueInventory {
  public:
    CatalogueInventory() : directory_(fs::temp_directory_path() / ("catalogue-" + std::to_string(::getpid()))) {
        fs::create_directories(directory_ / "tests");
        std::ifstream list(fs::path(REPOSITORY_ROOT) / "docs/catalogue.tsv");
        for (std::string line; std::getline(list, line);) ids_.push_back(line.substr(0, line.find('\t')));
        last_row_is("tested");
    }
    ~CatalogueInventory() { fs::remove_all(directory_); }

    void last_row_is(const std::string& rest) {
        std::ofstream out(list());
        for (std::size_t i = 0; i + 1 < ids_.size(); ++i) out << ids_[i] << "\tdoes\tgets\tboth\topen\treason\n";
        if (!rest.empty()) out << ids_.back() << "\tdoes\tgets\tboth\t" << rest << "\n";
    }
    void add_line(const std::string& line) { std::ofstream(list(), std::ios::app) << line << "\n"; }
    void plant(const std::string& tests, const std::string& name = "planted.cpp") {
        std::ofstream(directory_ / "tests" / name) << tests;
    }
    bool passes() const {
        const std::string command =
            script() + " " + list().string() + " " + (directory_ / "tests").string() + " >/dev/null 2>&1";
        const int status = std::system(command.c_str());
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

  private:
    fs::path list() const { return directory_ / "list.tsv"; }
    fs::path directory_;
    std::vector<std::string> ids_;
};

const std::string shown = "TEST_CASE(\"tc_087 it works\") { CHECK(true); }\n";

}  // namespace

TEST_CASE("every row of the catalogue is listed, and every one marked tested has exactly one test") {
    CHECK(std::system((script() + " >/dev/null").c_str()) == 0);
}

TEST_CASE("the catalogue's list fails when it and the tests disagree") {
    CatalogueInventory inventory;
    inventory.plant(shown);
    REQUIRE(inventory.passes());
    SECTION("marked tested, but no test names it") {
        inventory.plant("");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("two tests of one row") {
        inventory.plant(shown + "TEST_CASE(\n    \"something else, \"\n    \"tc_087\") {\n    CHECK(true);\n}\n");
        CHECK_FALSE(inventory.passes());
        inventory.plant(shown);
        inventory.plant("test('tc_087 over the wire', () => {\n  assert(true);\n});\n", "wire.test.js");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("two tests of a row that is still open") {
        inventory.plant(shown + "TEST_CASE(\"CF-001 a\") { CHECK(true); }\nTEST_CASE(\"CF-001 b\") { CHECK(true); }\n");
        CHECK(inventory.passes());
    }
    SECTION("a test of an unknown row") {
        inventory.plant(shown + "TEST_CASE(\"CF-147 nobody knows\") { CHECK(true); }\n");
        CHECK_FALSE(inventory.passes());
        inventory.plant(shown + "TEST_CASE(\"tc_002 nobody knows\") { CHECK(true); }\n");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("a row of a back office or an import is none of this list") {
        inventory.plant(shown + "TEST_CASE(\"BI-300 elsewhere\") { CHECK(true); }\n");
        CHECK(inventory.passes());
    }
    SECTION("a test that asserts nothing") {
        inventory.plant("TEST_CASE(\"tc_087 it's quiet\") {\n    run();\n}\n" +
                        std::string("TEST_CASE(\"the next\") { CHECK(true); }\n"));
        CHECK_FALSE(inventory.passes());
        inventory.plant("TEST_CASE(\"tc_087 it's checked elsewhere\") {\n    expect_close(bytes);\n}\n");
        CHECK(inventory.passes());
    }
}

TEST_CASE("the catalogue's list fails when it is broken") {
    CatalogueInventory inventory;
    inventory.plant(shown);
    REQUIRE(inventory.passes());
    SECTION("a row is missing") { inventory.last_row_is(""); }
    SECTION("a row is listed twice") { inventory.add_line("CF-001\tdoes\tgets\tboth\topen\treason"); }
    SECTION("a row that is none") { inventory.add_line("CF-999\tdoes\tgets\tboth\topen\treason"); }
    SECTION("a state that is none") { inventory.last_row_is("done"); }
    SECTION("open without a reason") { inventory.last_row_is("open"); }
    SECTION("not applicable, and yet there is a test") { inventory.last_row_is("not applicable\treason"); }
    CHECK_FALSE(inventory.passes());
}

TEST_CASE("the catalogue's list fails on rows without a mode or a reaction") {
    CatalogueInventory inventory;
    inventory.plant(shown);
    SECTION("mode") {
        inventory.last_row_is("");
        inventory.add_line("tc_087\tdoes\tgets\tsometimes\ttested");
    }
    SECTION("reaction") {
        inventory.last_row_is("");
        inventory.add_line("tc_087\tdoes\t\tboth\ttested");
    }
    CHECK_FALSE(inventory.passes());
}
