#include <catch2/catch.hpp>

#include "bench.h"

/// Messages as chargers in the field write them.
using namespace gateway;

namespace {

/// What the gateway sent in answer to these bytes.
std::vector<std::string> frames_after(Bench& bench, const std::string& frame) {
    const std::size_t before = bench.link->sent.size();
    bench.site->admission().received(*bench.link, frame);
    bench.settle();
    return {bench.link->sent.begin() + static_cast<std::ptrdiff_t>(before), bench.link->sent.end()};
}

std::string values(const std::string& meter_value) { return R"({"connectorId":1,"meterValue":)" + meter_value + "}"; }

std::string power(const std::string& value) {
    return R"({"value":)" + value + R"(,"measurand":"Power.Active.Import","unit":"kW"})";
}

}  // namespace

TEST_CASE("quirk 31: numbers and words in place of texts are read, in meter values and in the configuration") {
    Bench bench;
    bench.answers_with("GetConfiguration",
                       R"({"configurationKey":[{"key":"NumberOfConnectors","readonly":"false","value":2},)"
                       R"({"key":"ChargeProfileMaxStackLevel","readonly":true,"value":7},)"
                       R"({"key":"MeterValueSampleInterval","readonly":"true","value":30}]})");
    bench.arrive("Charging");
    bench.advance(1s);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 2);
    CHECK(bench.view().capabilities.max_stack_level == 7);
    CHECK(bench.view().meter_interval == 30s);
    bench.advance(1s);
    CHECK(bench.call("MeterValues", values(R"([{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[)" + power("7.2") +
                                           "]}]")) == "{}");
    CHECK(bench.read().current_power_kw == 7.2);
}

TEST_CASE("quirk 32: an object in place of a list is its one element, an empty list changes nothing") {
    Bench bench;
    bench.arrive("Charging");
    bench.advance(1s);
    CHECK(bench.call("MeterValues", values(R"({"timestamp":"2026-01-01T00:00:00Z","sampledValue":)" + power("\"7.2\"") +
                                           "}")) == "{}");
    CHECK(bench.read().current_power_kw == 7.2);
    CHECK(bench.call("MeterValues", values(R"([{"timestamp":"2026-01-01T00:00:10Z","sampledValue":[]}])")) == "{}");
    CHECK(bench.call("MeterValues", values("[]")) == "{}");
    CHECK(bench.read().current_power_kw == 7.2);
}

TEST_CASE("quirk 34: a call cut off in its middle is answered with its id, a cut answer fails our call at once") {
    Bench bench;
    bench.arrive("Preparing");
    const auto answers = frames_after(bench, R"([2,"7","MeterValues",{"connectorId":1)");
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].rfind(R"([4,"7","FormationViolation",)", 0) == 0);
    CHECK(frames_after(bench, "[,{").empty());
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    const auto open = bench.calls_of("SetChargingProfile").at(0);
    bench.answers_as_usual("SetChargingProfile");
    bench.calls.back().answered = true;
    frames_after(bench, "[3,\"" + open.id + "\",{\"status\":");
    bench.advance(1s);
    CHECK(bench.count("SetChargingProfile") == 2);
    CHECK(bench.link->open);
    CHECK(bench.call("Heartbeat", "{}").find("currentTime") != std::string::npos);
}

TEST_CASE("quirk 35: names that nobody specified are acknowledged and shown by what is known besides") {
    Bench bench;
    bench.arrive();
    CHECK(bench.call("StatusNotification",
                     R"({"connectorId":1,"errorCode":"Error","status":"Standby","vendorMood":"fine","vendorX":[1]})") ==
          "{}");
    CHECK(bench.view().observed.status_text == "Standby");
    CHECK(bench.read().status == canonical::DeviceStatus::unknown);
    CHECK(bench.call("Authorize", R"({"idTag":"A","connectorId":1})") == R"({"idTagInfo":{"status":"Accepted"}})");
}

TEST_CASE("quirk 36: a payload of null and none at all stand for an empty one") {
    Bench bench;
    bench.arrive();
    for (const std::string frame : {R"([2,"1","Heartbeat",null])", R"([2,"2","Heartbeat"])"}) {
        const auto answers = frames_after(bench, frame);
        REQUIRE(answers.size() == 1);
        CHECK(answers[0].rfind(frame.substr(0, 6).replace(1, 1, "3") + ",{\"currentTime\":", 0) == 0);
    }
}

