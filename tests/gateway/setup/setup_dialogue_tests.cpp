#include <catch2/catch.hpp>

#include "gateway/setup/setup_dialogue.h"
#include "tests/support/manual_time.h"

using namespace gateway;

namespace {

/// A dialogue after a boot, with what it asked and who heard of the answers.
struct Dialogue {
    ManualTime time;
    ControlTimings timings;
    ConnectorView view;
    std::map<int, ConnectorView*> connectors{{1, &view}};
    Traits traits;
    Capabilities capabilities;
    Setup setup{timings};
    std::vector<std::string> told;
    std::function<void(const ocpp::Outcome<ocpp::GetConfiguration>&)> configuration;
    std::function<void(const ocpp::Outcome<ocpp::ChangeConfiguration>&)> written;
    std::unique_ptr<SetupDialogue> dialogue;

    Dialogue() {
        SetupDialogue::Ports ports;
        ports.ask = [this](const auto&, auto answer, auto) {
            told.push_back("asked");
            configuration = std::move(answer);
        };
        ports.write = [this](const auto& request, auto answer, auto) {
            told.push_back("wrote " + request.key.value);
            written = std::move(answer);
        };
        ports.clear = [this](const auto&, auto) { told.push_back("cleared"); };
        ports.traits = [this]() -> const Traits& { return traits; };
        ports.capabilities = [this]() -> Capabilities& { return capabilities; };
        ports.capabilities_changed = [this](const Capabilities& before) {
            if (before != capabilities) told.push_back("learnt");
        };
        ports.note_lessons = [] {};
        ports.strategies_changed = [this] { told.push_back("strategies"); };
        ports.limits_may_be_gone = [this] { told.push_back("gone"); };
        ports.foreign_profiles_go = [] {};
        ports.connector_exists = [this](int id) { told.push_back("connector " + std::to_string(id)); };
        ports.configuration_was_read = [](const auto&) {};
        setup.know(traits, {});
        setup.begin(time.now());
        dialogue = std::make_unique<SetupDialogue>(setup, time, timings, connectors, std::move(ports));
    }
    bool step() {
        std::optional<SteadyTime> wake;
        if (dialogue->take_step(time.now(), wake)) return true;
        if (!wake) return false;
        while (time.ring_next(*wake)) {
        }
        return dialogue->take_step(time.now(), wake);
    }
    static ocpp::GetConfiguration::Response answer(const std::string& key, const std::string& value) {
        ocpp::GetConfiguration::Response response;
        ocpp::KeyValue row;
        row.key = key;
        row.value = value;
        response.configurationKey.emplace();
        response.configurationKey->push_back(row);
        return response;
    }
};

}  // namespace

TEST_CASE("the dialogue asks first, and makes known what the charger counts") {
    Dialogue play;
    REQUIRE(play.step());
    CHECK(play.told == std::vector<std::string>{"asked"});
    play.told.clear();
    play.configuration(Dialogue::answer("NumberOfConnectors", "2"));
    CHECK(play.told == std::vector<std::string>{"connector 1", "connector 2"});
}

TEST_CASE("a charger that takes watts alone opens other strategies, and that is learnt") {
    Dialogue play;
    REQUIRE(play.step());
    play.told.clear();
    play.configuration(Dialogue::answer("ChargingScheduleAllowedChargingRateUnit", "Power"));
    CHECK(play.told == std::vector<std::string>{"strategies", "learnt", "connector 1"});
}

TEST_CASE("a question that is not answered teaches nothing, and the dialogue goes on") {
    Dialogue play;
    REQUIRE(play.step());
    const Capabilities before = play.capabilities;
    play.configuration(ocpp::Outcome<ocpp::GetConfiguration>(ocpp::TimedOut{}));
    CHECK(play.capabilities == before);
    CHECK(play.step());
}
