#include "gateway/charge_point/meter_values_intake.h"

#include <catch2/catch.hpp>

#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// The intake of a charger with one connector, and what it told the other parts, in order.
struct Intake {
    ManualTime time;
    support::SteppedStorage storage;
    storage::ChargePointRecord record;
    ControlTimings timings;
    ocpp::QuirkCounters quirks;
    ocpp::Strictness strictness = ocpp::Strictness::lenient;
    ConnectorMap connectors;
    std::map<int, ConnectorView*> views;
    ClockLag clock_lag;
    ChargerReports reports;
    std::shared_ptr<int> here = std::make_shared<int>(0);
    std::int64_t foreign = 0;
    std::vector<std::string> told, answers;
    std::vector<int> given_up;
    SessionBook book{record, views, quirks, {[this] { return strictness; }, [this] { return time.utc(); }}};
    LostSessions lost_sessions{time,
                               views,
                               {[this](int id) { return connectors.at(id)->transaction_lost_at(); },
                                [this](int id, ocpp::Reason) { given_up.push_back(id); }, [] {}}};
    ChargerWrites writes{{record, storage, time, timings, connectors}, {[this] { return here; }, [] {}}};
    MeterValuesIntake intake{{record, time, quirks, connectors, writes, book, lost_sessions, clock_lag, reports},
                             ports()};

    Intake() {
        record.id = "CP-1";
        storage.write({storage::PutChargePoint{record}}, [](const auto&) {});
        storage.deliver();
        add_connector(1);
    }
    void add_connector(int id) {
        storage::ConnectorRecord row;
        row.device_id = "device_" + std::to_string(id);
        row.charge_point_id = record.id;
        row.connector_id = id;
        connectors[id] = std::make_unique<Connector>(row, record, timings);
        views[id] = &connectors[id]->view;
    }
    MeterValuesIntake::Ports ports() {
        MeterValuesIntake::Ports ports;
        ports.strictness = [this] { return strictness; };
        ports.meter_interval = [] { return 10s; };
        ports.connector = [this](std::int64_t id) {
            const auto found = connectors.find(static_cast<int>(id));
            return found == connectors.end() ? nullptr : found->second.get();
        };
        ports.is_foreign = [this](std::int64_t id) { return id == foreign; };
        ports.adopt = [this](ConnectorView&, std::int64_t id) { told.push_back("adopt " + std::to_string(id)); };
        ports.resume = [this](ConnectorView&, std::int64_t id) { told.push_back("resume " + std::to_string(id)); };
        ports.clock_heard = [this](const ocpp::DateTime&) { told.push_back("clock"); };
        ports.values_came = [this](int id) { told.push_back("came " + std::to_string(id)); };
        return ports;
    }
    /// Power in kW, measured so long ago.
    void take(double kilowatts, std::optional<std::int64_t> transaction = std::nullopt, int connector = 1,
              std::chrono::seconds age = 0s) {
        take_text(std::to_string(kilowatts * 1000), transaction, connector, age);
    }
    void take_text(const std::string& watts, std::optional<std::int64_t> transaction = std::nullopt, int connector = 1,
                   std::chrono::seconds age = 0s) {
        ocpp::SampledValue value;
        value.value = watts;
        value.measurand = ocpp::Measurand::Power_Active_Import;
        value.unit = ocpp::UnitOfMeasure::W;
        ocpp::MeterValues::Request request;
        request.connectorId = connector;
        if (transaction) request.transactionId = *transaction;
        request.meterValue.resize(1);
        request.meterValue[0].timestamp = ocpp::DateTime(time.utc() - age);
        request.meterValue[0].sampledValue.push_back(value);
        const ocpp::Call call{"m", false, {}, {}};
        intake.take(request, call, {call, [this](std::string frame) { answers.push_back(std::move(frame)); }});
    }
    /// Power that varies is no frozen meter's.
    void take_rising(std::int64_t transaction) {
        for (const double kilowatts : {7.0, 7.1, 7.2}) {
            time.ring_next(time.now() + 10s);
            take(kilowatts, transaction);
        }
    }
    void open_session(std::int64_t id) {
        connectors.at(1)->on_transaction_opened({id, time.now(), id, {}});
        told.clear();
    }
    std::optional<double> kilowatts(int connector = 1) {
        const auto power = connectors.at(connector)->view.power(time.now());
        return power ? std::optional(power->kilowatts) : std::nullopt;
    }
};

const std::string kPlainAnswer = R"([3,"m",{}])";

}  // namespace

TEST_CASE("values without a transaction are shown, are answered at once and are not stored") {
    Intake play;
    play.take(0);
    CHECK(play.answers == std::vector<std::string>{kPlainAnswer});
    CHECK(play.kilowatts() == 0.0);
    CHECK(play.storage.rows().orphan_values().empty());
    CHECK(play.told == std::vector<std::string>{"clock", "came 1"});
}

