#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "fixture.h"
#include "storage/schema.h"

using namespace storage_test;
using namespace storage;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void overwrite(const std::string& path, std::streamoff at_byte, std::size_t length) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(at_byte);
    file << std::string(length, '\xA5');
}

/// A sound database with some rows in it; closed.
void make_database(const std::string& data_dir) {
    DirectStorage direct(data_dir);
    for (int i = 1; i <= 200; ++i) {
        const auto written = direct.write({OpenTransaction{transaction(i, "CP-1", "key" + std::to_string(i))}});
        REQUIRE(written.durable);
    }
}

std::string refusal(const std::string& data_dir) {
    try {
        DirectStorage direct(data_dir);
    } catch (const StorageError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("the data directory and its files are for their owner alone") {
    TempDir dir;
    const auto mask = umask(0);
    Loop loop;
    auto gateway = open_storage(dir / "data", loop.post());
    bool answered = false;
    gateway->write({PutSetting{"a", "1"}}, [&](const Written&) { answered = true; });
    loop.run_until([&] { return answered; });
    umask(mask);
    CHECK(mode_of(dir / "data") == 0700);
    for (const char* name : {"lock", "gateway.db", "gateway.db-wal", "gateway.db-shm"}) {
        CHECK(mode_of(dir / "data/" + name) == 0600);
    }
}

TEST_CASE("an existing database readable by others is closed to them") {
    TempDir dir;
    make_database(dir / "data");
    fs::permissions(dir / "data/gateway.db", fs::perms(0644));
    CHECK(refusal(dir / "data") == "accepted");
    CHECK(mode_of(dir / "data/gateway.db") == 0600);
}

TEST_CASE("a second gateway on one data directory is refused until the first has gone") {
    TempDir dir;
    {
        DirectStorage first(dir / "data");
        CHECK(refusal(dir / "data") == "another gateway uses this data directory");
    }
    CHECK(refusal(dir / "data") == "accepted");
}

TEST_CASE("the lock is not inherited by programs that are started") {
    TempDir dir;
    DirectStorage first(dir / "data");
    for (int file = 3; file < 64; ++file) {
        const int flags = fcntl(file, F_GETFD);
        const auto link = "/proc/self/fd/" + std::to_string(file);
        std::error_code none;
        const auto target = fs::read_symlink(link, none).string();
        if (flags >= 0 && target.find(dir.path()) == 0) CHECK((flags & FD_CLOEXEC) != 0);
    }
}

TEST_CASE("a data directory that cannot be made is refused") {
    TempDir dir;
    CHECK_THAT(refusal(dir / "no/parent"), Contains("cannot create the data directory"));
    write_file(dir / "file", "x");
    CHECK_THAT(refusal(dir / "file"), Contains("cannot open"));
}

TEST_CASE("a destroyed header is refused and the file is left alone") {
    TempDir dir;
    make_database(dir / "data");
    overwrite(dir / "data/gateway.db", 0, 100);
    const auto before = read_file(dir / "data/gateway.db");
    CHECK_THAT(refusal(dir / "data"), Contains("gateway.db"));
    CHECK(read_file(dir / "data/gateway.db") == before);
}

TEST_CASE("an overwritten page is refused at start, whichever it is") {
    TempDir dir;
    make_database(dir / "data");
    const auto path = dir / "data/gateway.db";
    const auto sound = read_file(path);
    const auto pages = static_cast<int>(sound.size() / 4096);
    const auto used = number_in(path, "SELECT count(*) FROM sqlite_master WHERE rootpage > 0");
    REQUIRE(pages > used);
    int refused = 0;
    for (int page = 1; page < pages; ++page) {
        write_file(path, sound);
        overwrite(path, page * 4096, 4096);
        if (refusal(dir / "data") != "accepted") ++refused;
    }
    CHECK(refused == pages - 1);
}

TEST_CASE("a truncated database is refused") {
    TempDir dir;
    make_database(dir / "data");
    fs::resize_file(dir / "data/gateway.db", 8192);
    CHECK(refusal(dir / "data") != "accepted");
}

TEST_CASE("an empty file is a new database only when no log remains") {
    TempDir dir;
    fs::create_directory(dir / "data");
    write_file(dir / "data/gateway.db", "");
    CHECK(refusal(dir / "data") == "accepted");
    write_file(dir / "data/gateway.db", "");
    write_file(dir / "data/gateway.db-wal", "remains");
    CHECK_THAT(refusal(dir / "data"), Contains("is empty but its log remains"));
    CHECK(read_file(dir / "data/gateway.db-wal") == "remains");
    fs::remove(dir / "data/gateway.db");
    CHECK_THAT(refusal(dir / "data"), Contains("is missing but its log remains"));
}

TEST_CASE("a database of another program is refused and left alone") {
    TempDir dir;
    fs::create_directory(dir / "data");
    write_file(dir / "data/gateway.db", "");
    {
        Connection other(dir / "data/gateway.db", Connection::Mode::write);
        other.execute("CREATE TABLE theirs (x); PRAGMA user_version = 1");
    }
    const auto before = read_file(dir / "data/gateway.db");
    CHECK_THAT(refusal(dir / "data"), Contains("another program"));
    CHECK(read_file(dir / "data/gateway.db") == before);
}

TEST_CASE("a database of a newer gateway is refused") {
    TempDir dir;
    make_database(dir / "data");
    Connection(dir / "data/gateway.db", Connection::Mode::write).execute("PRAGMA user_version = 999");
    CHECK_THAT(refusal(dir / "data"), Contains("newer gateway (version 999)"));
}

TEST_CASE("a database whose tables are not those of its version is refused in words for people") {
    TempDir dir;
    make_database(dir / "data");
    Connection(dir / "data/gateway.db", Connection::Mode::write).execute("PRAGMA user_version = 5");
    CHECK_THAT(refusal(dir / "data"), Contains("of version 5 cannot be brought to version") && Contains("restore"));
}

TEST_CASE("a database without one of its tables is refused") {
    TempDir dir;
    make_database(dir / "data");
    Connection(dir / "data/gateway.db", Connection::Mode::write).execute("DROP TABLE settings");
    CHECK_THAT(refusal(dir / "data"), Contains("no table settings"));
}

TEST_CASE("a lost shared-memory file is made anew and a log is read back") {
    TempDir dir;
    fs::create_directory(dir / "copy");
    {
        DirectStorage first(dir / "data");
        REQUIRE(first.write({PutSetting{"a", "1"}}).durable);
        for (const char* name : {"gateway.db", "gateway.db-wal"}) {
            fs::copy_file(dir / "data/" + name, dir / "copy/" + name);
        }
    }
    DirectStorage again(dir / "copy");
    CHECK(again.load().settings.at("a") == "1");
}

TEST_CASE("writing without an io loop blocks until the write is durable") {
    TempDir dir;
    {
        DirectStorage direct(dir / "data");
        const auto written = direct.write({OpenTransaction{transaction(7, "CP-1")}});
        CHECK(written.durable);
        CHECK(written.opened->transaction_id == 7);
        CHECK_FALSE(direct.write({PutConnector{connector("device_1", "nobody")}}).durable);
    }
    CHECK(DirectStorage(dir / "data").load().open_transactions.size() == 1);
}
