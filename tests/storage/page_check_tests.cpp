#include "storage/page_check.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <future>

#include "fixture.h"
#include "storage/limits.h"

using namespace storage_test;
using namespace storage;

namespace {

std::string damage_of(const std::string& database) {
    std::promise<std::string> found;
    const PageCheck check(database, [&](const std::string& damage) { found.set_value(damage); });
    return found.get_future().get();
}

void fill_with(const std::string& data_dir, std::int64_t bytes) {
    DirectStorage direct(data_dir);
    constexpr std::int64_t kEach = 4 << 20;
    for (std::int64_t at = 0; at < bytes; at += kEach)
        REQUIRE(direct.write({PutSetting{"big" + std::to_string(at), std::string(kEach, 'x')}}).durable);
}

void spoil_middle(const std::string& database) {
    std::fstream file(database, std::ios::binary | std::ios::in | std::ios::out | std::ios::ate);
    file.seekp(static_cast<std::streamoff>(file.tellp()) / 2 / 4096 * 4096);
    file << std::string(4096, '\xA5');
}

}  // namespace

TEST_CASE("a check of the pages while the database is in use finds what is damaged") {
    TempDir dir;
    fill_with(dir / "data", 1 << 20);
    DirectStorage in_use(dir / "data");
    CHECK(damage_of(dir / "data/gateway.db").empty());
    Connection(dir / "data/gateway.db", Connection::Mode::write).execute("DROP INDEX actions_open");
    spoil_middle(dir / "data/gateway.db");
    CHECK_FALSE(damage_of(dir / "data/gateway.db").empty());
}

TEST_CASE("a large database starts at once, and damage in it is told once it is found") {
    TempDir dir;
    fill_with(dir / "data", kCheckedWholeUpToBytes + (8 << 20));
    spoil_middle(dir / "data/gateway.db");
    Loop loop;
    const auto storage = open_storage(dir / "data", loop.post());
    CHECK(storage->health().is_checking);
    loop.run_until([&] { return !storage->health().is_checking; });
    CHECK_FALSE(storage->health().damage.empty());
}
