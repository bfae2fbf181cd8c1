#include <catch2/catch.hpp>

#include "view_factory.h"

using namespace gateway;
using canonical::Intent;
using ocpp::ChargePointStatus;

namespace {

/// The step in a few words, so that a table of views reads as one.
std::string in_words(const Step& step) {
    struct Words {
        std::string operator()(const SendLimit& send) const {
            return std::string(send.purpose == ProfilePurpose::tx_default ? "default " : "tx ") +
                   ocpp::to_text(send.limit.value) + (send.limit.unit == RateUnit::A ? " A" : " W");
        }
        std::string operator()(const ClearOwnLimit&) const { return "clear"; }
        std::string operator()(const SendRemoteStart&) const { return "start"; }
        std::string operator()(const SendRemoteStop& stop) const {
            return "stop " + std::to_string(stop.transaction_id);
        }
        std::string operator()(const Learn& learn) const {
            switch (learn.lesson) {
                case Learn::Lesson::tx_profile_trial:
                    return "try tx_profile";
                case Learn::Lesson::lost_at_start:
                    return "learn lost_at_start";
                case Learn::Lesson::needs_tx_profile:
                    return "learn needs_tx_profile";
                case Learn::Lesson::zero_ignored:
                    return "learn zero_ignored";
                case Learn::Lesson::no_effect:
                    return "learn no_effect";
                case Learn::Lesson::drifted:
                    return "learn drifted";
                case Learn::Lesson::phase_probe_begins:
                    return "learn phase_probe_begins";
                case Learn::Lesson::phase_probe_is_over:
                    return "learn phase_probe_is_over";
                case Learn::Lesson::vehicle_sleeps:
                    return "learn vehicle_sleeps";
                case Learn::Lesson::vehicle_was_nudged:
                    return "learn vehicle_was_nudged";
            }
            return {};
        }
        std::string operator()(const WaitUntil& wait) const {
            return "wait " +
                   std::to_string(std::chrono::duration_cast<std::chrono::seconds>(wait.time - kNow).count()) + " s";
        }
        std::string operator()(const Nothing&) const { return "nothing"; }
    };
    return std::visit(Words{}, step);
}

std::string step(const ConnectorView& view) { return in_words(next_step(view, kNow)); }

}  // namespace

TEST_CASE("a charger whose owner wants nothing is left alone") {
    auto view = quiet_view();
    CHECK(step(view) == "nothing");
    open_transaction(view);
    measure(view, 40);
    CHECK(step(view) == "nothing");
}

TEST_CASE("nothing is done while no call is allowed") {
    auto view = quiet_view();
    view.desired = {11.0, Intent::run};
    view.may_call = false;
    CHECK(step(view) == "nothing");
}

TEST_CASE("the ceiling is sent until it is acknowledged, and again when that is in doubt or old") {
    auto view = quiet_view();
    view.desired.max_charge_rate_kw = 11;
    CHECK(step(view) == "default 15.9 A");
    acknowledge(view, view.tx_default, 11);
    CHECK(step(view) == "wait 840 s");
    SECTION("in doubt") {
        view.tx_default.acknowledged->is_stale = true;
        CHECK(step(view) == "default 15.9 A");
    }
    SECTION("old") {
        view.tx_default.acknowledged->at = view.tx_default.last_sent.emplace(kNow - 15min);
        CHECK(step(view) == "default 15.9 A");
    }
    SECTION("raised, just after another") {
        view.desired.max_charge_rate_kw = 14;
        view.tx_default.last_sent = kNow - 2s;
        CHECK(step(view) == "wait 3 s");
    }
    SECTION("lowered, just after another") {
        view.desired.max_charge_rate_kw = 7;
        view.tx_default.last_sent = kNow - 2s;
        CHECK(step(view) == "default 10.1 A");
    }
    SECTION("a change is held up by a time-out") {
        view.desired.max_charge_rate_kw = 7;
        view.tx_default.not_before = kNow + 4s;
        CHECK(step(view) == "wait 4 s");
    }
    SECTION("refused while Available") {
        view.tx_default.waits_for_plug_in = true;
        view.tx_default.acknowledged->at = kNow - 1h;
        CHECK(step(view) == "nothing");
    }
}

