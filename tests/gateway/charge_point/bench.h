#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/site/site.h"
#include "tests/support/fake_link.h"
#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

namespace gateway {

using namespace std::chrono_literals;

constexpr auto kLive = canonical::Environment::live;

/// A CALL of the gateway as the charger got it.
struct GatewayCall {
    std::string id, action, payload;
    SteadyTime at{};
    bool answered = false;
};

/// The one period of a SetChargingProfile.
struct SeenProfile {
    int connector = 0;
    std::int64_t id = 0;
    std::string purpose, kind, unit, start;
    int stack_level = 0;
    double limit = 0;
    std::optional<std::int64_t> transaction;
    SteadyTime at{};
};

/// The whole engine on a manual clock: a Site over a stepped storage, and one charger played by the test. Answers
/// of the charger come at once. It fails the test when a second CALL is opened, or a profile cleared in a
/// session.
class Bench {
  public:
    explicit Bench(SiteOptions options = automatic());
    static SiteOptions automatic();
    /// Chargers are held to the letter of the specification.
    static SiteOptions strict();

    ManualTime time;
    support::SteppedStorage storage;
    std::unique_ptr<Site> site;
    std::shared_ptr<FakeLink> link;
    std::string name = "CP1";

    /// Storage answers wait until `deliver()`.
    bool hold_storage = false;
    void deliver();

    // Time.
    void advance(std::chrono::milliseconds time);
    void settle();

    /// Kill -9 and start again from what is on disk.
    void restart();
    /// The charger is away then, too.
    void be_down_for(std::chrono::milliseconds time);

    // The charger.
    void connect();
    void disconnect();
    void boot(const std::string& firmware = "1.0", const std::string& model = "One");
    /// connect, boot, settle, status.
    void arrive(const std::string& status = "Available");
    void status(const std::string& status, int connector = 1, const std::string& error_code = "NoError");
    /// The transaction id that the gateway gave; 0 while there is no answer.
    std::int64_t start_transaction(int connector = 1, int meter_start = 0, const std::string& timestamp = {});
    void stop_transaction(std::int64_t id, const std::string& reason = "Local");
    /// Plugged, started and Charging.
    std::int64_t begin_session(int connector = 1);
    void meter(double kilowatts, int phases = 3, int connector = 1,
               std::optional<std::int64_t> transaction = std::nullopt);
    /// A meter value every 10 s.
    void meter_for(std::chrono::seconds time, double kilowatts, int phases = 3,
                   std::optional<std::int64_t> transaction = std::nullopt);
    /// Sends a CALL and gives back the gateway's answer: the payload, "!Code" for a CALLERROR, "" while there
    /// is none.
    std::string call(const std::string& action, const std::string& payload);
    std::string answer_to(const std::string& call_id) const;
    std::string last_call_id() const { return "c" + std::to_string(calls_made_); }
    std::string utc_text() const;

    /// What the charger answers: a payload, "!Code" for a CALLERROR, "" to stay mute. By action; else
    /// Accepted.
    using Answer = std::function<std::string(const GatewayCall&)>;
    std::map<std::string, Answer> answers;
    void answers_with(const std::string& action, const std::string& text);
    void answers_as_usual(const std::string& action) { answers.erase(action); }
    /// Answers a CALL that was left open.
    void answer(const GatewayCall& call, const std::string& text);
    std::map<std::string, std::string> configuration{{"NumberOfConnectors", "1"}};

    std::vector<GatewayCall> calls;  ///< all that the gateway sent, in order
    std::vector<GatewayCall> calls_of(const std::string& action) const;
    std::size_t count(const std::string& action) const { return calls_of(action).size(); }
    void forget_calls() { calls.clear(); }
    std::vector<SeenProfile> profiles(const std::string& purpose = {}) const;
    std::optional<SeenProfile> last_profile(const std::string& purpose = {}) const;

    // The REST side.
    DeviceRef device(int connector = 1);
    ConnectorView& view(int connector = 1) { return device(connector).connector->view; }
    canonical::Device read(int connector = 1) { return site->devices().describe(device(connector)); }
    /// What the writer was told; empty while there is no answer.
    std::shared_ptr<std::optional<bool>> set_ceiling(double kilowatts, int connector = 1);
    /// The id of the action, or "" when it could not be stored.
    std::string push(canonical::Command command, bool replace = false, int connector = 1);
    std::string charge(bool replace = false) { return push(canonical::Command::charge, replace); }
    std::string idle(bool replace = false) { return push(canonical::Command::idle, replace); }
    /// With a start from now, and an end from the start.
    std::string charge_in(std::chrono::minutes start, std::optional<std::chrono::minutes> length = std::nullopt);
    std::string idle_in(std::chrono::minutes start);
    std::string push(const canonical::PushRequest& request, int connector = 1);
    /// "" or the code with which it was refused.
    std::string cancel(const std::string& id);
    /// Types of the events that are stored, in their order.
    std::vector<std::string> events() const;
    /// As stored.
    canonical::Action action(const std::string& id) const;
    /// "completed", or "failed CODE".
    std::string outcome(const std::string& id) const;
    canonical::Desired stored_desired(int connector = 1);

  private:
    bool take_frames();
    void take_call(const std::string& id, const std::string& action, const std::string& payload);
    std::string usual_answer(const GatewayCall& call) const;

    SiteOptions options_;
    std::size_t frames_seen_ = 0;
    int calls_made_ = 0;
    std::uint64_t generation_ = 0;
    std::map<std::string, std::string> replies_;
};

}  // namespace gateway
