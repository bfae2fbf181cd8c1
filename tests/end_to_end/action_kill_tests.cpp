#include <catch2/catch.hpp>
#include <set>

#include "json/parse.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/gateway/webhooks/receiver.h"

/// One scheduled charge, with a SIGKILL between each two steps of its life: one outcome, and one event of it.
using namespace end_to_end;
using gateway::testing::Receiver;

namespace {

enum class Step { accepted, begun, start_asked_for, session_stored, charging, told };
const std::vector<Step> kSteps = {Step::accepted,       Step::begun,    Step::start_asked_for,
                                  Step::session_stored, Step::charging, Step::told};

GatewayOptions with_webhooks() {
    GatewayOptions options;
    options.sections =
        "[webhooks]\nallow = [\"127.0.0.0/8\"]\nretries_ms = [200, 200, 200, 200, 200, 200]\nbetween_probes_ms = 50\n";
    return options;
}

class Life {
  public:
    explicit Life(std::optional<Step> killed_behind)
        : killed_behind_(killed_behind), gateway_(stage_, with_webhooks()) {
        charger_.answer_status("RemoteStartTransaction", "Accepted");
        REQUIRE(gateway_.client()
                    .post("/webhooks",
                          R"({"url":")" + receiver_.url() + R"(","eventTypes":["push.completed","push.failed"]})")
                    .status == 201);
        REQUIRE(charger_.connect(gateway_.ocpp_port()) == 101);
        charger_.boot();
        charger_.status("Preparing");
        device_ = gateway_.client().device_of("CP-LIFE");
    }

    void go_through() {
        const Answer pushed =
            gateway_.client().post("/ev-charger/" + device_, R"({"action":{"command":"charge","start":"0.02m"}})");
        REQUIRE(pushed.status == 202);
        REQUIRE(pushed.text("data.state") == "scheduled");
        action_ = pushed.text("data.id");
        done(Step::accepted);
        REQUIRE(stage_.poll_until([&] { return state() != "scheduled"; }));
        done(Step::begun);
        REQUIRE(charger_.wait_for_call("RemoteStartTransaction"));
        done(Step::start_asked_for);
        charger_.start_transaction();
        done(Step::session_stored);
        charger_.status("Charging");
        charger_.send_power(7);
        done(Step::charging);
        REQUIRE(stage_.run_until([&] { return !receiver_.requests.empty(); }));
        done(Step::told);
        REQUIRE(stage_.poll_until([&] { return state() == "completed"; }));
        stage_.watch_for(600ms);
    }

    std::set<std::string> event_ids() const {
        std::set<std::string> ids;
        for (const auto& request : receiver_.requests) {
            const auto begin = request.find("svix-id: ") + 9;
            ids.insert(request.substr(begin, request.find("\r\n", begin) - begin));
            CHECK(request.find("webhook-event: push.completed") != std::string::npos);
            CHECK(request.find("\"actionId\":\"" + action_ + "\"") != std::string::npos);
        }
        return ids;
    }

  private:
    std::string state() { return gateway_.client().get("/actions/" + action_).text("data.state"); }

    void done(Step step) {
        if (step != killed_behind_) return;
        gateway_.kill9();
        charger_.drop();
        gateway_.restart();
        REQUIRE(charger_.connect(gateway_.ocpp_port()) == 101);
        charger_.status(step >= Step::charging ? "Charging" : "Preparing");
        if (step >= Step::charging) charger_.send_power(7);
    }

    std::optional<Step> killed_behind_;
    Stage stage_;
    Receiver receiver_{stage_.io()};
    GatewayProcess gateway_;
    ScriptedCharger charger_{stage_, "CP-LIFE"};
    std::string device_, action_;
};

}  // namespace

TEST_CASE("killed behind any step of its life, a scheduled charge is completed once and told once") {
    for (const Step step : kSteps) {
        INFO("killed behind step " << static_cast<int>(step));
        Life life(step);
        life.go_through();
        CHECK(life.event_ids().size() == 1);
    }
}
