#include <catch2/catch.hpp>
#include <filesystem>
#include <future>
#include <random>

#include "damaged_database.h"
#include "storage/database_copy.h"
#include "storage/database_report.h"
#include "storage/page_check.h"
#include "storage/page_sum.h"

/// What a disk changes in a database must never be taken for what was written.
using namespace storage_test;
using namespace storage;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// What the gateway would tell of money and limits.
std::string told_by(const std::string& database) {
    std::string told;
    for (const char* question : {"SELECT group_concat(name || quote(value)) FROM settings",
                                 "SELECT group_concat(quote(device_id) || quote(max_charge_rate_kw)) FROM connectors",
                                 "SELECT group_concat(quote(transaction_id) || quote(charge_point_id) || "
                                 "quote(meter_start_wh)) FROM transactions",
                                 "SELECT group_concat(quote(transaction_id) || quote(payload)) FROM meter_values"})
        told += text_in(database, question) + "\n";
    return told;
}

/// The same, or why it tells nothing.
std::string told_or_refused(const std::string& database, bool& is_refused) {
    try {
        return told_by(database);
    } catch (const SqlError& error) {
        is_refused = true;
        return error.what();
    }
}

}  // namespace

TEST_CASE("whatever is changed within a word of a page changes its sum, and so does its place") {
    std::mt19937 random(1);
    std::vector<unsigned char> page(page_bytes);
    for (auto& byte : page) byte = static_cast<unsigned char>(random());
    const auto sum = page_sum(page.data(), page.size(), 7);
    CHECK(page_sum(page.data(), page.size(), 8) != sum);
    for (std::size_t at = 0; at < page.size() - kSumBytes; ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            page[at] = static_cast<unsigned char>(page[at] ^ (1 << bit));
            REQUIRE(page_sum(page.data(), page.size(), 7) != sum);
            page[at] = static_cast<unsigned char>(page[at] ^ (1 << bit));
        }
    }
    CHECK(page_sum(page.data(), page.size(), 7) == sum);
}

TEST_CASE("a new database has a sum in each page, and its log and its copies have them, too") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    CHECK(has_sums(database));
    CHECK(fs::file_size(database) > 60 * page_bytes);
    CHECK(look_at_database(database, true, false).wrong_pages.empty());
    CHECK(look_at_database(database, true, false).verdict == "ok");
    copy_database(database, dir / "copy.db", [] { return true; });
    CHECK(has_sums(dir / "copy.db"));
    check_database(dir / "copy.db", [] { return true; });
    remove_secrets(dir / "copy.db");
    CHECK(has_sums(dir / "copy.db"));
    check_database(dir / "copy.db", [] { return true; });
}

TEST_CASE("one bit changed at 200 places of the database is never served in silence") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db", bytes = bytes_in(database), truth = told_by(database);
    std::mt19937 random(20'261'130);
    int refused = 0, served_wrong = 0, found = 0;
    for (int place = 0; place < 200; ++place) {
        const std::size_t at = random() % bytes.size();
        const int bit = static_cast<int>(random() % 8);
        CAPTURE(at, at / page_bytes + 1, at % page_bytes, bit);
        write_bytes(database, bytes);
        flip_bit(database, at, bit);
        const DatabaseReport report = look_at_database(database, true, false);
        found += !report.trouble.empty() || report.verdict != "ok" || !report.wrong_pages.empty() ? 1 : 0;
        bool is_refused = !refusal_of(dir / "data").empty();
        if (!is_refused && told_or_refused(database, is_refused) != truth && !is_refused) ++served_wrong;
        refused += is_refused ? 1 : 0;
    }
    INFO(refused << " of 200 were refused, " << served_wrong << " served wrong, " << found
                 << " found by the deep check");
    CHECK(served_wrong == 0);
    CHECK(found == 200);
    CHECK(refused > 150);
    write_bytes(database, bytes);
    CHECK(refusal_of(dir / "data").empty());
    CHECK(told_by(database) == truth);
}