TEST_CASE("more than the rating is never asked for") {
    auto view = quiet_view();
    view.max_kw = 11;
    view.desired.max_charge_rate_kw = 22;
    CHECK(step(view) == "default 15.9 A");
}

TEST_CASE("a pause is zero, and its end is the ceiling or the rating") {
    auto view = quiet_view();
    view.desired.intent = Intent::pause;
    CHECK(step(view) == "default 0 A");
    acknowledge(view, view.tx_default, 0, 1s);
    view.desired.intent = Intent::none;
    CHECK(step(view) == "default 72.4 A");
    view.desired.max_charge_rate_kw = 11;
    CHECK(step(view) == "default 15.9 A");
}

TEST_CASE("a TxProfile that is in use comes before the TxDefaultProfile") {
    auto view = quiet_view();
    open_transaction(view);
    view.desired.max_charge_rate_kw = 11;
    acknowledge(view, view.tx_default, 11);
    acknowledge(view, view.tx_profile, 11);
    view.tx_profile_in_use = true;
    view.desired.max_charge_rate_kw = 7;
    CHECK(step(view) == "tx 10.1 A");
    acknowledge(view, view.tx_profile, 7, 0s);
    CHECK(step(view) == "default 10.1 A");
    SECTION("a raise of it that keeps its distance is not overtaken") {
        acknowledge(view, view.tx_profile, 7, 2s);
        acknowledge(view, view.tx_default, 7, 10min);
        view.desired.max_charge_rate_kw = 11;
        CHECK(step(view) == "wait 3 s");
    }
    SECTION("one that the charger does not answer does not hold up the other") {
        acknowledge(view, view.tx_profile, 11);
        view.tx_profile.not_before = kNow + 5s;
        CHECK(step(view) == "default 10.1 A");
    }
}

TEST_CASE("what the meter shows after an acknowledgement teaches") {
    auto view = quiet_view();
    open_transaction(view);
    view.desired.max_charge_rate_kw = 5;
    acknowledge(view, view.tx_default, 5, 40s);
    SECTION("too early to tell") {
        measure(view, 11, 11s);
        CHECK(step(view) == "wait 860 s");
    }
    SECTION("within the tolerance of one ampere a phase") {
        measure(view, 5.6);
        CHECK(step(view) == "wait 860 s");
    }
    SECTION("over it") {
        measure(view, 5.8);
        CHECK(step(view) == "try tx_profile");
        view.tx_profile_on_trial = true;
        CHECK(step(view) == "tx 7.2 A");
        view.tx_profile_refused = true;
        CHECK(step(view) == "learn no_effect");
        view.evidence.no_strategy_is_left = true;
        CHECK(step(view) == "wait 860 s");
    }
    SECTION("not while a newer limit is on its way") {
        measure(view, 5.8);
        view.desired.max_charge_rate_kw = 4.5;
        CHECK(step(view) == "default 6.5 A");
    }
    SECTION("not from a current whose phases are only assumed") {
        ocpp::MeterValue value;
        ocpp::SampledValue sample;
        sample.value = "7";
        sample.measurand = ocpp::Measurand::Current_Import;
        value.sampledValue.push_back(sample);
        view.minimum_current = 1;
        view.desired.max_charge_rate_kw = 2;
        acknowledge(view, view.tx_default, 2, 40s);
        view.observed.meter.ingest({value}, kNow, true);
        REQUIRE(view.power(kNow)->kilowatts > 4);
        CHECK(step(view) == "wait 860 s");
    }
}

