#include <catch2/catch.hpp>

#include "fixture.h"
#include "storage/limits.h"

using namespace storage_test;
using namespace storage;

namespace {

AnswerRecord answer(const std::string& idempotency_key, UtcTime created_at) {
    return {"key_1", "/ev-charger/device_1", idempotency_key, "hash", 202, "{\"a\":\"\xc3\xa9\"}", created_at};
}

std::optional<AnswerRecord> found(OnDisk& store, const AnswerQuery& query) {
    std::optional<std::optional<AnswerRecord>> result;
    store.get().find_answer(query, [&](std::optional<AnswerRecord> record, const std::string& error) {
        CHECK(error.empty());
        result = std::move(record);
    });
    store.wait([&] { return result.has_value(); });
    return *result;
}

}  // namespace

TEST_CASE("an answer is found by key, path and idempotency key, and only by all three") {
    OnDisk store;
    store.must_write({PutAnswer{answer("once", at(100))}});
    store.restart();
    store.load();
    const auto same = found(store, {"key_1", "/ev-charger/device_1", "once"});
    REQUIRE(same);
    CHECK(same->status == 202);
    CHECK(same->body == answer("once", at(100)).body);
    CHECK(same->body_hash == "hash");
    CHECK(same->created_at == at(100));
    CHECK_FALSE(found(store, {"key_2", "/ev-charger/device_1", "once"}));
    CHECK_FALSE(found(store, {"key_1", "/ev-charger/device_2", "once"}));
    CHECK_FALSE(found(store, {"key_1", "/ev-charger/device_1", "ONCE"}));
}

TEST_CASE("an answer is not stored where its batch is not, and goes after a day") {
    OnDisk store;
    const AnswerQuery query{"key_1", "/ev-charger/device_1", "once"};
    CHECK_FALSE(
        store.write({PutAnswer{answer("once", at(100))}, PutConnector{connector("device_1", "nowhere")}}).durable);
    CHECK_FALSE(found(store, query));
    store.must_write({PutAnswer{answer("once", at(100))}});
    store.must_write({Prune{Kept::answers, at(100)}});
    CHECK(found(store, query));
    store.must_write({Prune{Kept::answers, at(101)}});
    CHECK_FALSE(found(store, query));
}