TEST_CASE("quirk 37: a CALLERROR of four elements is a refusal, and the next variant follows at once") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(6.9);
    REQUIRE(bench.profiles().size() == 1);
    const auto open = bench.calls_of("SetChargingProfile").at(0);
    bench.calls.back().answered = true;
    bench.answers_as_usual("SetChargingProfile");
    const std::string form = GENERATE(R"("NotSupported","x"])", R"("NotSupported"])", R"("Nonsense",7,"details"])",
                                      R"("NotSupported","x",{},"more"])");
    frames_after(bench, "[4,\"" + open.id + "\"," + form);
    REQUIRE(bench.profiles().size() == 2);
    const auto all = bench.profiles();
    CHECK((all[1].kind != all[0].kind || all[1].stack_level != all[0].stack_level || all[1].unit != all[0].unit));
    CHECK(bench.read().power_rate_limit_kw == 6.9);
}

TEST_CASE("quirk 38: whatever the form of a refusal, the same variant follows") {
    const auto second_try = [](const std::string& refusal) {
        Bench bench;
        bench.arrive("Preparing");
        bench.answers["SetChargingProfile"] = [&](const GatewayCall&) {
            return bench.count("SetChargingProfile") == 1 ? refusal : R"({"status":"Accepted"})";
        };
        bench.set_ceiling(6.9);
        bench.advance(1s);
        REQUIRE(bench.profiles().size() == 2);
        const auto next = bench.profiles()[1];
        return next.purpose + next.kind + next.unit + std::to_string(next.stack_level);
    };
    const std::string expected = second_try(R"({"status":"Rejected"})");
    for (const std::string refusal :
         {R"({"status":"NotSupported"})", R"({"status":"Unheard"})", "!NotSupported", "!NotImplemented",
          "!PropertyConstraintViolation", "!OccurrenceConstraintViolation", "!InternalError", "!GenericError"}) {
        CAPTURE(refusal);
        CHECK(second_try(refusal) == expected);
    }
}

TEST_CASE("quirk 39: every call is answered exactly once, also those that nobody knows") {
    Bench bench;
    bench.arrive();
    const std::vector<std::pair<std::string, std::string>> sent = {
        {R"("DataTransfer",{"vendorId":"EVBox","messageId":"evbStatusNotification","data":"{}"})", "[3"},
        {R"("DataTransfer",{"vendorId":"Vestel","messageId":"setMeterConfiguration","data":{"a":1}})", "[3"},
        {R"("FirmwareStatusNotification",{"status":"Idle"})", "[3"},
        {R"("DiagnosticsStatusNotification",{"status":"Idle"})", "[3"},
        {R"("SecurityEventNotification",{"type":"StartupOfTheDevice","timestamp":"2026-01-01T00:00:00Z"})", "[3"},
        {R"("SignedFirmwareStatusNotification",{"status":"Idle","requestId":1})", "[3"},
        {R"("LogStatusNotification",{"status":"Idle","requestId":1})", "[3"},
        {R"("NotifyEVChargingNeeds",{})", "[4"}};
    int id = 0;
    for (const auto& [rest, kind] : sent) {
        CAPTURE(rest);
        const std::string name = "x" + std::to_string(++id);
        const auto answers = frames_after(bench, "[2,\"" + name + "\"," + rest + "]");
        REQUIRE(answers.size() == 1);
        CHECK(answers[0].rfind(kind + ",\"" + name + "\",", 0) == 0);
    }
}

TEST_CASE("quirk 39: data from a vendor that is known is accepted, from any other it is not") {
    SiteOptions options = Bench::automatic();
    auto kinds = std::make_shared<ocpp::ChargerKinds>(*options.charger_kinds);
    kinds->extend(R"({"charger_kinds":[{"name":"chatty","title":"Chatty","note":"Repeats","sources":["our own"],)"
                  R"("match":{"vendor":"Acme"},"traits":{"data_transfer_vendors":["AcmeCloud"]}}]})");
    options.charger_kinds = std::move(kinds);
    Bench bench(options);
    bench.arrive();
    CHECK(bench.call("DataTransfer", R"({"vendorId":"AcmeCloud"})") == R"({"status":"Accepted"})");
    CHECK(bench.call("DataTransfer", R"({"vendorId":"Other"})") == R"({"status":"UnknownVendorId"})");
}

