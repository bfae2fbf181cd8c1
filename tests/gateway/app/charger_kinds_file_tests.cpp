#include "gateway/app/charger_kinds_file.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "gateway/app/config.h"

using namespace gateway;
using Catch::Contains;

namespace {

class DataDir {
  public:
    DataDir() {
        std::string name = (std::filesystem::temp_directory_path() / "charger-kinds-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~DataDir() { std::filesystem::remove_all(path_); }

    std::string path() const { return path_.string(); }
    std::filesystem::path file() const { return path_ / kChargerKindsFile; }
    void write(const std::string& text) const { std::ofstream(file(), std::ios::binary) << text; }

  private:
    std::filesystem::path path_;
};

constexpr const char* kOurHuawei = R"({"charger_kinds":[{"name":"huawei-scharger","title":"Ours","note":"Takes amperes",
    "sources":["our own"],"match":{"vendor":"Huawei*"},"traits":{"unit":"A"}}]})";

}  // namespace

TEST_CASE("without a file in the data directory the built-in kinds of chargers count") {
    const DataDir dir;
    CHECK(charger_kinds(dir.path())->all().size() == ocpp::ChargerKinds::built_in().all().size());
    CHECK(charger_kinds(dir.path() + "/not/there")->find("easee") != nullptr);
}

TEST_CASE("a file in the data directory replaces a kind of charger") {
    const DataDir dir;
    dir.write(kOurHuawei);
    const auto kinds = charger_kinds(dir.path());
    CHECK(kinds->all().size() == ocpp::ChargerKinds::built_in().all().size());
    CHECK(kinds->match("Huawei", "SCharger", "1")->traits == R"({"unit":"A"})");
}

TEST_CASE("a file of charger kinds that cannot be used is named with the reason") {
    const DataDir dir;
    const auto refused_with = [&](const std::string& reason) {
        CHECK_THROWS_AS(charger_kinds(dir.path()), ConfigError);
        CHECK_THROWS_WITH(charger_kinds(dir.path()), Contains(dir.file().string() + ": ") && Contains(reason));
    };
    SECTION("no JSON") {
        dir.write("{\"charger_kinds\": [");
        refused_with("at byte");
    }
    SECTION("a row that lacks something") {
        dir.write(R"({"charger_kinds":[{"name":"a"}]})");
        refused_with("charger kind \"a\" needs a title");
    }
    SECTION("too large") {
        dir.write(std::string((1 << 20) + 1, ' '));
        refused_with("larger than 1 MiB");
    }
    SECTION("no file") {
        std::filesystem::create_directory(dir.file());
        refused_with("is no file that can be read");
    }
}

TEST_CASE("traits that cannot be read do not stop the start") {
    const DataDir dir;
    dir.write(R"({"charger_kinds":[{"name":"odd","title":"Odd","note":"Odd","sources":["our own"],
        "match":{"vendor":"Odd"},"traits":{"unit":"kW"}}]})");
    CHECK(charger_kinds(dir.path())->find("odd") != nullptr);
}
