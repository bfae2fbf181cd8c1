#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <utility>

#include "damaged_database.h"

/// Reads of less than a page, and of a page that is just being written.
using namespace storage_test;
using namespace storage;

namespace {

/// Another process that empties the log into the file, and is stopped for a while in the middle of a page.
class HalfWrite {
  public:
    HalfWrite(const std::string& database, std::size_t at) {
        REQUIRE(pipe(told_) == 0);
        REQUIRE(pipe(asked_) == 0);
        child_ = fork();
        if (child_ == 0) write_slowly(database, at);
        char half_written = 0;
        REQUIRE(::read(told_[0], &half_written, 1) == 1);
    }
    ~HalfWrite() {
        for (const int end : {told_[0], told_[1], asked_[0], asked_[1]}) ::close(end);
        ::waitpid(child_, nullptr, 0);
    }
    HalfWrite(const HalfWrite&) = delete;
    HalfWrite& operator=(const HalfWrite&) = delete;

    /// Once somebody looks, the other half comes, too.
    bool goes_on() {
        if (std::exchange(is_asked_, true)) return true;
        return ::write(asked_[1], "x", 1) == 1;
    }

  private:
    [[noreturn]] void write_slowly(const std::string& database, std::size_t at) {
        constexpr off_t lock_of_emptying = 121;  // WAL_CKPT_LOCK
        struct flock lock {};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = lock_of_emptying;
        lock.l_len = 1;
        const int memory = ::open((database + "-shm").c_str(), O_RDWR), file = ::open(database.c_str(), O_RDWR);
        if (::fcntl(memory, F_SETLK, &lock) != 0) _exit(1);
        char byte = 0;
        if (::pread(file, &byte, 1, static_cast<off_t>(at)) != 1) _exit(2);
        const char half = static_cast<char>(byte ^ 1);
        if (::pwrite(file, &half, 1, static_cast<off_t>(at)) != 1 || ::write(told_[1], "x", 1) != 1) _exit(3);
        char looked_at = 0;
        if (::read(asked_[0], &looked_at, 1) != 1) _exit(4);
        ::usleep(300'000);
        if (::pwrite(file, &byte, 1, static_cast<off_t>(at)) != 1) _exit(5);
        _exit(0);  // which lets go of the lock
    }

    int told_[2]{}, asked_[2]{};
    pid_t child_ = 0;
    bool is_asked_ = false;
};

}  // namespace

TEST_CASE("a part of a page is not read where the page has a wrong sum, however little is asked for") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db", bytes = bytes_in(database);
    constexpr std::int64_t at = 40 * page_bytes;
    const auto part_of = [&](std::int64_t offset, std::size_t amount) {
        Connection connection(database, Connection::Mode::read);
        connection.number("SELECT count(*) FROM sqlite_master");
        return connection.bytes_of_file(offset, amount);
    };
    const auto expect = [&](std::int64_t offset, std::size_t amount) {
        CAPTURE(offset, amount);
        CHECK(part_of(offset, amount) == bytes.substr(static_cast<std::size_t>(offset), amount));
    };
    expect(at, page_bytes - 8);  // a chain of a long row, as SQLite reads it past its memory
    expect(at + 100, 7);
    expect(at + page_bytes - 10, 20);
    expect(24, 16);
    flip_bit(database, at + 3000, 5);
    CHECK_FALSE(part_of(at, page_bytes - 8));
    CHECK_FALSE(part_of(at + 100, 7));
    CHECK_FALSE(part_of(at + page_bytes - 10, 20));
    CHECK_FALSE(part_of(at - 4, 8));
    expect(at - 100, 100);
    expect(at + page_bytes, page_bytes - 8);
    flip_bit(database, 200, 5);
    CHECK_FALSE(Connection(database, Connection::Mode::read).bytes_of_file(24, 16));
}

TEST_CASE("half of what is just being written is no damage, also when the writer takes its time") {
    TempDir dir;
    fill_with_everything(dir / "data");
    const std::string database = dir / "data/gateway.db";
    Loop loop;
    const auto running = open_storage(dir / "data", loop.post());
    running->load();
    HalfWrite write(database, 40 * page_bytes + 3000);
    Connection connection(database, Connection::Mode::read);
    const auto met = wrong_sums_met();
    CHECK(connection.pages_with_wrong_sum(20, [&] { return write.goes_on(); }).empty());
    CHECK(wrong_sums_met() == met);
    flip_bit(database, 40 * page_bytes + 3000, 5);
    CHECK(connection.pages_with_wrong_sum(20, [] { return true; }) == std::vector<std::int64_t>{41});
}
