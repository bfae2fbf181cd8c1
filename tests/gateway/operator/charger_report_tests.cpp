#include "gateway/reports/charger_report.h"

#include <catch2/catch.hpp>

#include "json/parse.h"
#include "tests/gateway/charge_point/bench.h"

using namespace gateway;

namespace {

/// The report as a reader finds it: values at dotted paths, list elements by number.
class Report {
  public:
    explicit Report(const std::string& text) : document_(json::parse(text)) {}
    explicit Report(Bench& bench)
        : Report(charger_report(report_of(*bench.site->charge_point("CP1")), bench.time.now())) {}

    std::optional<json::Value> find(const std::string& path) const {
        json::Value value = document_.root();
        std::size_t begin = 0;
        while (begin <= path.size()) {
            const std::size_t end = std::min(path.find('.', begin), path.size());
            const auto next = member(value, path.substr(begin, end - begin));
            if (!next) return {};
            value = *next;
            begin = end + 1;
        }
        return value;
    }
    std::string text(const std::string& path) const {
        const auto value = find(path);
        return value ? (value->is_string() ? std::string(value->text()) : value->to_json()) : "(nothing)";
    }
    std::int64_t whole(const std::string& path) const { return find(path).value().integer().value(); }

  private:
    static std::optional<json::Value> member(const json::Value& value, const std::string& name) {
        if (!value.is_array()) return value.find(name);
        std::size_t left = std::stoul(name);
        for (const json::Value each : value.elements()) {
            if (left-- == 0) return each;
        }
        return {};
    }
    json::Document document_;
};

}  // namespace

TEST_CASE("the report of a charging charger keeps requested, acknowledged and observed apart") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(7.4);
    const auto transaction = bench.begin_session();
    bench.meter_for(20s, 7.2);
    bench.set_ceiling(5);
    bench.advance(7s);
    const Report report(bench);
    CHECK(report.text("id") == "CP1");
    CHECK(report.text("state") == "online");
    CHECK(report.find("state_since"));
    CHECK(report.text("vendor") == "Acme");
    CHECK(report.text("boot") == "accepted");
    CHECK(report.text("settings.max_phases") == "3");
    CHECK(report.text("settings.rated_kw") == "null");
    CHECK(report.text("settings.control") == "on");
    CHECK(report.text("traits") == "null");
    CHECK(report.text("learnt.rung_is_proven") == "true");

    CHECK(report.text("connectors.0.connector") == "1");
    CHECK(report.text("connectors.0.device") == bench.device().connector->record.device_id);
    CHECK(report.text("connectors.0.requested.max_charge_rate_kw") == "5");
    CHECK(report.text("connectors.0.requested.intent") == "none");
    CHECK(report.text("connectors.0.requested.limit.value") == "7.2");
    CHECK(report.text("connectors.0.requested.limit.lever") == "connector");
    CHECK(report.text("connectors.0.requested.limit.purpose") == "tx_default");
    CHECK(report.text("connectors.0.acknowledged.tx_default.value") == "7.2");
    CHECK(report.text("connectors.0.acknowledged.tx_default.unit") == "A");
    CHECK(report.text("connectors.0.acknowledged.tx_default.in_doubt") == "false");
    CHECK(report.whole("connectors.0.acknowledged.tx_default.age_s") == 7);
    CHECK_FALSE(report.find("connectors.0.acknowledged.tx_profile"));
    CHECK(report.text("connectors.0.acknowledged.ceiling_kw") == "5");
    CHECK(report.text("connectors.0.observed.status") == "Charging");
    CHECK(report.whole("connectors.0.observed.transaction.id") == transaction);
    CHECK(report.text("connectors.0.observed.power_kw") == "7.2");
    CHECK(report.whole("connectors.0.observed.power_age_s") == 7);
    CHECK(report.text("connectors.0.alarms") == "[]");
}

TEST_CASE("quirk 100: the report shows the charger's last refusal and its alarm") {
    Bench bench;
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    bench.arrive("Preparing");
    bench.set_ceiling(7.4);
    bench.advance(1min);
    const Report report(bench);
    CHECK(report.text("connectors.0.acknowledged.tx_default.refusal") == "Rejected");
    CHECK(report.text("connectors.0.acknowledged.tx_default.refused_by_all_variants") == "true");
    CHECK_FALSE(report.find("connectors.0.acknowledged.tx_default.value"));
    CHECK(report.text("connectors.0.alarms.0.code") == "LIMIT_REFUSED");
}

