#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ocpp/all_messages.h"
#include "simulators/charge_point.h"

/// A charge point under a manual clock with a scripted central system: frames are text in and out, every frame of the
/// charger is read again in strict mode.
namespace simulators::test {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Sent {
    std::string action;
    std::string payload;
    SimulatedTime at{};
};

class Scene {
  public:
    explicit Scene(ChargePointOptions options = {});

    /// Connects and, where the charger boots, lets it register.
    void connect();
    void lose_link();
    /// Lets time pass from event to event, answering what the charger sends.
    void run_for(SteadyTime::duration time);

    void plug(int connector = 1) {
        act([=](ChargePoint& p, SimulatedTime now) { p.plug(connector, now); });
    }
    void unplug(int connector = 1) {
        act([=](ChargePoint& p, SimulatedTime now) { p.unplug(connector, now); });
    }
    void swipe(const std::string& tag) {
        act([=](ChargePoint& p, SimulatedTime now) { p.swipe(tag, 0, now); });
    }
    template <class Act>
    void act(Act act_on) {
        act_on(point_, now_);
        deliver();
    }

    /// A CALL of the central system; returns the answer's payload, or the error code of a CALLERROR.
    std::string call(const std::string& action, const std::string& payload);
    /// SetChargingProfile of one period and the status it got.
    std::string set_limit(int connector, const std::string& purpose, const std::string& limit,
                          const std::string& unit = "A", const std::string& more = "");

    /// What the charger sent since the last look.
    std::vector<Sent> take(const std::string& action);
    std::size_t count(const std::string& action) const;
    std::string last_status(int connector = 1) const;
    std::vector<std::string> take_statuses(int connector = 1);
    const std::vector<Sent>& sent() const { return sent_; }
    void forget_sent() { sent_.clear(); }

    const Connector& connector(int number = 1) const {
        return point_.connectors()[static_cast<std::size_t>(number - 1)];
    }
    double power_kw(int number = 1) const { return connector(number).power_w() / 1000; }
    ChargePoint& point() { return point_; }
    SimulatedTime now() const { return now_; }

    /// Payload per action; an action without a row here is not answered at all.
    std::map<std::string, std::string> answers;
    /// Actions answered with a CALLERROR.
    std::map<std::string, std::string> errors;
    std::optional<milliseconds> dropped_for;
    std::vector<std::string> events;

  private:
    void on_sent(const std::string& frame);
    void deliver();

    SimulatedTime now_;
    bool online_ = false;
    int next_call_ = 0;
    std::int64_t next_transaction_ = 100;
    std::deque<std::string> to_charger_;
    std::vector<Sent> sent_;
    std::string last_answer_;
    ChargePoint point_;
};

/// The request as strict reading gives it.
template <class Message>
typename Message::Request read_sent(const Sent& sent) {
    ocpp::QuirkCounters quirks;
    const auto document = json::parse(sent.payload);
    return ocpp::read<typename Message::Request>(document.root(), ocpp::Strictness::strict, quirks);
}

/// The sampled value of that measurand and phase in a MeterValues message.
std::optional<double> sampled(const Sent& meter_values, ocpp::Measurand measurand,
                              std::optional<ocpp::Phase> phase = std::nullopt);

}  // namespace simulators::test
