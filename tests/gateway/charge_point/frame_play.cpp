#include "frame_play.h"

#include <catch2/catch.hpp>

#include "json/parse.h"

namespace gateway {

namespace {

constexpr std::size_t kLongestDescription = 255;

void check_alive(Bench& bench) {
    CHECK(bench.link->open);
    CHECK(bench.call("Heartbeat", "{}").find("currentTime") != std::string::npos);
}

std::uint64_t ignored(Bench& bench) { return bench.device().charge_point->quirks().of(ocpp::Quirk::ignored_message); }

void check_ignored_by(Bench&& bench, const std::string& frame) {
    bench.arrive();
    const auto before = ignored(bench);
    CHECK(answers_to(bench, frame).empty());
    CHECK(ignored(bench) == before + 1);
    check_alive(bench);
}

void check_refused_by(Bench&& bench, const std::string& frame, const std::string& code, const std::string& id) {
    bench.arrive();
    const auto answers = answers_to(bench, frame);
    REQUIRE(answers.size() == 1);
    const std::string head = "[4," + id + ",\"" + code + "\",\"";
    CHECK(answers[0].substr(0, head.size()) == head);
    const auto document = json::parse(answers[0]);
    REQUIRE(document.root().size() == 5);
    std::vector<json::Value> parts;
    for (const auto part : document.root().elements()) parts.push_back(part);
    CHECK(parts[3].text().size() <= kLongestDescription);
    CHECK(parts[4].is_object());
    check_alive(bench);
}

std::string beginning_of(const std::string& frame) { return frame.size() > 100 ? frame.substr(0, 100) + "…" : frame; }

}  // namespace

std::vector<std::string> answers_to(Bench& bench, const std::string& frame) {
    const std::size_t before = bench.link->sent.size();
    bench.site->admission().received(*bench.link, frame);
    bench.settle();
    return {bench.link->sent.begin() + static_cast<std::ptrdiff_t>(before), bench.link->sent.end()};
}

const std::string kTime = "2026-01-01T00:00:00Z";

std::string start_payload(int meter_start) {
    return R"({"connectorId":1,"idTag":"TAG","meterStart":)" + std::to_string(meter_start) + R"(,"timestamp":")" +
           kTime + R"("})";
}

std::string call_with_id(const std::string& id, const std::string& action, const std::string& payload) {
    return "[2,\"" + id + "\",\"" + action + "\"," + payload + "]";
}

std::string call_text(const std::string& action, const std::string& payload) {
    return call_with_id("7", action, payload);
}

std::string text_of(std::size_t length) { return "\"" + std::string(length, 'x') + "\""; }

std::string status_text(const std::string& members) {
    return call_text("StatusNotification", R"({"errorCode":"NoError","status":"Available",)" + members + "}");
}

void check_ignored(const std::string& frame) {
    INFO(beginning_of(frame));
    check_ignored_by(Bench(), frame);
}

void check_refused(const std::string& frame, const std::string& code, const std::string& id) {
    INFO(beginning_of(frame));
    check_refused_by(Bench(), frame, code, id);
}

std::string check_taken(const std::string& frame, const std::string& id) {
    INFO(beginning_of(frame));
    Bench bench;
    bench.arrive();
    const auto answers = answers_to(bench, frame);
    REQUIRE(answers.size() == 1);
    const std::string head = "[3," + id + ",{";
    CHECK(answers[0].substr(0, head.size()) == head);
    check_alive(bench);
    return answers[0].substr(head.size() - 1, answers[0].size() - head.size());
}

std::string check_quirk(const std::string& frame, ocpp::Quirk quirk) {
    Bench bench;
    bench.arrive();
    const auto& quirks = bench.device().charge_point->quirks();
    const auto before = quirks.of(quirk);
    INFO(frame.substr(0, 200));
    const auto answers = answers_to(bench, frame);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].rfind("[3,", 0) == 0);
    CHECK(quirks.of(quirk) > before);
    CHECK(bench.call("Heartbeat", "{}").find("currentTime") != std::string::npos);
    return answers[0];
}

void check_ignored_strictly(const std::string& frame) {
    INFO("strict: " << beginning_of(frame));
    check_ignored_by(Bench(Bench::strict()), frame);
}

void check_refused_strictly(const std::string& frame, const std::string& code, const std::string& id) {
    INFO("strict: " << beginning_of(frame));
    check_refused_by(Bench(Bench::strict()), frame, code, id);
}

void check_no_message(const std::string& frame) {
    check_ignored(frame);
    check_ignored_strictly(frame);
}

OpenCall::OpenCall() {
    bench.arrive("Preparing");
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(6.9);
    id = bench.calls_of("SetChargingProfile").at(0).id;
}

void OpenCall::check_waits() {
    REQUIRE(bench.count("SetChargingProfile") == 1);
    CHECK(bench.read().power_rate_limit_kw != 6.9);
    bench.answer(bench.calls_of("SetChargingProfile").at(0), R"({"status":"Accepted"})");
    CHECK(bench.read().power_rate_limit_kw == 6.9);
    CHECK(bench.link->open);
}

void OpenCall::check_fails_with(const std::string& frame) {
    INFO(beginning_of(frame));
    bench.answers_as_usual("SetChargingProfile");
    for (auto& call : bench.calls) call.answered = true;
    const auto failed_at = bench.time.now();
    receive(frame);
    bench.advance(5s);
    REQUIRE(bench.count("SetChargingProfile") >= 2);
    CHECK(bench.calls_of("SetChargingProfile")[1].at - failed_at < 5s);
    CHECK(bench.read().power_rate_limit_kw == 6.9);
    CHECK(bench.link->open);
}

}  // namespace gateway
