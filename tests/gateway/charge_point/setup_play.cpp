#include "setup_play.h"

#include <algorithm>

#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

SiteOptions with_traits(const std::string& traits) {
    SiteOptions options = Bench::automatic();
    auto kinds = std::make_shared<ocpp::ChargerKinds>(*options.charger_kinds);
    kinds->extend(R"({"charger_kinds":[{"name":"acme","title":"Acme","note":"Of the tests","sources":["none"],
        "match":{"vendor":"Acme"},"traits":)" +
                  traits + "}]}");
    options.charger_kinds = std::move(kinds);
    return options;
}

std::vector<std::string> keys_asked(const GatewayCall& call) {
    std::vector<std::string> keys;
    const auto document = json::parse(call.payload);
    if (const auto list = document.root().find("key")) {
        for (const auto key : list->elements()) keys.emplace_back(key.text());
    }
    return keys;
}

std::string configuration_for(const Bench& bench, const std::vector<std::string>& keys) {
    const auto is_asked = [&](const std::string& key) {
        return keys.empty() || std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    json::Writer out;
    out.begin_object().key("configurationKey").begin_array();
    for (const auto& [key, value] : bench.configuration) {
        if (!is_asked(key)) continue;
        out.begin_object().member("key", key).member("readonly", false).member("value", value).end_object();
    }
    out.end_array().key("unknownKey").begin_array();
    for (const auto& key : keys) {
        if (bench.configuration.count(key) == 0) out.string(key);
    }
    out.end_array().end_object();
    return out.take();
}

std::vector<std::string> writes(const Bench& bench) {
    std::vector<std::string> found;
    for (const auto& call : bench.calls_of("ChangeConfiguration")) {
        const auto document = json::parse(call.payload);
        found.push_back(std::string(document.root().find("key")->text()) + "=" +
                        std::string(document.root().find("value")->text()));
    }
    return found;
}

std::size_t dialogue_calls(const Bench& bench) { return bench.calls.size() - bench.count("SetChargingProfile"); }

bool asks_by_name(const GatewayCall& call, const std::string& key) {
    const auto keys = keys_asked(call);
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void live(Bench& bench, std::chrono::seconds span, bool boots) {
    for (auto passed = 0s; passed < span; ++passed) {
        bench.advance(bench.link ? 1s : 5s);
        if (bench.link && !bench.link->close_code) continue;
        if (bench.link) bench.disconnect();
        bench.connect();
        if (boots) bench.boot();
        if (bench.link) bench.status("Available");
    }
}

const ChargePoint& charger(const Bench& bench) { return *bench.site->charge_points().begin()->second; }

bool has_finding(const Bench& bench, const std::string& words) {
    const auto& findings = charger(bench).setup().findings();
    return std::any_of(findings.begin(), findings.end(),
                       [&](const std::string& each) { return each.find(words) != std::string::npos; });
}

}  // namespace gateway
