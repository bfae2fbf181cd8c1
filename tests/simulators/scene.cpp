#include "scene.h"

#include <catch2/catch.hpp>

namespace simulators::test {

namespace {

constexpr const char* kTime = "2026-03-01T10:00:00Z";

SimulatedTime beginning() { return {SteadyTime(hours(1000)), *ocpp::parse_date_time(kTime).time}; }

/// Reads a payload of that action strictly, as request or response; fails the test for anything else.
template <std::size_t I = 0>
void read_strictly(const std::string& action, std::optional<json::Value> payload, bool is_request) {
    if constexpr (I == std::tuple_size_v<ocpp::AllMessages>) {
        FAIL("unknown action " << action);
    } else {
        using Message = std::tuple_element_t<I, ocpp::AllMessages>;
        if (Message::action != action) return read_strictly<I + 1>(action, payload, is_request);
        ocpp::QuirkCounters quirks;
        if (is_request) ocpp::read<typename Message::Request>(payload, ocpp::Strictness::strict, quirks);
        else ocpp::read<typename Message::Response>(payload, ocpp::Strictness::strict, quirks);
        for (const auto raised : quirks.counts) REQUIRE(raised == 0);
    }
}

/// Surroundings must not call back: frames wait here until the scene delivers the answers.
std::string called_action;

}  // namespace

Scene::Scene(ChargePointOptions options)
    : now_(beginning()),
      point_(std::move(options),
             {[this](const std::string& frame) { on_sent(frame); },
              [this](milliseconds away) {
                  dropped_for = away;
                  online_ = false;
                  to_charger_.clear();
              },
              [this](const Event& event) { events.push_back(to_line(event)); }},
             now_) {
    answers["BootNotification"] =
        std::string(R"({"status":"Accepted","currentTime":")") + kTime + R"(","interval":300})";
    answers["Heartbeat"] = std::string(R"({"currentTime":")") + kTime + R"("})";
    answers["Authorize"] = R"({"idTagInfo":{"status":"Accepted"}})";
    answers["StartTransaction"] = "";  // made up for each one
    for (const char* action : {"StatusNotification", "StopTransaction", "MeterValues", "DiagnosticsStatusNotification",
                               "FirmwareStatusNotification"}) {
        answers[action] = "{}";
    }
}

void Scene::connect() {
    online_ = true;
    dropped_for.reset();
    act([](ChargePoint& p, SimulatedTime now) { p.on_connected(now); });
}

void Scene::lose_link() {
    online_ = false;
    to_charger_.clear();
    act([](ChargePoint& p, SimulatedTime now) { p.on_disconnected(now); });
}

void Scene::run_for(SteadyTime::duration time) {
    const SteadyTime end = now_.steady + time;
    const auto go_to = [this](SteadyTime at) {
        now_.utc += std::chrono::duration_cast<milliseconds>(at - now_.steady);
        now_.steady = at;
        act([](ChargePoint& p, SimulatedTime now) { p.advance(now); });
    };
    for (auto due = point_.next_event(); due && *due < end; due = point_.next_event()) {
        go_to(std::max(*due, now_.steady + milliseconds(1)));
    }
    go_to(end);
}

void Scene::on_sent(const std::string& frame) {
    REQUIRE(online_);
    ocpp::QuirkCounters quirks;
    const ocpp::Frame read = ocpp::read_frame(frame, ocpp::Strictness::strict, quirks);
    if (const auto* call = std::get_if<ocpp::Call>(&read.content)) {
        read_strictly(call->action, call->payload, true);
        sent_.push_back({call->action, call->payload->to_json(), now_});
        if (const auto error = errors.find(call->action); error != errors.end()) {
            to_charger_.push_back(R"([4,")" + call->id + R"(",")" + error->second + R"(","",{}])");
        } else if (const auto answer = answers.find(call->action); answer != answers.end()) {
            const std::string started =
                R"({"transactionId":)" + std::to_string(next_transaction_) + R"(,"idTagInfo":{"status":"Accepted"}})";
            const bool made_up = answer->second.empty();
            next_transaction_ += made_up;
            to_charger_.push_back(R"([3,")" + call->id + R"(",)" + (made_up ? started : answer->second) + "]");
        }
    } else if (const auto* result = std::get_if<ocpp::CallResult>(&read.content)) {
        read_strictly(called_action, result->payload, false);
        last_answer_ = result->payload->to_json();
    } else {
        const auto* error = std::get_if<ocpp::CallErrorFrame>(&read.content);
        REQUIRE(error);
        last_answer_ = error->code;
    }
}

void Scene::deliver() {
    while (!to_charger_.empty()) {
        const std::string frame = std::move(to_charger_.front());
        to_charger_.pop_front();
        point_.on_frame(frame, now_);
    }
}

std::string Scene::call(const std::string& action, const std::string& payload) {
    called_action = action;
    last_answer_ = "no answer";
    const std::string frame = R"([2,"cs-)" + std::to_string(++next_call_) + R"(",")" + action + R"(",)" + payload + "]";
    act([&](ChargePoint& p, SimulatedTime now) { p.on_frame(frame, now); });
    return last_answer_;
}

std::string Scene::set_limit(int connector, const std::string& purpose, const std::string& limit,
                             const std::string& unit, const std::string& more) {
    const std::string answer = call(
        "SetChargingProfile",
        R"({"connectorId":)" + std::to_string(connector) + R"(,"csChargingProfiles":{"chargingProfileId":)" +
            std::to_string(100 * static_cast<int>(purpose.size()) + connector) + more +
            R"(,"stackLevel":0,"chargingProfilePurpose":")" + purpose +
            R"(","chargingProfileKind":"Absolute","chargingSchedule":{"startSchedule":"2026-03-01T09:59:00Z","chargingRateUnit":")" +
            unit + R"(","chargingSchedulePeriod":[{"startPeriod":0,"limit":)" + limit + "}]}}}");
    const std::string prefix = R"({"status":")";
    return answer.substr(0, prefix.size()) == prefix ? answer.substr(prefix.size(), answer.size() - prefix.size() - 2)
                                                     : answer;
}

