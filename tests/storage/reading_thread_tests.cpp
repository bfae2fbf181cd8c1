#include "storage/reading_thread.h"

#include <catch2/catch.hpp>
#include <future>

#include "fixture.h"
#include "storage/snapshot.h"

/// Long lists and short look-ups share one connection.
using namespace storage_test;
using namespace storage;

TEST_CASE("a look-up waits for one list at most, however many lists are waiting") {
    OnDisk store;
    std::string order;
    std::promise<void> may_end;
    const auto note = [&](char name) { return [&order, name](Connection&) { order += name; }; };
    const auto fail = [&](const std::string&) { order += '!'; };
    {
        ReadingThread reading({store.database(), true, nullptr});
        std::promise<void> has_begun;
        reading.add(
            ReadingThread::Size::list,
            [&](Connection& connection) {
                has_begun.set_value();
                may_end.get_future().wait();
                connection.number("SELECT 1");
                order += '1';
            },
            fail);
        has_begun.get_future().wait();
        for (const char list : {'2', '3', '4'}) reading.add(ReadingThread::Size::list, note(list), fail);
        for (const char look_up : {'a', 'b'}) reading.add(ReadingThread::Size::look_up, note(look_up), fail);
        may_end.set_value();
        reading.finish();
    }
    CHECK(order == "1ab234");
}

TEST_CASE("what waits when the reading thread ends is answered") {
    OnDisk store;
    int answered = 0;
    ReadingThread reading({store.database(), true, nullptr});
    for (int i = 0; i < 20; ++i)
        reading.add(
            i % 2 == 0 ? ReadingThread::Size::list : ReadingThread::Size::look_up, [&](Connection&) { ++answered; },
            [](const std::string&) {});
    reading.finish();
    CHECK(answered == 20);
}

TEST_CASE("a page of a list by state visits its rows, and beside them only the entries of the index that are counted") {
    OnDisk store;
    Connection connection(store.database(), Connection::Mode::write);
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
        " INSERT INTO actions (id, device_id, environment, command, state, replaced_intent, created_at, updated_at)"
        " SELECT 'act_' || i, 'device_1', 'live', 'charge', iif(i % 100 = 0, 'failed', 'completed'), 'none', i, 0"
        " FROM n");
    const auto before = connection.steps();
    ActionQuery query;
    query.state = canonical::ActionState::failed;
    query.limit = 50;
    const auto page = list_actions(connection, query);
    CHECK(page.items.size() == 50);
    CHECK(page.total == 200);
    CHECK(connection.steps() - before < 200 * 5 + 51 * 60);  // of 20,000 rows
}
