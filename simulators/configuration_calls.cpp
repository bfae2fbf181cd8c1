#include "simulators/configuration_calls.h"

#include <algorithm>

#include "json/ascii.h"

namespace simulators {

using ocpp::ConfigurationStatus;
using ocpp::Reply;

namespace {

constexpr std::string_view kSampledData = "MeterValuesSampledData";
constexpr int kMeasurandWritesBorne = 2;

std::vector<std::string_view> split(std::string_view list) {
    std::vector<std::string_view> items;
    while (!list.empty()) {
        const auto comma = list.find(',');
        items.push_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return items;
}

/// "Core,SmartCharging,RemoteTrigger" as "[Core, SmartCharging ,'RemoteTrigger']" (quirk 116).
std::string odd_list(std::string_view list) {
    const auto items = split(list);
    std::string text = "[" + std::string(items.front());
    for (std::size_t i = 1; i + 1 < items.size(); ++i) text += ", " + std::string(items[i]) + " ";
    return text + ",'" + std::string(items.back()) + "']";
}

void spell_oddly(ocpp::GetConfiguration::Response& response) {
    if (!response.configurationKey) return;
    for (ocpp::KeyValue& entry : *response.configurationKey) {
        entry.key.value = json::lower_case(entry.key.value);
        if (entry.value && entry.value->value.find(',') != std::string::npos)
            entry.value->value = odd_list(entry.value->value);
    }
}

bool names_one_of(std::string_view list, const std::vector<std::string>& refused) {
    const auto items = split(list);
    return std::any_of(items.begin(), items.end(), [&](std::string_view item) {
        return std::find(refused.begin(), refused.end(), item) != refused.end();
    });
}

}  // namespace

void ConfigurationCalls::answer(const ocpp::ChangeConfiguration::Request& request, const Reply& reply) {
    if (writes_measurands_too_often(request.key.value)) return state_.restart();
    const auto status = write_key(request.key.value, request.value.value);
    reply.with(ocpp::ChangeConfiguration::Response{status});
    state_.tell(Event::Kind::note, 0,
                request.key.value + "=" + request.value.value + " " + std::string(ocpp::wire_name(status)));
}

bool ConfigurationCalls::writes_measurands_too_often(const std::string& key) {
    if (key != kSampledData) return false;
    ++measurand_writes_;
    return state_.behaviour().reboots_on_third_measurand_write && measurand_writes_ > kMeasurandWritesBorne;
}

ConfigurationStatus ConfigurationCalls::write_key(const std::string& key, const std::string& value) {
    const Behaviour& behaviour = state_.behaviour();
    if (!behaviour.vendor_limit_key.empty() && key == behaviour.vendor_limit_key) {
        if (!vendor_limit_in(value)) return ConfigurationStatus::Rejected;
        const auto status = state_.configuration.change(key, value);
        limits_.read_vendor_limit();
        return status;
    }
    if (behaviour.not_supported_writes) return ConfigurationStatus::NotSupported;
    if (names_one_of(value, behaviour.rejects_measurand)) return ConfigurationStatus::Rejected;
    if (!behaviour.reboot_required_for_writes) return state_.configuration.change(key, value);
    const auto status = Configuration(state_.configuration).change(key, value);
    if (status != ConfigurationStatus::Accepted) return status;
    writes_after_reboot_.push_back({key, value});
    return ConfigurationStatus::RebootRequired;
}

void ConfigurationCalls::answer(const ocpp::GetConfiguration::Request& request, const Reply& reply) {
    const Behaviour& behaviour = state_.behaviour();
    const auto asked = request.key ? static_cast<std::int64_t>(request.key->size()) : 0;
    if (asked == 0 && behaviour.mute_without_keys) return;
    if (asked > 0 && behaviour.reboots_on_keys_asked_again && whole_list_told_) return state_.restart();
    if (behaviour.most_keys_at_once > 0 && asked > behaviour.most_keys_at_once) return state_.leave_link(kSulk);
    whole_list_told_ |= asked == 0;
    auto response = state_.configuration.get(request);
    if (behaviour.odd_configuration_spelling) spell_oddly(response);
    reply.with(response);
}

void ConfigurationCalls::restarted() {
    whole_list_told_ = false;
    measurand_writes_ = 0;
    for (const InitialValue& write : writes_after_reboot_) state_.configuration.change(write.key, *write.value);
    writes_after_reboot_.clear();
}

}  // namespace simulators