TEST_CASE("the byte that says that there are sums cannot be changed unseen") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db", bytes = bytes_in(database);
    for (int bit = 0; bit < 8; ++bit) {
        CAPTURE(bit);
        write_bytes(database, bytes);
        flip_bit(database, 20, bit);
        CHECK_FALSE(refusal_of(dir / "data").empty());
        CHECK_FALSE(look_at_database(database, true, false).trouble.empty());
    }
}

TEST_CASE("a page that lies in another's place is found") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    std::string bytes = bytes_in(database);
    bytes.replace(20 * page_bytes, page_bytes, bytes.substr(30 * page_bytes, page_bytes));
    write_bytes(database, bytes);
    const auto report = look_at_database(database, true, false);
    REQUIRE(report.wrong_pages.size() == 1);
    CHECK(report.wrong_pages[0].number == 21);
}

TEST_CASE("a page that is damaged under a running gateway is an error of the storage, and is told from then on") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    Loop loop;
    const auto storage = open_storage(dir / "data", loop.post());
    CHECK(storage->health().damage.empty());
    const std::size_t size = fs::file_size(database);
    for (std::size_t at = 30 * page_bytes; at < size; at += page_bytes) flip_bit(database, at + 100, 3);
    std::optional<std::string> error;
    storage->find_transaction(1007, [&](const auto&, const std::string& text) { error = text; });
    loop.run_until([&] { return error.has_value(); });
    CHECK_THAT(*error, Contains("has a wrong sum"));
    CHECK_THAT(storage->health().damage, Contains("has a wrong sum"));
}

TEST_CASE("the check beside a running gateway names the page, and nothing damaged is copied as a backup") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    flip_bit(database, 40 * page_bytes + 3000, 5);
    std::promise<std::string> found;
    {
        const PageCheck check(database, [&](const std::string& damage) { found.set_value(damage); });
        CHECK(found.get_future().get() == "1 page has a wrong sum: 41");
    }
    CHECK_THROWS_WITH(copy_database(database, dir / "copy.db", [] { return true; }), Contains("page 41"));
    CHECK_FALSE(fs::exists(dir / "copy.db"));
}

TEST_CASE("a page that only a backup finds damaged is told from then on") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    Loop loop;
    const auto storage = open_storage(dir / "data", loop.post());
    storage->load();
    flip_bit(database, 40 * page_bytes + 3000, 5);
    CHECK(storage->health().damage.empty());
    CHECK_THROWS(copy_database(
        database, dir / "copy.db", [] { return true; }, storage->wrong_sums()));
    CHECK_THAT(storage->health().damage, Contains("page 41 has a wrong sum"));
}

TEST_CASE("pages that were given and freed again before anything was written in them have their sums, too") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    const std::string mode = GENERATE(std::string("WAL"), std::string("DELETE"));
    CAPTURE(mode);
    {
        Connection connection(database, Connection::Mode::write);
        const std::string statements = "PRAGMA journal_mode = " + mode +
                                       "; PRAGMA secure_delete = OFF; BEGIN;"
                                       "INSERT INTO settings VALUES ('big', hex(zeroblob(300000)));"
                                       "CREATE TABLE behind (x); INSERT INTO behind VALUES (hex(zeroblob(3000)));"
                                       "DELETE FROM settings WHERE name = 'big'; COMMIT";
        connection.execute(statements.c_str());
        CHECK(connection.number("PRAGMA freelist_count") > 100);
    }
    const DatabaseReport report = look_at_database(database, true, false);
    CHECK(report.wrong_pages.empty());
    CHECK(report.verdict == "ok");
}

TEST_CASE("a copy whose pages do not fit into memory has its sums, too") {
    TempDir dir;
    {
        DirectStorage direct(dir / "data");
        for (int i = 0; i < 8; ++i)
            REQUIRE(direct.write({PutSetting{"big" + std::to_string(i), std::string(1 << 20, 'x')}}).durable);
    }
    copy_database(dir / "data/gateway.db", dir / "copy.db", [] { return true; });
    check_database(dir / "copy.db", [] { return true; });
    CHECK(look_at_database(dir / "copy.db", true, false).wrong_pages.empty());
    Connection(dir / "copy.db", Connection::Mode::write).execute("DELETE FROM settings; VACUUM");
    check_database(dir / "copy.db", [] { return true; });
}
