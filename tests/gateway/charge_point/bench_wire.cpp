#include <catch2/catch.hpp>

#include "bench.h"
#include "json/parse.h"
#include "json/writer.h"

/// The Bench on the wire: frames to and from the gateway.
namespace gateway {

namespace {

std::string text_in(const json::Value& value, std::string_view name) {
    const auto member = value.find(name);
    return member ? std::string(member->text()) : std::string();
}

}  // namespace

std::string Bench::call(const std::string& action, const std::string& payload) {
    REQUIRE(link);
    const std::string id = "c" + std::to_string(++calls_made_);
    site->admission().received(*link, "[2,\"" + id + "\",\"" + action + "\"," + payload + "]");
    settle();
    return answer_to(id);
}

std::string Bench::answer_to(const std::string& call_id) const {
    const auto found = replies_.find(call_id);
    return found == replies_.end() ? std::string() : found->second;
}

bool Bench::take_frames() {
    if (!link || frames_seen_ == link->sent.size()) return false;
    const std::string frame = link->sent[frames_seen_++];
    const auto document = json::parse(frame);
    std::vector<json::Value> parts;
    for (const auto part : document.root().elements()) parts.push_back(part);
    const auto type = parts.at(0).integer();
    const std::string id(parts.at(1).text());
    if (type == 2) take_call(id, std::string(parts.at(2).text()), parts.at(3).to_json());
    if (type == 3) replies_[id] = parts.at(2).to_json();
    if (type == 4) replies_[id] = "!" + std::string(parts.at(2).text());
    return true;
}

void Bench::take_call(const std::string& id, const std::string& action, const std::string& payload) {
    for (const auto& other : calls) {
        INFO("open: " << other.action << ", sent: " << action);
        REQUIRE((other.answered || time.now() - other.at >= options_.timings.call_timeout));
    }
    // But for our own limit where the charger's default is all that is left to lift it with.
    if (action == "ClearChargingProfile" && payload.find("\"id\"") == std::string::npos) {
        for (const auto& [number, connector] : site->charge_points().begin()->second->connectors()) {
            REQUIRE_FALSE(connector->view.observed.transaction);
        }
    }
    calls.push_back({id, action, payload, time.now(), false});
    const GatewayCall sent = calls.back();
    const auto scripted = answers.find(action);
    const std::string text = scripted == answers.end() ? usual_answer(sent) : scripted->second(sent);
    if (!text.empty()) answer(sent, text);
}

std::string Bench::usual_answer(const GatewayCall& sent) const {
    if (sent.action != "GetConfiguration") return R"({"status":"Accepted"})";
    json::Writer out;
    out.begin_object().key("configurationKey").begin_array();
    for (const auto& [key, value] : configuration) {
        out.begin_object().member("key", key).member("readonly", false).member("value", value).end_object();
    }
    out.end_array().end_object();
    return out.take();
}

void Bench::answers_with(const std::string& action, const std::string& text) {
    answers[action] = [text](const GatewayCall&) { return text; };
}

void Bench::answer(const GatewayCall& sent, const std::string& text) {
    for (auto& each : calls) {
        if (each.id == sent.id) each.answered = true;
    }
    const std::string frame = text.front() == '!' ? "[4,\"" + sent.id + "\",\"" + text.substr(1) + "\",\"no\",{}]"
                                                  : "[3,\"" + sent.id + "\"," + text + "]";
    site->admission().received(*link, frame);
    settle();
}

std::vector<GatewayCall> Bench::calls_of(const std::string& action) const {
    std::vector<GatewayCall> found;
    for (const auto& each : calls) {
        if (each.action == action) found.push_back(each);
    }
    return found;
}

std::vector<SeenProfile> Bench::profiles(const std::string& purpose) const {
    std::vector<SeenProfile> found;
    for (const auto& each : calls_of("SetChargingProfile")) {
        const auto document = json::parse(each.payload);
        const auto profile = document.root().find("csChargingProfiles").value();
        const auto schedule = profile.find("chargingSchedule").value();
        const auto period = *schedule.find("chargingSchedulePeriod")->elements().begin();
        SeenProfile seen;
        seen.connector = static_cast<int>(document.root().find("connectorId")->integer().value());
        seen.id = profile.find("chargingProfileId")->integer().value();
        seen.purpose = text_in(profile, "chargingProfilePurpose");
        seen.kind = text_in(profile, "chargingProfileKind");
        seen.unit = text_in(schedule, "chargingRateUnit");
        seen.start = text_in(schedule, "startSchedule");
        seen.stack_level = static_cast<int>(profile.find("stackLevel")->integer().value());
        seen.limit = period.find("limit")->number().value();
        if (const auto transaction = profile.find("transactionId")) seen.transaction = transaction->integer();
        seen.at = each.at;
        if (purpose.empty() || purpose == seen.purpose) found.push_back(seen);
    }
    return found;
}

std::optional<SeenProfile> Bench::last_profile(const std::string& purpose) const {
    const auto all = profiles(purpose);
    if (all.empty()) return std::nullopt;
    return all.back();
}

}  // namespace gateway