TEST_CASE("a zero that does nothing ends in a stop") {
    auto view = quiet_view();
    open_transaction(view);
    view.desired.intent = Intent::pause;
    acknowledge(view, view.tx_default, 0, 200s);
    view.tx_profile_refused = true;
    measure(view, 7, 25s);
    CHECK(step(view) == "wait 700 s");
    measure(view, 7, 5s);
    CHECK(step(view) == "learn zero_ignored");
    view.capabilities.zero_ignored = true;
    CHECK(step(view) == "stop 17");
    SECTION("which is repeated after a minute") {
        view.remote_stop.sent_at = kNow - 10s;
        CHECK(step(view) == "wait 50 s");
        view.remote_stop.sent_at = kNow - 60s;
        CHECK(step(view) == "stop 17");
    }
    SECTION("after a refusal much later") {
        view.remote_stop.sent_at = kNow - 60s;
        view.remote_stop.refusal = "Rejected";
        CHECK(step(view) == "wait 540 s");
    }
    SECTION("a ceiling of zero is as good a reason as a pause") {
        view.desired = {0.0, Intent::none};
        CHECK(step(view) == "stop 17");
    }
}

TEST_CASE("where zero ends sessions it is never armed") {
    auto view = quiet_view();
    view.capabilities.zero_ends_transaction = true;
    view.desired = {11.0, Intent::pause};
    CHECK(step(view) == "default 15.9 A");
    acknowledge(view, view.tx_default, 11);
    CHECK(step(view) == "wait 840 s");
    open_transaction(view);
    CHECK(step(view) == "stop 17");
    SECTION("a ceiling under the minimum becomes a stop, and then the minimum") {
        view.desired = {2.0, Intent::none};
        CHECK(step(view) == "stop 17");
        view.remote_stop.sent_at = kNow;
        CHECK(step(view) == "default 6 A");
    }
}

TEST_CASE("a start needs a wish, a vehicle, a standing ceiling and no transaction") {
    auto view = quiet_view();
    view.desired.intent = Intent::run;
    view.charge_is_wanted_now = true;
    set_status(view, ChargePointStatus::Preparing);
    CHECK(step(view) == "start");
    SECTION("no open command") {
        view.charge_is_wanted_now = false;
        CHECK(step(view) == "nothing");
    }
    SECTION("nobody is there") {
        set_status(view, ChargePointStatus::Available);
        CHECK(step(view) == "nothing");
    }
    SECTION("a transaction") {
        open_transaction(view);
        CHECK(step(view) == "nothing");
    }
    SECTION("a transaction that is being stored") {
        view.observed.starts_being_stored = 1;
        CHECK(step(view) == "nothing");
    }
    SECTION("a ceiling that is not acknowledged") {
        view.desired.max_charge_rate_kw = 11;
        CHECK(step(view) == "default 15.9 A");
        view.tx_default.not_before = kNow + 5s;
        CHECK(step(view) == "wait 5 s");
        acknowledge(view, view.tx_default, 11);
        CHECK(step(view) == "start");
    }
    SECTION("a zero that is still in force") {
        view.desired.max_charge_rate_kw = 11;
        acknowledge(view, view.tx_default, 0);
        view.tx_default.not_before = kNow + 5s;
        CHECK(step(view) == "wait 5 s");
    }
    SECTION("a charger that takes limits only with a vehicle") {
        view.desired.max_charge_rate_kw = 11;
        view.tx_default.waits_for_plug_in = true;
        CHECK(step(view) == "start");
    }
    SECTION("a status from before the connection is waited for") {
        view.connected_changed_at = kNow - 4s;
        CHECK(step(view) == "wait 6 s");
        view.connected_changed_at = kNow - 10s;
        CHECK(step(view) == "start");
    }
    SECTION("it was sent already") {
        view.remote_start = {kNow - 1min, kNow - 1min, {}, 0, 1};
        CHECK(step(view) == "nothing");
        view.remote_start = {kNow - 1min, std::nullopt, "Rejected", 0, 1};
        CHECK(step(view) == "nothing");
        view.remote_start = {kNow - 1min, std::nullopt, {}, 1, 1};
        CHECK(step(view) == "start");
        view.remote_start.attempts = 2;
        CHECK(step(view) == "nothing");
    }
}
