#include <catch2/catch.hpp>

#include "gateway/setup/setup_dialogue.h"
#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

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

TEST_CASE("of keys under suspicion a dialogue tries one, after all the others") {
    ControlTimings timings;
    Capabilities capabilities;
    const auto keys_written = [&](const KeyTrials& trials) {
        Setup setup(timings);
        setup.know({}, {}, trials);
        setup.begin(SteadyTime(1h));
        auto answer = Dialogue::answer("MeterValueSampleInterval", "900");
        answer.configurationKey->push_back(Dialogue::answer("HeartbeatInterval", "900").configurationKey->front());
        std::vector<std::string> written;
        for (int left = 10; left > 0; --left) {
            const auto step = setup.next();
            if (!step) break;
            if (const auto* question = std::get_if<AskConfiguration>(&*step)) {
                setup.question_sent(question->keys, SteadyTime(1h));
                setup.configuration_received(answer, capabilities);
                continue;
            }
            const WriteKey write = std::get<WriteKey>(*step);
            written.push_back(write.key);
            setup.key_sent(write, SteadyTime(1h));
            setup.key_written(write, ocpp::ConfigurationStatus::Accepted, capabilities);
        }
        return written;
    };
    const auto all = keys_written({});
    REQUIRE(all.size() == 2);
    CHECK(keys_written({{}, {lower_case(all[0])}}) == std::vector<std::string>{all[1], all[0]});
    CHECK(keys_written({{}, {lower_case(all[0]), lower_case(all[1])}}) == std::vector<std::string>{all[0]});
}

TEST_CASE("a key that waits for its answer as the charger falls over is not written again in the dialogue") {
    ControlTimings timings;
    Capabilities capabilities;
    Setup setup(timings);
    setup.know({}, {});
    setup.begin(SteadyTime(1h));
    setup.question_sent({}, SteadyTime(1h));
    setup.configuration_received(Dialogue::answer("MeterValueSampleInterval", "900"), capabilities);
    const auto step = setup.next();
    REQUIRE(step);
    const auto* write = std::get_if<WriteKey>(&*step);
    REQUIRE(write);
    const WriteKey guilty = *write;
    setup.key_sent(guilty, SteadyTime(1h));
    REQUIRE(setup.charger_fell_over(SteadyTime(1h) + 5s).size() == 1);
    const auto next = setup.next();
    CHECK_FALSE((next && std::get_if<WriteKey>(&*next) && std::get<WriteKey>(*next) == guilty));
}
