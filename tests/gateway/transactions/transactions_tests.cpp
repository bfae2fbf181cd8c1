#include "gateway/transactions/transactions.h"

#include <catch2/catch.hpp>

#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// The transactions of a charger with one connector, and what they wrote, answered and did to it.
struct Desk {
    using Stored = std::function<void(const storage::Written&)>;

    ManualTime time;
    storage::ChargePointRecord record;
    Authorisation authorisation;
    std::string site_tag = "SITE";
    ConnectorView connector;
    std::map<int, ConnectorView*> connectors{{1, &connector}};
    ocpp::QuirkCounters quirks;
    ChargerTags tags{record, authorisation, time, site_tag, []() -> const std::optional<std::string>& {
                         static const std::optional<std::string> none;
                         return none;
                     }};
    Reservations reservations{time, "CP-1", {}};
    ClockLag clock_lag;
    Confounders confounders;
    std::vector<std::pair<storage::Batch, Stored>> writes;
    std::vector<std::string> answers, security;
    std::vector<std::optional<ocpp::Reason>> ends;
    std::string other_owner;
    std::int64_t last_id = 100;
    SessionBook book{
        record, connectors, quirks, {[] { return ocpp::Strictness::lenient; }, [this] { return time.utc(); }}};
    Transactions transactions{{record, time, connectors, book, tags, reservations, clock_lag, confounders}, ports()};

    Desk() {
        record.id = "CP-1";
        connector.connector_id = 1;
    }
    Transactions::Ports ports() {
        Transactions::Ports ports;
        ports.strictness = [] { return ocpp::Strictness::lenient; };
        ports.connector = [this](std::int64_t id) { return id == 1 ? &connector : nullptr; };
        ports.opened = [this](int, ObservedTransaction open) { connector.observed.transaction = std::move(open); };
        ports.closed = [this](int, auto reason) {
            connector.observed.transaction.reset();
            ends.push_back(reason);
        };
        ports.start_repeated = [](int) {};
        ports.note_start = [](int, std::int64_t) {};
        ports.is_operators_start = [](const std::string&) { return false; };
        ports.write = [this](storage::Batch batch, Stored done) {
            writes.emplace_back(std::move(batch), std::move(done));
        };
        ports.find_transaction = [](std::int64_t, auto) {};
        ports.next_id = [this] { return ++last_id; };
        ports.charges_elsewhere = [](const std::string&) { return false; };
        ports.other_owner = [this](std::int64_t) { return other_owner; };
        ports.note_security = [this](const std::string& type, const std::string&) { security.push_back(type); };
        return ports;
    }
    ocpp::Reply reply() {
        return {ocpp::Call{"m", false, {}, {}}, [this](std::string frame) { answers.push_back(std::move(frame)); }};
    }
    void start(std::int64_t meter_wh = 5000) {
        ocpp::StartTransaction::Request request;
        request.connectorId = 1;
        request.idTag = ocpp::IdToken("CARD");
        request.meterStart = meter_wh;
        request.timestamp = ocpp::DateTime(time.utc());
        transactions.start(request, reply());
    }
    void stop(std::int64_t id, std::int64_t meter_wh) {
        ocpp::StopTransaction::Request request;
        request.transactionId = id;
        request.meterStop = meter_wh;
        request.timestamp = ocpp::DateTime(time.utc());
        transactions.stop(request, "{}", reply());
    }
    /// What storage says of the oldest batch; an id where one was opened.
    void written(bool durable, std::optional<std::int64_t> opened = std::nullopt) {
        REQUIRE_FALSE(writes.empty());
        const auto done = std::move(writes.front().second);
        writes.erase(writes.begin());
        storage::Written result;
        result.durable = durable;
        if (opened) result.opened = storage::OpenedTransaction{*opened, false, false};
        done(result);
    }
    void begin() {
        start();
        written(true, last_id);
        answers.clear();
    }
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a start is answered once it is on disk, with the id under which it is stored") {
    Desk desk;
    desk.start();
    CHECK(desk.answers.empty());
    CHECK(desk.connector.observed.starts_being_stored == 1);
    desk.written(true, 101);
    REQUIRE(desk.answers.size() == 1);
    CHECK(holds(desk.answers[0], R"("transactionId":101)"));
    REQUIRE(desk.connector.observed.transaction);
    CHECK(desk.connector.observed.transaction->stored_id == 101);
}