std::vector<Sent> Scene::take(const std::string& action) {
    std::vector<Sent> found, rest;
    for (Sent& sent : sent_) (sent.action == action ? found : rest).push_back(std::move(sent));
    sent_ = std::move(rest);
    return found;
}

std::size_t Scene::count(const std::string& action) const {
    return static_cast<std::size_t>(
        std::count_if(sent_.begin(), sent_.end(), [&](const Sent& sent) { return sent.action == action; }));
}

std::vector<std::string> Scene::take_statuses(int connector) {
    std::vector<std::string> statuses;
    for (const Sent& sent : take("StatusNotification")) {
        const auto request = read_sent<ocpp::StatusNotification>(sent);
        if (request.connectorId == connector) statuses.push_back(request.status.text());
    }
    return statuses;
}

std::string Scene::last_status(int connector) const {
    std::string status = "none";
    for (const Sent& sent : sent_) {
        if (sent.action != "StatusNotification") continue;
        const auto request = read_sent<ocpp::StatusNotification>(sent);
        if (request.connectorId == connector) status = request.status.text();
    }
    return status;
}

std::optional<double> sampled(const Sent& meter_values, ocpp::Measurand measurand, std::optional<ocpp::Phase> phase) {
    const auto request = read_sent<ocpp::MeterValues>(meter_values);
    for (const auto& value : request.meterValue.front().sampledValue) {
        const bool same_phase = phase ? value.phase && *value.phase == *phase : !value.phase;
        if (value.measurand && *value.measurand == measurand && same_phase) return std::stod(value.value.value);
    }
    return std::nullopt;
}

}  // namespace simulators::test
