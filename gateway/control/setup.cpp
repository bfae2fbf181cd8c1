#include "gateway/control/setup.h"

#include <algorithm>
#include <charconv>

namespace gateway {

namespace {

constexpr int kMostConnectors = 64;
constexpr const char* kMeasurands = "Power.Active.Import,Current.Import,Voltage,Energy.Active.Import.Register";
constexpr const char* kFewestMeasurands = "Power.Active.Import,Energy.Active.Import.Register";

std::string lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return text;
}

bool same_value(std::string a, std::string b) {
    const auto without_blanks = [](std::string text) {
        text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
        return lower_case(std::move(text));
    };
    return without_blanks(std::move(a)) == without_blanks(std::move(b));
}

std::optional<int> number_in(const std::string& text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

void read_allowed_units(const std::string& value, Capabilities& capabilities) {
    bool amperes = false, watts = false;
    std::string token;
    for (const char c : lower_case(value) + ",") {
        if (c >= 'a' && c <= 'z') {
            token += c;
            continue;
        }
        amperes |= token == "current" || token == "a" || token == "amp" || token == "amps" || token == "ampere";
        watts |= token == "power" || token == "w" || token == "watt" || token == "watts" || token == "kw";
        token.clear();
    }
    const bool known = amperes || watts;
    capabilities.amperes_allowed = known ? amperes : true;
    capabilities.watts_allowed = known ? watts : true;
}

void Setup::begin(SteadyTime now) {
    if (last_begun_ && now - *last_begun_ < timings_.between_configurations) return;
    last_begun_ = now;
    asked_ = false;
    writes_.clear();
}

std::optional<SetupStep> Setup::next() const {
    if (!asked_) return AskConfiguration{};
    if (!writes_.empty()) return writes_.front();
    return std::nullopt;
}

std::string Setup::value_of(const std::string& key) const {
    const auto found = keys_.find(lower_case(key));
    if (found == keys_.end() || !found->second.second.value) return {};
    return found->second.second.value->value;
}

void Setup::configuration_received(const ocpp::GetConfiguration::Response& response, Capabilities& capabilities) {
    asked_ = true;
    keys_.clear();
    for (const auto& entry : response.configurationKey.value_or(std::vector<ocpp::KeyValue>{})) {
        keys_[lower_case(entry.key.value)] = {entry.key.value, entry};
    }
    if (const auto units = value_of("ChargingScheduleAllowedChargingRateUnit"); !units.empty()) {
        read_allowed_units(units, capabilities);
    }
    if (const auto level = number_in(value_of("ChargeProfileMaxStackLevel"))) capabilities.max_stack_level = *level;
    if (const auto seconds = number_in(value_of("ConnectionTimeOut")); seconds && *seconds > 0) {
        capabilities.connection_timeout_s = *seconds;
    }
    const auto connectors = number_in(value_of("NumberOfConnectors"));
    connectors_ = connectors && *connectors >= 1 && *connectors <= kMostConnectors ? *connectors : 0;
    if (const auto seconds = number_in(value_of("MeterValueSampleInterval")); seconds && *seconds > 0) {
        meter_interval_ = std::chrono::seconds(*seconds);
    }
    plan_writes();
}

void Setup::plan_writes() {
    plan("MeterValueSampleInterval", std::to_string(timings_.meter_interval_s));
    plan_measurands();
    plan("WebSocketPingInterval", "30");
    plan("HeartbeatInterval", std::to_string(timings_.heartbeat_interval_s));
    plan("AuthorizeRemoteTxRequests", "false");
}

/// Only a difference is written, in the charger's own spelling, and never to a read-only key (quirks 116, 119).
void Setup::plan(const std::string& key, const std::string& wanted) {
    const auto found = keys_.find(lower_case(key));
    if (found == keys_.end() || found->second.second.readonly) return;
    if (same_value(value_of(key), wanted)) return;
    writes_.push_back({found->second.first, wanted});
}

/// A list that already tells the power is left alone (quirk 118).
void Setup::plan_measurands() {
    const std::string current = value_of("MeterValuesSampledData");
    if (current.find("Power.Active.Import") != std::string::npos) return;
    plan("MeterValuesSampledData", kMeasurands);
}

void Setup::key_written(ocpp::ConfigurationStatus status) {
    const WriteKey written = writes_.front();
    const bool accepted = status == ocpp::ConfigurationStatus::Accepted || status == ocpp::ConfigurationStatus::RebootRequired;
    if (accepted && lower_case(written.key) == "metervaluesampleinterval") {
        meter_interval_ = std::chrono::seconds(number_in(written.value).value_or(timings_.meter_interval_s));
    }
    key_failed();
    if (!accepted && written.value == kMeasurands) writes_.push_front({written.key, kFewestMeasurands});
}

void Setup::key_failed() { writes_.pop_front(); }

}  // namespace gateway
