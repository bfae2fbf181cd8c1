#include "gateway/control/setup.h"

#include <algorithm>
#include <charconv>

namespace gateway {

namespace {

constexpr int kMostConnectors = 64;
constexpr const char* kMeasurands =
    "Power.Active.Import,Current.Import,Voltage,Energy.Active.Import.Register";
constexpr const char* kFewestMeasurands = "Power.Active.Import,Energy.Active.Import.Register";

std::string lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return text;
}

/// Values come with brackets, quotes and blanks (quirk 116).
std::string without_ornament(std::string text) {
    const auto is_ornament = [](char c) { return c == '[' || c == ']' || c == '\'' || c == '"' || c == ' '; };
    text.erase(std::remove_if(text.begin(), text.end(), is_ornament), text.end());
    return text;
}

bool same_value(const std::string& a, const std::string& b) {
    return lower_case(without_ornament(a)) == lower_case(without_ornament(b));
}

std::optional<int> number_in(const std::string& value) {
    const std::string text = without_ornament(value);
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
        amperes |=
            token == "current" || token == "a" || token == "amp" || token == "amps" || token == "ampere";
        watts |= token == "power" || token == "w" || token == "watt" || token == "watts" || token == "kw";
        token.clear();
    }
    const bool known = amperes || watts;
    capabilities.units_are_told = known;
    capabilities.amperes_allowed = known ? amperes : true;
    capabilities.watts_allowed = known ? watts : true;
}

void Setup::begin(SteadyTime now) {
    if (last_begun_ && now - *last_begun_ < timings_.between_configurations) return;
    last_begun_ = now;
    asked_ = false;
    links_lost_over_it_ = 0;
    writes_.clear();
}

std::optional<SetupStep> Setup::next() const {
    if (!asked_) return AskConfiguration{};
    if (!writes_.empty()) return writes_.front();
    return std::nullopt;
}

void Setup::configuration_failed(bool link_was_lost) {
    constexpr int kMostLinksLost = 2;
    asked_ = !link_was_lost || ++links_lost_over_it_ >= kMostLinksLost;
}

std::string Setup::value_of(const std::string& key) const {
    const auto found = keys_.find(lower_case(key));
    if (found == keys_.end() || !found->second.second.value) return {};
    return found->second.second.value->value;
}

void Setup::configuration_received(const ocpp::GetConfiguration::Response& response,
                                   Capabilities& capabilities) {
    asked_ = true;
    keys_.clear();
    for (const auto& entry : response.configurationKey.value_or(std::vector<ocpp::KeyValue>{})) {
        keys_[lower_case(entry.key.value)] = {entry.key.value, entry};
    }
    if (const auto units = value_of("ChargingScheduleAllowedChargingRateUnit"); !units.empty()) {
        read_allowed_units(units, capabilities);
    }
    if (const auto level = number_in(value_of("ChargeProfileMaxStackLevel")))
        capabilities.max_stack_level = *level;
    if (const auto seconds = number_in(value_of("ConnectionTimeOut")); seconds && *seconds > 0) {
        capabilities.connection_timeout_s = *seconds;
    }
    const auto connectors = number_in(value_of("NumberOfConnectors"));
    connectors_ = connectors && *connectors >= 1 && *connectors <= kMostConnectors ? *connectors : 1;
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

/// Only a difference is written, in the charger's own spelling, and never to a read-only key (quirks 116,
/// 119).
void Setup::plan(const std::string& key, const std::string& wanted) {
    const auto found = keys_.find(lower_case(key));
    if (found == keys_.end() || found->second.second.readonly || untouchable_.count(found->first) > 0) return;
    if (same_value(value_of(key), wanted)) return;
    writes_.push_back({found->second.first, wanted});
}

/// A list that already tells the power is left alone (quirk 118).
void Setup::plan_measurands() {
    const std::string current = lower_case(value_of("MeterValuesSampledData"));
    if (current.find("power.active.import") != std::string::npos) return;
    plan("MeterValuesSampledData", kMeasurands);
}

void Setup::key_sent(const WriteKey& key, SteadyTime now) {
    last_written_ = lower_case(key.key);
    last_written_at_ = now;
}

void Setup::key_written(const WriteKey& key, ocpp::ConfigurationStatus status) {
    const bool accepted =
        status == ocpp::ConfigurationStatus::Accepted || status == ocpp::ConfigurationStatus::RebootRequired;
    if (accepted && lower_case(key.key) == "metervaluesampleinterval") {
        meter_interval_ = std::chrono::seconds(number_in(key.value).value_or(timings_.meter_interval_s));
    }
    key_failed(key);
    if (!accepted && key.value == kMeasurands) writes_.push_front({key.key, kFewestMeasurands});
}

/// A new dialogue may have begun since the key was sent: then it is not the first one any more.
void Setup::key_failed(const WriteKey& key) {
    const auto same = [&](const WriteKey& other) { return other.key == key.key && other.value == key.value; };
    writes_.erase(std::remove_if(writes_.begin(), writes_.end(), same), writes_.end());
}

void Setup::charger_fell_over(SteadyTime now) {
    if (!last_written_at_ || now - *last_written_at_ >= timings_.write_shows_within) return;
    last_written_at_.reset();
    untouchable_.insert(last_written_);
    const auto same = [&](const WriteKey& other) { return lower_case(other.key) == last_written_; };
    writes_.erase(std::remove_if(writes_.begin(), writes_.end(), same), writes_.end());
}

}  // namespace gateway