TEST_CASE("the report tells a lost link, a boot that is awaited and quirks that were counted") {
    Bench bench;
    bench.connect();
    CHECK(Report(bench).text("boot") == "awaited");
    CHECK(Report(bench).text("connectors") == "[]");
    bench.boot();
    bench.call("Heartbeat", R"({"surplus":1})");
    bench.status("Available");
    bench.advance(1s);
    CHECK(Report(bench).text("boot") == "accepted");
    CHECK(Report(bench).text("quirks.unknown_field") == "1");
    bench.disconnect();
    CHECK(Report(bench).text("state") == "offline");
    bench.restart();
    CHECK(Report(bench).text("state") == "offline");
    CHECK_FALSE(Report(bench).find("state_since"));
}

TEST_CASE("the report tells what failed in the dialogue after boot, and the kind's lessons") {
    Bench bench;
    bench.configuration["MeterValueSampleInterval"] = "900";
    bench.answers_with("ChangeConfiguration", R"({"status":"Rejected"})");
    bench.arrive();
    bench.advance(1min);
    CHECK(Report(bench).text("setup.0").find("MeterValueSampleInterval") != std::string::npos);
    CHECK(Report(bench).find("learnt.setup"));
}

TEST_CASE("the report of a stored charger has what is stored of it and nothing of others") {
    storage::Snapshot snapshot;
    storage::ChargePointRecord record;
    record.id = "CP1";
    record.vendor = "V";
    record.traits = R"({"unit":"W"})";
    snapshot.connectors = {{"device_1", "cp1", 1, {7.4, canonical::Intent::pause}}, {"device_2", "CP2", 1, {}}};
    snapshot.capabilities = {{"V", "", "", R"({"whole_amperes":true})"}, {"W", "", "", R"({"zero_ignored":true})"}};
    const std::string own = R"({"lessons":{"zero_ignored":{"sightings":[{"at":1,"observation":"3 kW"}]}}})";
    snapshot.charger_lessons = {{"cp1", "V", "", "", own}, {"CP2", "V", "", "", R"({"lessons":{"variant":{}}})"}};
    const Report report(charger_report(report_of(record, snapshot), SteadyTime{}));
    CHECK(report.text("state") == "offline");
    CHECK(report.text("boot") == "never");
    CHECK(report.text("traits.unit") == "W");
    CHECK(report.text("learnt.zero_ignored") == "true");
    CHECK(report.text("lessons.0.lesson") == "zero_ignored");
    CHECK(report.text("lessons.0.scope") == "own");
    CHECK(report.text("lessons.1.lesson") == "whole_amperes");
    CHECK(report.text("lessons.1.scope") == "model");
    CHECK_FALSE(report.find("lessons.2"));
    CHECK(report.text("connectors.0.requested.max_charge_rate_kw") == "7.4");
    CHECK(report.text("connectors.0.requested.intent") == "pause");
    CHECK_FALSE(report.find("connectors.0.observed"));
    CHECK_FALSE(report.find("connectors.1"));
}

TEST_CASE("text of a charger cannot move the report about on a terminal") {
    ChargerReport report;
    report.record.vendor =
        "a\x1b[2J\x7f\xC2\x9B"
        "b\xE2\x80\xAE"
        "c\xC3\xBC\xFF\nd";
    report.kind = "some-kind";
    report.findings = {"a finding"};
    const std::string text = charger_report(report, SteadyTime{});
    for (const char* bad : {"\x1b", "\x7f", "\xC2\x9B", "\xE2\x80\xAE"}) CHECK(text.find(bad) == std::string::npos);
    CHECK(text.find("c\xC3\xBC") != std::string::npos);
    const Report read(text);
    CHECK(read.text("vendor") ==
          "a\x1b[2J\x7f\xC2\x9B"
          "b\xE2\x80\xAE"
          "c\xC3\xBC\xEF\xBF\xBD\nd");
    CHECK(read.text("kind") == "some-kind");
    CHECK(read.text("setup.0") == "a finding");
}
