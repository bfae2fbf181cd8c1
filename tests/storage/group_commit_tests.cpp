#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "fixture.h"
#include "storage/limits.h"

using namespace storage_test;
using namespace storage;

namespace {

/// Another program that holds the write lock.
class Holder {
  public:
    explicit Holder(const std::string& database) : connection_(database, Connection::Mode::write) {
        connection_.execute("BEGIN IMMEDIATE");
    }
    void release() { connection_.execute("ROLLBACK"); }

  private:
    Connection connection_;
};

}  // namespace

TEST_CASE("a hundred batches that wait for one commit share the next") {
    OnDisk store;
    store.load();
    Holder holder(store.database());
    int durable = 0;
    const auto count = [&](const Written& written) { durable += written.durable ? 1 : 0; };
    store.get().write({PutSetting{"first", ""}}, count);
    for (int i = 0; i < 100; ++i) store.get().write({PutSetting{"n" + std::to_string(i), ""}}, count);
    holder.release();
    store.wait([&] { return durable == 101; });
    const auto counters = store.get().counters();
    CHECK(counters.batches == 101);
    CHECK(counters.commits <= 3);
    CHECK(counters.failed_commits == 0);
}

TEST_CASE("no group is larger than its limit") {
    OnDisk store;
    Holder holder(store.database());
    std::size_t durable = 0;
    const std::size_t all = 3 * kBatchesPerCommit;
    for (std::size_t i = 0; i < all; ++i) {
        store.get().write({PutSetting{"n", ""}}, [&](const Written& written) { durable += written.durable ? 1 : 0; });
    }
    holder.release();
    store.wait([&] { return durable == all; });
    CHECK(store.get().counters().commits >= 3);
}

TEST_CASE("congestion is reported at the soft limit, and over the hard limit writes are refused in their turn") {
    OnDisk store;
    Holder holder(store.database());
    std::vector<bool> durable;
    const auto keep = [&](const Written& written) { durable.push_back(written.durable); };
    for (std::size_t i = 0; i < kSoftWaitingBatches - 1; ++i) store.get().write({PutSetting{"n", ""}}, keep);
    CHECK_FALSE(store.get().is_congested());
    store.get().write({PutSetting{"n", ""}}, keep);
    CHECK(store.get().is_congested());
    for (std::size_t i = kSoftWaitingBatches; i < kHardWaitingBatches; ++i) {
        store.get().write({PutSetting{"n", ""}}, keep);
    }
    store.get().write({PutSetting{"over", ""}}, keep);
    holder.release();
    store.wait([&] { return durable.size() == kHardWaitingBatches + 1; });
    CHECK(std::count(durable.begin(), durable.end(), true) == kHardWaitingBatches);
    CHECK_FALSE(durable.back());
    CHECK_FALSE(store.get().is_congested());
    CHECK(store.get().counters().overflowed_batches == 1);
    CHECK(store.load().settings.count("over") == 0);
}

TEST_CASE("large values count towards congestion by their size") {
    OnDisk store;
    Holder holder(store.database());
    std::size_t answered = 0;
    const std::string payload(1 << 20, 'x');
    for (int i = 0; i < 17; ++i) {
        store.get().write({AppendMeterValues{values("CP-1", {}, payload)}}, [&](const Written&) { ++answered; });
    }
    CHECK(store.get().is_congested());
    holder.release();
    store.wait([&] { return answered == 17; });
    CHECK_FALSE(store.get().is_congested());
}

TEST_CASE("load sees the writes that were posted before it") {
    OnDisk store;
    bool answered = false;
    store.get().write({PutSetting{"a", "1"}}, [&](const Written&) { answered = true; });
    CHECK(store.load().settings.count("a") == 1);
    store.wait([&] { return answered; });
}

TEST_CASE("answers on their way outlive the storage") {
    TempDir dir;
    Loop loop;
    int durable = 0;
    auto gateway = open_storage(dir / "data", loop.post());
    for (int i = 0; i < 50; ++i) {
        gateway->write({PutSetting{"n", ""}}, [&](const Written& written) { durable += written.durable ? 1 : 0; });
    }
    gateway.reset();
    CHECK(durable == 0);  // nothing is answered on another thread
    loop.run_until([&] { return durable == 50; });
}

TEST_CASE("the reading connection neither writes nor checkpoints, even as the last one") {
    TempDir dir;
    std::filesystem::create_directory(dir / "copy");
    {
        Loop loop;
        auto gateway = open_storage(dir / "data", loop.post());
        bool answered = false;
        gateway->write({PutSetting{"a", "1"}}, [&](const Written&) { answered = true; });
        loop.run_until([&] { return answered; });
        for (const char* name : {"gateway.db", "gateway.db-wal"}) {
            std::filesystem::copy_file(dir / "data/" + name, dir / "copy/" + name);
        }
    }
    CHECK_FALSE(std::filesystem::exists(dir / "data/gateway.db-wal"));  // the writing one tidied up at its end
    const auto log = dir / "copy/gateway.db-wal";
    const auto size = std::filesystem::file_size(log);
    REQUIRE(size > 0);
    {
        Connection reading(dir / "copy/gateway.db", Connection::Mode::read);
        CHECK(reading.number("SELECT count(*) FROM settings") == 1);
        CHECK_THROWS_AS(reading.execute("DELETE FROM settings"), SqlError);
        CHECK_THROWS_AS(reading.execute("PRAGMA query_only = OFF; DELETE FROM settings"), SqlError);
    }
    CHECK(std::filesystem::file_size(log) == size);
}