TEST_CASE("values of a session are answered once they are on disk") {
    Intake play;
    play.open_session(7);
    play.take(7.2, 7);
    CHECK(play.kilowatts() == 7.2);
    CHECK(play.answers.empty());
    play.storage.deliver();
    CHECK(play.answers == std::vector<std::string>{kPlainAnswer});
    REQUIRE(play.storage.rows().orphan_values().size() == 1);
    CHECK(play.storage.rows().orphan_values()[0].transaction_id == 7);
    CHECK(play.told == std::vector<std::string>{"adopt 7", "clock", "came 1"});
}

TEST_CASE("values that cannot be stored are refused, so that they come again") {
    Intake play;
    play.open_session(7);
    play.storage.fail_next = true;
    play.take(7.2, 7);
    play.storage.deliver();
    REQUIRE(play.answers.size() == 1);
    CHECK(play.answers[0].find(R"([4,"m","InternalError")") == 0);
    CHECK(play.answers[0].find("please send them again") != std::string::npos);
}

TEST_CASE("a charger that has gone before the commit hears no answer") {
    Intake play;
    play.open_session(7);
    play.take(7.2, 7);
    play.here.reset();
    play.storage.deliver();
    CHECK(play.answers.empty());
}

TEST_CASE("values in another charger's transaction are stored and adopt nothing") {
    Intake play;
    play.foreign = 9;
    play.take(3, 9);
    play.storage.deliver();
    CHECK(play.answers == std::vector<std::string>{kPlainAnswer});
    CHECK(play.storage.rows().orphan_values().size() == 1);
    CHECK(play.told == std::vector<std::string>{"clock", "came 1"});
}

TEST_CASE("values of a session that has ended tell no power, and the clock is not learnt from them") {
    Intake play;
    play.book.remember_ended(7);
    play.take(0, 7);
    CHECK_FALSE(play.kilowatts());
    CHECK(play.told == std::vector<std::string>{"came 1"});
    SECTION("unless power flows in them: the session goes on") {
        play.take_rising(7);
        CHECK(std::count(play.told.begin(), play.told.end(), "resume 7") > 0);
        CHECK(play.kilowatts() == 7.2);
    }
    SECTION("but another charger's session does not go on here") {
        play.foreign = 7;
        play.take_rising(7);
        CHECK(std::count(play.told.begin(), play.told.end(), "resume 7") == 0);
    }
}

TEST_CASE("values that waited for three minutes say nothing of now") {
    Intake play;
    play.open_session(7);
    play.take(7.2, 7, 1, 3min);
    CHECK_FALSE(play.kilowatts());
    play.take(5, 7, 1, 30s);
    CHECK(play.kilowatts() == 5.0);
}

TEST_CASE("the station's own values are kept for the operator, those of no connector are only answered") {
    Intake play;
    play.take(4, std::nullopt, 0);
    REQUIRE(play.reports.station_values());
    CHECK(play.reports.station_values()->connector_id == 0);
    play.take(4, std::nullopt, 77);
    CHECK(play.answers == std::vector<std::string>{kPlainAnswer, kPlainAnswer});
    CHECK(play.told.empty());
    CHECK_FALSE(play.kilowatts());
}

TEST_CASE("a comma for a point is refused to the letter, and else counted") {
    Intake play;
    SECTION("strict") {
        play.strictness = ocpp::Strictness::strict;
        play.take_text("7200,5");
        REQUIRE(play.answers.size() == 1);
        CHECK(play.answers[0].find("TypeConstraintViolation") != std::string::npos);
        CHECK(play.told.empty());
    }
    SECTION("lenient") {
        play.take_text("7200,5");
        CHECK(play.answers == std::vector<std::string>{kPlainAnswer});
        CHECK(play.quirks.of(ocpp::Quirk::unusable_value) == 1);
    }
}

TEST_CASE("values of its session tell that it survived a reboot") {
    Intake play;
    play.open_session(7);
    play.lost_sessions.mark_all_stale();
    CHECK(play.views.at(1)->observed.transaction_is_stale);
    play.take(7.2, 7);
    CHECK_FALSE(play.views.at(1)->observed.transaction_is_stale);
    CHECK(play.given_up.empty());
}

TEST_CASE("one meter that two connectors tell of is seen as one") {
    Intake play;
    play.add_connector(2);
    for (auto& [id, view] : play.views) {
        view->observed.status = id == 1 ? ocpp::ChargePointStatus::Charging : ocpp::ChargePointStatus::Available;
        view->is_connected = true;
    }
    play.open_session(7);
    for (int i = 0; i < 4; ++i) {
        play.time.ring_next(play.time.now() + 10s);
        play.take(7.2, 7, 1);
        play.take(7.2, std::nullopt, 2);
    }
    const auto power = play.views.at(2)->power(play.time.now());
    REQUIRE(power);
    CHECK(power->least_kw == 0.0);
}