TEST_CASE("quirk 40: messages of a transaction are acknowledged whatever is missing in them") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    CHECK(bench.call("StopTransaction", R"({"transactionId":4711,"timestamp":"yesterday"})") == "{}");
    CHECK(bench.call("StopTransaction", R"({"meterStop":"much","reason":7})") == "{}");
    CHECK(bench.call("StopTransaction", "{}") == "{}");
    CHECK(bench.call("MeterValues", R"({"transactionId":4711})") == "{}");
    CHECK(bench.call("MeterValues", "{}") == "{}");
    CHECK(bench.call("StartTransaction", R"({"connectorId":9})").find(R"("transactionId":)") != std::string::npos);
    CHECK(id > 0);
}

TEST_CASE("quirk 41: a repeated id is the same message only on the same socket and with the same content") {
    Bench bench;
    bench.arrive("Charging");
    const auto id = bench.begin_session();
    const std::string content =
        R"("MeterValues",{"connectorId":1,"transactionId":)" + std::to_string(id) +
        R"(,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1"}]}]}])";
    for (int i = 0; i < 2; ++i)
        CHECK(frames_after(bench, "[2,\"5\"," + content) == std::vector<std::string>{R"([3,"5",{}])"});
    CHECK(bench.storage.rows().meter_values().size() == 1);
    bench.disconnect();
    bench.connect();
    const auto boot =
        frames_after(bench, R"([2,"5","BootNotification",{"chargePointVendor":"B","chargePointModel":"C"}])");
    REQUIRE(boot.size() == 1);
    CHECK(boot[0].find(R"("status":"Accepted")") != std::string::npos);
    CHECK(bench.device().charge_point->record().vendor == "B");
}

TEST_CASE("quirk 43: a charger that hears nothing while one of our calls is open, or its own is, misses nothing") {
    Bench bench;
    bench.arrive("Preparing");
    bench.advance(5s);
    bench.forget_calls();
    // The bench itself fails the test when a second call comes while one is open.
    for (const auto action : {"SetChargingProfile", "RemoteStartTransaction", "TriggerMessage"}) {
        bench.answers_with(action, "");
    }
    const auto answer_all_slowly = [&] {
        for (int i = 0; i < 10; ++i) {
            bench.advance(2s);
            const auto calls = bench.calls;
            for (const auto& call : calls) {
                if (!call.answered) bench.answer(call, R"({"status":"Accepted"})");
            }
        }
    };
    bench.set_ceiling(11);
    const auto charge = bench.charge();
    answer_all_slowly();
    CHECK(bench.count("RemoteStartTransaction") == 1);
    bench.hold_storage = true;
    bench.start_transaction();
    bench.status("Charging");
    bench.forget_calls();
    bench.set_ceiling(7);
    bench.advance(3s);
    CHECK(bench.calls.empty());  // its StartTransaction waits for our answer
    bench.hold_storage = false;
    bench.deliver();
    CHECK_FALSE(bench.calls.empty());
    answer_all_slowly();
    CHECK(bench.outcome(charge) == "completed");
    CHECK(bench.read().power_rate_limit_kw == 7);
}

TEST_CASE("a slow disk holds a limit back for seconds, not for ever") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.begin_session();
    bench.advance(10s);
    bench.disconnect();
    bench.connect();
    bench.forget_calls();
    bench.hold_storage = true;
    bench.call("StopTransaction", R"({"transactionId":4711})");
    bench.advance(4s);
    CHECK(bench.calls.empty());
    bench.advance(2s);
    CHECK(bench.count("SetChargingProfile") == 1);
}

TEST_CASE("quirk 44: an answer that takes 40 s still counts, and what hangs chargers is never sent") {
    Bench bench;
    bench.answers_with("GetConfiguration", "");
    bench.answers_with("ChangeAvailability", "");
    bench.arrive("Preparing");
    bench.advance(1s);
    const auto open = bench.calls_of("GetConfiguration").at(0);
    bench.set_ceiling(11);
    bench.advance(40s);
    bench.answers_as_usual("GetConfiguration");
    bench.answer(open, R"({"configurationKey":[{"key":"NumberOfConnectors","readonly":true,"value":"2"}]})");
    bench.advance(1s);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 2);
    CHECK(bench.read().power_rate_limit_kw == 11);
    const auto charge = bench.charge();
    const auto id = bench.begin_session();
    CHECK(bench.outcome(charge) == "completed");
    bench.idle();
    bench.advance(10min);
    bench.stop_transaction(id);
    bench.advance(1h);
    CHECK(bench.count("ChangeAvailability") == 0);
    CHECK_FALSE(bench.link->close_code);
}
