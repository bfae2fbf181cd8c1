#include "gateway/backup/restore.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "gateway/backup/exchange.h"
#include "storage/data_dir.h"
#include "storage/database_identity.h"
#include "storage/restored.h"
#include "storage/sql.h"
#include "storage/transaction_ids.h"
#include "tests/gateway/backup/data_directory.h"

using namespace backup_test;
using namespace gateway;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const auto kLater = at_second(1'700'100'000);

storage::Batch session(std::int64_t id) {
    storage::TransactionRecord transaction;
    transaction.transaction_id = id;
    transaction.charge_point_id = "CP-1";
    transaction.connector_id = 2;
    return {storage::OpenTransaction{transaction}};
}

std::string mark_of(const std::string& database) {
    storage::Connection connection(database, storage::Connection::Mode::read);
    return storage::identity_of(connection)->mark;
}

/// Everything below the data directory but what a restore writes for itself, with its bytes.
std::string bytes_of_all(const DataDirectory& data) {
    std::string all;
    for (const auto& name : names_below(data.path())) all += name + "\n" + text_of_file(data.file(name)) + "\n";
    return all;
}

}  // namespace

TEST_CASE("a restore brings back what the backup holds, and keeps what was there") {
    const DataDirectory data;
    const auto archive = data.back_up("all.tar");
    data.write(session(190'000'000));
    write_file(data.file("pepper"), std::string(32, 'q'));

    const auto restored = restore(data.path(), archive, kLater);
    CHECK(restored.put_aside == "before-restore-20231116T020000Z");
    CHECK(data.load().open_transactions.size() == 1);
    CHECK(text_of_file(data.file("pepper")) == std::string(32, 'p'));
    const std::string aside = data.file(restored.put_aside);
    CHECK(text_of_file(aside + "/pepper") == std::string(32, 'q'));
    CHECK(storage::Connection(aside + "/gateway.db", storage::Connection::Mode::read)
              .number("SELECT count(*) FROM transactions") == 2);
    CHECK(storage::restored_at(data.load().settings) == kLater);
    CHECK_FALSE(fs::exists(data.file("restore.unpacked")));
    CHECK_FALSE(fs::exists(data.file("restore.unfinished")));
}

TEST_CASE("a restored database is not taken for the one that was backed up: no log of that one fits it") {
    const DataDirectory data;
    const auto archive = data.back_up("all.tar");
    fs::create_directory(data.beside("unpacked"));
    read_archive(archive, data.beside("unpacked"), goes_on);
    restore(data.path(), archive, kLater);
    CHECK(mark_of(data.file("gateway.db")) != mark_of(data.beside("unpacked/gateway.db")));
}

