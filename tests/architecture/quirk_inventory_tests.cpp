#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

/// The inventory script over a planted list and planted tests.
class Inventory {
  public:
    Inventory() : directory_(fs::temp_directory_path() / ("quirks-" + std::to_string(::getpid()))) {
        fs::create_directories(directory_ / "tests");
        fs::copy_file(fs::path(REPOSITORY_ROOT) / "docs/quirks.tsv", list(), fs::copy_options::overwrite_existing);
    }
    ~Inventory() { fs::remove_all(directory_); }

    void every_item_is_open() {
        std::ofstream out(list());
        for (int item = 1; item <= 124; ++item) out << item << "\ttitle\topen\treason\n";
    }
    void add_line(const std::string& line) { std::ofstream(list(), std::ios::app) << line << "\n"; }
    void replace_last_line(const std::string& line) {
        std::ofstream out(list());
        for (int item = 1; item < 124; ++item) out << item << "\ttitle\topen\treason\n";
        out << line;
    }
    void plant_test(const std::string& words) {
        std::ofstream(directory_ / "tests/planted.cpp") << "TEST_CASE(\n    " << words << ") {\n}\n";
    }
    bool passes() const {
        const std::string script = (fs::path(REPOSITORY_ROOT) / "scripts/quirk-inventory").string();
        const std::string command =
            script + " " + list().string() + " " + (directory_ / "tests").string() + " >/dev/null 2>&1";
        const int status = std::system(command.c_str());
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

  private:
    fs::path list() const { return directory_ / "list.tsv"; }
    fs::path directory_;
};

}  // namespace

TEST_CASE("every item of the list of quirks is shown by a test, or its reason is told") {
    const std::string script = (fs::path(REPOSITORY_ROOT) / "scripts/quirk-inventory").string();
    CHECK(std::system((script + " >/dev/null").c_str()) == 0);
}

TEST_CASE("the list of quirks fails when it and the tests disagree") {
    Inventory inventory;
    inventory.every_item_is_open();
    REQUIRE(inventory.passes());
    SECTION("marked tested, but no test names it") {
        inventory.replace_last_line("124\ttitle\ttested\n");
        CHECK_FALSE(inventory.passes());
        inventory.plant_test("\"something about quirk 3, \"\n    \"124\"");
        CHECK(inventory.passes());
        inventory.plant_test("\"something about quirks 3, 123-124\"");
        CHECK(inventory.passes());
        inventory.plant_test("\"something about quirk 12\"");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("a test names an unknown item") {
        inventory.plant_test("\"quirk 125: nobody knows\"");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("an item is missing") {
        inventory.replace_last_line("");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("an item is listed twice") {
        inventory.add_line("7\ttitle\topen\treason");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("no reason is given") {
        inventory.replace_last_line("124\ttitle\tnot applicable\n");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("not applicable, and yet there is a test") {
        inventory.replace_last_line("124\ttitle\tnot applicable\treason\n");
        CHECK(inventory.passes());
        inventory.plant_test("\"quirk 124: somebody else\"");
        CHECK_FALSE(inventory.passes());
    }
    SECTION("a state that is none") {
        inventory.replace_last_line("124\ttitle\tdone\treason\n");
        CHECK_FALSE(inventory.passes());
    }
}
