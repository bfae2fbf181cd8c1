#include <catch2/catch.hpp>

#include "gateway/transactions/session_book.h"

using namespace gateway;

namespace {

struct Book {
    storage::ChargePointRecord record;
    ConnectorView first, second;
    std::map<int, ConnectorView*> connectors{{1, &first}, {2, &second}};
    ocpp::QuirkCounters quirks;
    ocpp::Strictness strictness = ocpp::Strictness::lenient;
    SessionBook book{record, connectors, quirks, {[this] { return strictness; }, [] { return UtcTime{}; }}};

    Book() {
        first.connector_id = 1;
        second.connector_id = 2;
    }
    void run(ConnectorView& connector, std::int64_t charger_id, std::int64_t our_id) {
        connector.observed.transaction = ObservedTransaction{charger_id, {}, our_id, {}};
        storage::TransactionRecord row;
        row.transaction_id = our_id;
        row.connector_id = connector.connector_id;
        book.ledger().begin(our_id, row, {});
    }
    static ocpp::MeterValues::Request values(std::int64_t connector, std::optional<std::int64_t> transaction) {
        ocpp::MeterValues::Request request;
        request.connectorId.value = connector;
        request.transactionId = transaction;
        return request;
    }
};

}  // namespace

TEST_CASE("a session is found by the charger's id and by ours") {
    Book play;
    play.run(play.second, 5001, 7);
    CHECK(play.book.connector_of(5001) == &play.second);
    CHECK(play.book.connector_of(7) == &play.second);
    CHECK(play.book.connector_of(8) == nullptr);
    REQUIRE(play.book.followed(5001) != nullptr);
    CHECK(play.book.followed(5001)->id == 7);
}

TEST_CASE("the transaction outranks the connector that values name; strict reading takes them at their word") {
    Book play;
    play.run(play.second, 7, 7);
    CHECK(play.book.connector_meant(Book::values(1, 7)) == 2);
    CHECK(play.book.connector_meant(Book::values(1, 8)) == 1);
    CHECK(play.book.connector_meant(Book::values(0, 7)) == 0);
    play.strictness = ocpp::Strictness::strict;
    CHECK(play.book.connector_meant(Book::values(1, 7)) == 1);
}

TEST_CASE("values without an id, or with a strange one, are of the session of their connector") {
    Book play;
    play.run(play.first, 7, 7);
    CHECK(play.book.session_of_values(Book::values(1, std::nullopt), &play.first) == 7);
    CHECK(play.book.session_of_values(Book::values(1, 12345), &play.first) == 7);
    CHECK(play.book.session_of_values(Book::values(2, std::nullopt), &play.second) == 0);
    play.strictness = ocpp::Strictness::strict;
    CHECK(play.book.session_of_values(Book::values(1, 12345), &play.first) == 12345);
}

TEST_CASE("the sessions that ended last are remembered, the older ones let go") {
    Book play;
    for (int id = 1; id <= static_cast<int>(SessionBook::kEndedKept) + 1; ++id) play.book.remember_ended(id);
    CHECK_FALSE(play.book.has_ended(1));
    CHECK(play.book.has_ended(2));
    CHECK(play.book.knows(2));
}