TEST_CASE("transaction ids go on above all that were given, here, in the backup or by a clock") {
    const DataDirectory data;
    const auto archive = data.back_up("all.tar");
    data.write(session(190'000'000));
    restore(data.path(), archive, at_second(1'600'000'000));  // the clock was set back since the backup
    CHECK(data.load().last_transaction_id == 190'000'000);

    fs::remove_all(data.path());
    restore(data.path(), archive, at_second(1'600'000'000));
    CHECK(data.load().last_transaction_id == storage::transaction_id_by_clock(at_second(1'700'000'000)));
    restore(data.path(), archive, kLater);
    CHECK(data.load().last_transaction_id == storage::transaction_id_by_clock(kLater));
}

TEST_CASE("a restore is taken back whole, and taken back again") {
    const DataDirectory data;
    const auto archive = data.back_up("all.tar");
    data.write(session(6000));
    fs::remove(data.file("charger-kinds.json"));
    const auto first = restore(data.path(), archive, kLater);
    CHECK(fs::exists(data.file("charger-kinds.json")));
    data.write(session(300'000'000));

    const auto second = undo_restore(data.path(), first.put_aside, kLater);
    CHECK(data.load().open_transactions.size() == 2);
    CHECK_FALSE(fs::exists(data.file("charger-kinds.json")));
    CHECK(data.load().last_transaction_id == 300'000'000);  // which the charger may still tell of

    undo_restore(data.path(), second.put_aside, kLater);
    CHECK(data.load().open_transactions.size() == 2);
    CHECK(data.load().open_transactions.back().transaction_id == 300'000'000);
    CHECK(fs::exists(data.file("charger-kinds.json")));
}

TEST_CASE("the log of a database that was killed goes aside with it") {
    const DataDirectory data;
    const auto archive = data.back_up("all.tar");
    write_file(data.file("gateway.db-wal"), "what a kill left");
    const auto restored = restore(data.path(), archive, kLater);
    CHECK_FALSE(fs::exists(data.file("gateway.db-wal")));
    CHECK(text_of_file(data.file(restored.put_aside + "/gateway.db-wal")) == "what a kill left");
    CHECK(data.load().charge_points.size() == 1);
}

TEST_CASE("a backup without secrets leaves those that are there") {
    const DataDirectory data;
    const auto archive = data.back_up("some.tar", false);
    restore(data.path(), archive, kLater);
    CHECK(text_of_file(data.file("pepper")) == std::string(32, 'p'));
    CHECK(text_of_file(data.file("ca/ca.key")) == "the secret key of the authority");
    CHECK_FALSE(data.load().webhook_endpoints.at(0).enabled);
}

TEST_CASE("a restore that is refused leaves all as it was") {
    const DataDirectory data;
    const auto archive = data.back_up("all.tar");
    const auto whole = text_of_file(archive);
    const auto before = bytes_of_all(data);
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
        auto bytes = whole;
        const auto place = random() % whole.size();
        bytes[place] = static_cast<char>(bytes[place] ^ 0x10);
        write_file(data.beside("bad.tar"), bytes);
        CAPTURE(place);
        CHECK_THAT(refusal_of([&] { restore(data.path(), data.beside("bad.tar"), kLater); }),
                   Contains("is no backup that can be used"));
    }
    CHECK_THAT(refusal_of([&] { restore(data.path(), data.beside("none.tar"), kLater); }), Contains("none.tar"));
    CHECK_THAT(refusal_of([&] { undo_restore(data.path(), "before-restore-x/../..", kLater); }),
               Contains("holds no data that a restore put aside"));
    CHECK(bytes_of_all(data) == before);
}

TEST_CASE("a backup of a newer gateway is refused with both versions") {
    const DataDirectory data;
    storage::Connection(data.file("gateway.db"), storage::Connection::Mode::write).execute("PRAGMA user_version = 999");
    const auto archive = data.beside("newer.tar");
    Manifest manifest{at_second(1), 999, true, 1, 1, {}};
    write_archive(archive, manifest, {{"gateway.db", data.file("gateway.db")}}, goes_on);
    CHECK_THAT(refusal_of([&] { restore(data.path(), archive, kLater); }),
               Contains("version 999") && Contains("this one knows"));
}

TEST_CASE("a restore under a running gateway is refused") {
    const DataDirectory data;
    const auto archive = data.back_up("all.tar");
    const storage::DataDir lock(data.path());
    CHECK_THAT(refusal_of([&] { restore(data.path(), archive, kLater); }), Contains("another gateway uses"));
}

TEST_CASE("a restore that is interrupted anywhere keeps the gateway from starting and is brought to its end") {
    const std::vector<std::string> bring{"gateway.db", "pepper"};
    for (int done = 0; done <= 5; ++done) {
        CAPTURE(done);
        const DataDirectory data;
        const std::string from = data.file("restore.unpacked"), aside = data.file("aside");
        fs::create_directory(from);
        write_file(from + "/gateway.db", "new database");
        write_file(from + "/pepper", "new pepper");
        write_file(data.file("gateway.db-wal"), "old log");
        const auto old_database = text_of_file(data.file("gateway.db"));
        write_file(data.file("restore.unfinished"),
                   "from restore.unpacked\naside aside\nleave gateway.db-wal\nleave gateway.db\nbring gateway.db\n"
                   "bring pepper\n");
        fs::create_directory(aside);
        if (done >= 1) fs::rename(data.file("gateway.db-wal"), aside + "/gateway.db-wal");
        if (done >= 2) fs::rename(data.file("gateway.db"), aside + "/gateway.db");
        if (done >= 3) fs::rename(from + "/gateway.db", data.file("gateway.db"));
        if (done >= 4) fs::rename(data.file("pepper"), aside + "/pepper");
        if (done >= 5) fs::rename(from + "/pepper", data.file("pepper"));

        CHECK_THAT(refusal_of([&] { data.load(); }), Contains("restore --finish"));
        CHECK(finish_interrupted_restore(data.path()));
        CHECK(text_of_file(data.file("gateway.db")) == "new database");
        CHECK(text_of_file(data.file("pepper")) == "new pepper");
        CHECK(text_of_file(aside + "/gateway.db") == old_database);
        CHECK(text_of_file(aside + "/gateway.db-wal") == "old log");
        CHECK(text_of_file(aside + "/pepper") == std::string(32, 'p'));
        CHECK_FALSE(finish_interrupted_restore(data.path()));
    }
}