TEST_CASE("a start that cannot be stored is refused, opens nothing and tells no register") {
    Desk desk;
    desk.start();
    desk.written(false);
    REQUIRE(desk.answers.size() == 1);
    CHECK(holds(desk.answers[0], "InternalError"));
    CHECK_FALSE(desk.connector.observed.transaction);
    CHECK(desk.connector.observed.starts_being_stored == 0);
    CHECK_FALSE(desk.book.ledger().registers().before(1).wh);
}

TEST_CASE("a start that is repeated before it is on disk is stored once, and both are answered") {
    Desk desk;
    desk.start();
    desk.start();
    CHECK(desk.writes.size() == 1);
    desk.written(true, 101);
    REQUIRE(desk.answers.size() == 2);
    CHECK(desk.answers[0] == desk.answers[1]);
    desk.start();
    CHECK(desk.writes.empty());
    CHECK(desk.answers.size() == 3);
}

TEST_CASE("a stop ends its session once it is on disk") {
    Desk desk;
    desk.begin();
    desk.time.ring_next(desk.time.now() + 600s);
    desk.stop(101, 6000);
    CHECK(desk.connector.observed.transaction);
    SECTION("and not before") {
        desk.written(false);
        REQUIRE(desk.answers.size() == 1);
        CHECK(holds(desk.answers[0], "InternalError"));
        CHECK(desk.connector.observed.transaction);
        CHECK(desk.ends.empty());
    }
    SECTION("with the energy between its start and its stop") {
        const auto& row = std::get<storage::CloseTransaction>(desk.writes.front().first.front()).record;
        CHECK(row.energy_wh == 1000);
        desk.written(true);
        CHECK_FALSE(desk.connector.observed.transaction);
        CHECK(desk.ends.size() == 1);
    }
}

TEST_CASE("a stop that names another charger's transaction is kept, noted and ends nothing here") {
    Desk desk;
    desk.begin();
    desk.other_owner = "CP-2";
    desk.stop(7, 6000);
    desk.written(true);
    CHECK(desk.security == std::vector<std::string>{"ForeignTransactionId"});
    CHECK(desk.answers.size() == 1);
    CHECK(desk.connector.observed.transaction);
}

TEST_CASE("another start on the connector gives up the session before, whose stop may still come") {
    Desk desk;
    desk.begin();
    desk.time.ring_next(desk.time.now() + 600s);
    desk.start(6000);
    desk.written(true, 102);
    CHECK(desk.connector.observed.transaction->stored_id == 102);
    REQUIRE(desk.writes.size() == 1);
    CHECK(std::holds_alternative<storage::AbandonTransaction>(desk.writes.front().first.front()));
    CHECK(desk.book.ledger().without_stop().size() == 1);
}

TEST_CASE("a session that was given up goes on when its values show it") {
    Desk desk;
    desk.begin();
    desk.transactions.give_up(desk.connector, ocpp::Reason::PowerLoss);
    REQUIRE(desk.book.has_ended(101));
    desk.writes.clear();
    SECTION("and is no lost one any more, on disk neither") {
        desk.transactions.resume(desk.connector, 101);
        REQUIRE(desk.connector.observed.transaction);
        CHECK(desk.connector.observed.transaction->stored_id == 101);
        CHECK_FALSE(desk.book.has_ended(101));
        CHECK(desk.book.ledger().running().size() == 1);
        REQUIRE(desk.writes.size() == 1);
        CHECK(std::holds_alternative<storage::ResumeTransaction>(desk.writes.front().first.front()));
    }
    SECTION("but not where another has begun since") {
        desk.start(6000);
        desk.written(true, 102);
        desk.transactions.give_up(desk.connector, ocpp::Reason::PowerLoss);
        desk.transactions.resume(desk.connector, 101);
        CHECK_FALSE(desk.connector.observed.transaction);
    }
    SECTION("nor after its stop") {
        desk.stop(101, 6000);
        desk.written(true);
        desk.transactions.resume(desk.connector, 101);
        CHECK_FALSE(desk.connector.observed.transaction);
    }
}
