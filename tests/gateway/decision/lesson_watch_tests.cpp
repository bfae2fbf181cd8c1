#include <catch2/catch.hpp>

#include "gateway/decision/lesson_watch.h"
#include "gateway/decision/lessons.h"
#include "view_factory.h"

/// What the meter shows against lessons, told once for each limit.
using namespace gateway;

namespace {

bool tells(const std::vector<LessonWatch::Finding>& findings, const char* lesson) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const LessonWatch::Finding& finding) { return std::string(finding.lesson) == lesson; });
}

/// A session that draws 11 kW, and a watch that has seen it.
struct Session {
    ConnectorView view = quiet_view();
    LessonWatch watch;

    Session() {
        open_transaction(view);
        view.desired.max_charge_rate_kw = 11;
        acknowledge(view, view.tx_default, 11, 10min);
        look(11, 4min);
    }
    std::vector<LessonWatch::Finding> look(double kilowatts, std::chrono::milliseconds ago) {
        measure(view, kilowatts, ago);
        return watch.look(view, kNow - ago);
    }
    void pause(std::chrono::milliseconds ago) {
        view.desired.intent = canonical::Intent::pause;
        acknowledge(view, view.tx_default, 0, ago);
    }
};

}  // namespace

TEST_CASE("rest under a zero speaks against zero_ignored, once, and later against zero_ends_transaction") {
    Session session;
    session.pause(3min);
    CHECK(session.look(11, 170s).empty());
    CHECK(tells(session.look(0, 160s), lesson::kZeroIgnored));
    CHECK(session.look(0, 150s).empty());
    CHECK(tells(session.look(0, 110s), lesson::kZeroEndsTransaction));
    CHECK(session.look(0, 100s).empty());
}

TEST_CASE("a vehicle that drew nothing before the zero, and a rest that only a status implies, prove nothing") {
    Session session;
    SECTION("it rested before") { session.look(0, 200s); }
    SECTION("by the status") { set_status(session.view, ocpp::ChargePointStatus::SuspendedEVSE, 150s); }
    session.pause(3min);
    if (session.view.observed.status == ocpp::ChargePointStatus::Charging) CHECK(session.look(0, 160s).empty());
    else CHECK(session.watch.look(session.view, kNow - 140s).empty());
}

TEST_CASE("a reduction by TxDefaultProfile that is followed speaks against needs_tx_profile") {
    Session session;
    session.view.desired.max_charge_rate_kw = 7;
    acknowledge(session.view, session.view.tx_default, 7, 3min);
    CHECK(session.look(11, 170s).empty());
    const bool wants_less = GENERATE(false);
    CHECK(tells(session.look(wants_less ? 2 : 6.9, 160s), lesson::kNeedsTxProfile) != wants_less);
}
