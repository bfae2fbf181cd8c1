#include "gateway/transactions/session_ledger.h"

#include <catch2/catch.hpp>

using namespace gateway;

namespace {

constexpr UtcTime kNow{std::chrono::hours(500000)};

/// Sessions of connector 1, whose register stood at 12,000 Wh before the first of them.
struct Followed {
    SessionLedger ledger;

    Followed() { ledger.registers().told(1, 12000); }
    SessionLedger::Session& begin(std::int64_t id) {
        storage::TransactionRecord row;
        row.connector_id = 1;
        row.received_at = kNow;
        SessionLedger::Session& session = ledger.begin(id, row, {kNow, 0});
        session.is_running = true;
        return session;
    }
    void lose(std::int64_t id) {
        storage::Batch batch;
        ledger.lost(id, kNow, 400, batch);
    }
    std::optional<double> register_wh() { return ledger.registers().before(1).wh; }
};

}  // namespace

TEST_CASE("the stop of a session that a boot had ended tells where the register stands") {
    Followed play;
    auto& session = play.begin(1);
    play.lose(1);
    play.ledger.stopped(session, 12600);
    CHECK(play.register_wh() == 12600);
}

TEST_CASE("a stop that waited in the charger's memory does not put the register back") {
    Followed play;
    auto& waited = play.begin(1);
    play.lose(1);
    auto& next = play.begin(2);
    SECTION("while another session runs") {
        play.ledger.stopped(waited, 12600);
        CHECK(play.register_wh() == 12000);
    }
    SECTION("after another one has ended") {
        play.ledger.stopped(next, 12900);
        play.ledger.stopped(waited, 12600);
        CHECK(play.register_wh() == 12900);
    }
}
