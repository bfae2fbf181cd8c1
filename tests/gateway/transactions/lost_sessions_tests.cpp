#include <catch2/catch.hpp>

#include "gateway/transactions/lost_sessions.h"
#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// Two connectors with a session each, and what was given up of them.
struct Watched {
    ManualTime time;
    ConnectorView first, second;
    std::map<int, ConnectorView*> connectors{{1, &first}, {2, &second}};
    std::optional<SteadyTime> first_lost_at;
    std::vector<std::pair<int, ocpp::Reason>> given_up;
    LostSessions sessions{time,
                          connectors,
                          {[this](int id) { return id == 1 ? first_lost_at : std::nullopt; },
                           [this](int id, ocpp::Reason reason) {
                               given_up.emplace_back(id, reason);
                               connectors.at(id)->observed.transaction.reset();
                               if (id == 1) first_lost_at.reset();
                           },
                           [] {}}};

    Watched() {
        first.observed.transaction = ObservedTransaction{11, {}, 11, {}};
        second.observed.transaction = ObservedTransaction{22, {}, 22, {}};
    }
    void wait(std::chrono::seconds duration) {
        const SteadyTime end = time.now() + duration;
        while (time.ring_next(end)) {
        }
    }
};

}  // namespace

TEST_CASE("a session that was open at a reboot is given up after 30 s in Preparing, not sooner") {
    Watched play;
    play.sessions.mark_all_stale();
    play.first.observed.status = ocpp::ChargePointStatus::Preparing;
    play.second.observed.status = ocpp::ChargePointStatus::Charging;
    play.sessions.watch();
    play.wait(29s);
    CHECK(play.given_up.empty());
    play.wait(2s);
    REQUIRE(play.given_up.size() == 1);
    CHECK(play.given_up[0] == std::pair(1, ocpp::Reason::PowerLoss));
    play.wait(1h);
    CHECK(play.given_up.size() == 1);
}

TEST_CASE("its own values tell that a session survived the reboot") {
    Watched play;
    play.sessions.mark_all_stale();
    CHECK(play.first.observed.transaction_is_stale);
    play.first.observed.status = ocpp::ChargePointStatus::Preparing;
    play.sessions.watch();
    play.wait(20s);
    play.sessions.confirm(1, 99);
    CHECK(play.first.observed.transaction_is_stale);
    play.sessions.confirm(1, 11);
    CHECK_FALSE(play.first.observed.transaction_is_stale);
    play.wait(1h);
    CHECK(play.given_up.empty());
}

TEST_CASE("a session that goes on after the reboot under another id has survived it, too") {
    Watched play;
    play.sessions.mark_all_stale();
    play.first.observed.status = ocpp::ChargePointStatus::Preparing;
    play.sessions.watch();
    play.first.observed.transaction->id = 5000;
    play.sessions.confirm(1, 5000);
    CHECK_FALSE(play.first.observed.transaction_is_stale);
    play.wait(1h);
    CHECK(play.given_up.empty());
}

TEST_CASE("a session that a status ended without a stop is given up when its time has come") {
    Watched play;
    play.first_lost_at = play.time.now() + 60s;
    play.sessions.watch();
    play.wait(59s);
    CHECK(play.given_up.empty());
    play.wait(2s);
    REQUIRE(play.given_up.size() == 1);
    CHECK(play.given_up[0] == std::pair(1, ocpp::Reason::EVDisconnected));
}
