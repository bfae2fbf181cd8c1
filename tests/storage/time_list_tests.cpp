#include <catch2/catch.hpp>

#include "fixture.h"
#include "storage/snapshot.h"

using namespace storage_test;
using namespace storage;

namespace {

std::string ids(OnDisk& store, const TransactionQuery& query) {
    Connection connection(store.database(), Connection::Mode::read);
    std::string text;
    for (const auto& item : list_transactions(connection, query).items)
        text += std::to_string(item.start.transaction_id) + " ";
    return text;
}

}  // namespace

TEST_CASE("a list of a time holds what was received in it, though the clock was set back meanwhile") {
    OnDisk store;
    int id = 0;
    for (const std::int64_t received : {1000, 5000, 2000, 3000, 6000}) {
        ++id;
        auto row = transaction(id, "CP-1", "key" + std::to_string(id));
        row.received_at = at(received);
        store.must_write({OpenTransaction{row}});
    }
    TransactionQuery query;
    query.from = at(2000);
    CHECK(ids(store, query) == "5 4 3 2 ");
    query.to = at(5000);
    CHECK(ids(store, query) == "4 3 ");
    query.from = at(7000);
    query.to = at(9000);
    CHECK(ids(store, query).empty());
}
