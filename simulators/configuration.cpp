#include "simulators/configuration.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <utility>

#include "json/ascii.h"

namespace simulators {

namespace {

constexpr std::int64_t kLargestInteger = 2147483647;

constexpr ocpp::Measurand kSupportedMeasurands[] = {ocpp::Measurand::Energy_Active_Import_Register,
                                                    ocpp::Measurand::Power_Active_Import,
                                                    ocpp::Measurand::Current_Import,
                                                    ocpp::Measurand::Voltage,
                                                    ocpp::Measurand::SoC,
                                                    ocpp::Measurand::Current_Offered,
                                                    ocpp::Measurand::Power_Offered};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || number < 0 || number > kLargestInteger) return std::nullopt;
    return number;
}

std::optional<MeteredItem> parse_item(std::string_view item) {
    for (const ocpp::Measurand measurand : kSupportedMeasurands) {
        const auto name = ocpp::wire_name(measurand);
        if (item == name) return MeteredItem{measurand, std::nullopt};
        if (item.size() <= name.size() || item.substr(0, name.size()) != name || item[name.size()] != '.') continue;
        if (const auto phase = ocpp::enum_from<ocpp::Phase>(item.substr(name.size() + 1)))
            return MeteredItem{measurand, phase};
    }
    return std::nullopt;
}

std::string allowed_units(const ConfigurationFacts& facts) {
    if (facts.allows_amperes && facts.allows_watts) return "Current,Power";
    return facts.allows_amperes ? "Current" : "Power";
}

std::string phase_rotation(int connectors) {
    std::string list = "0.RST";
    for (int i = 1; i <= connectors; ++i) list += "," + std::to_string(i) + ".RST";
    return list;
}

}  // namespace

std::optional<std::vector<MeteredItem>> parse_metered(std::string_view list) {
    std::vector<MeteredItem> items;
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto item = parse_item(trimmed(list.substr(0, comma)));
        if (!item) return std::nullopt;
        items.push_back(*item);
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return items;
}

Configuration::Configuration(const ConfigurationFacts& facts) {
    constexpr auto kRead = Access::read_only;
    constexpr auto kWrite = Access::read_write;
    const std::string metered = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC";
    add("AllowOfflineTxForUnknownId", Type::boolean, kWrite, "true");
    add("AuthorizeRemoteTxRequests", Type::boolean, kWrite, "false");
    add("ClockAlignedDataInterval", Type::integer, kWrite, "0");
    add("ConnectionTimeOut", Type::integer, kWrite, "60");
    add("ConnectorPhaseRotation", Type::text, kWrite, phase_rotation(facts.connectors));
    add("GetConfigurationMaxKeys", Type::integer, kRead, std::to_string(facts.most_keys_at_once));
    add("HeartbeatInterval", Type::integer, kWrite, "60");
    add("LocalAuthorizeOffline", Type::boolean, kWrite, "true");
    add("LocalPreAuthorize", Type::boolean, kWrite, "false");
    add("MeterValuesAlignedData", Type::measurands, kWrite, metered);
    add("MeterValuesSampledData", Type::measurands, kWrite, metered);
    add("MeterValueSampleInterval", Type::integer, kWrite, "60");
    add("NumberOfConnectors", Type::integer, kRead, std::to_string(facts.connectors));
    add("ResetRetries", Type::integer, kWrite, "1");
    add("StopTransactionOnEVSideDisconnect", Type::boolean, kWrite, "true");
    add("StopTransactionOnInvalidId", Type::boolean, kWrite, "true");
    add("StopTxnAlignedData", Type::measurands, kWrite, "");
    add("StopTxnSampledData", Type::measurands, kWrite, "");
    add("SupportedFeatureProfiles", Type::text, kRead, "Core,SmartCharging,RemoteTrigger");
    add("TransactionMessageAttempts", Type::integer, kWrite, "3");
    add("TransactionMessageRetryInterval", Type::integer, kWrite, "60");
    add("UnlockConnectorOnEVSideDisconnect", Type::boolean, kRead, "false");
    add("ChargeProfileMaxStackLevel", Type::integer, kRead, std::to_string(facts.most_stack_level));
    add("ChargingScheduleAllowedChargingRateUnit", Type::text, kRead, allowed_units(facts));
    add("ChargingScheduleMaxPeriods", Type::integer, kRead, std::to_string(facts.most_periods));
    add("MaxChargingProfilesInstalled", Type::integer, kRead, std::to_string(facts.most_profiles));
    add("ConnectorSwitch3to1PhaseSupported", Type::boolean, kRead, "false");
}

void Configuration::add(std::string_view key, Type type, Access access, std::string value) {
    entries_.push_back({std::string(key), type, access, {}, 0, {}});
    entries_.back().set(std::move(value));
}

void Configuration::Entry::set(std::string text) {
    value = std::move(text);
    if (type == Type::integer) number = whole_number(value).value_or(0);
    if (type == Type::measurands) items = parse_metered(value).value_or(std::vector<MeteredItem>{});
}

void Configuration::preset(const InitialValue& initial) {
    const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) {
        return json::equal_ignoring_case(each.key, initial.key);
    });
    if (!initial.value) {
        if (entry != entries_.end()) entry->access = Access::hidden;
    } else if (entry != entries_.end()) {
        entry->set(*initial.value);
    } else {
        add(initial.key, Type::text, Access::read_write, *initial.value);
    }
}

const Configuration::Entry* Configuration::find(std::string_view key) const {
    for (const Entry& entry : entries_) {
        if (entry.access != Access::hidden && json::equal_ignoring_case(entry.key, key)) return &entry;
    }
    return nullptr;
}

const Configuration::Entry& Configuration::at(std::string_view key) const {
    const auto entry =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) { return each.key == key; });
    assert(entry != entries_.end());
    return *entry;
}

Configuration::Entry& Configuration::at(std::string_view key) {
    return const_cast<Entry&>(std::as_const(*this).at(key));
}

bool Configuration::is_valid(Type type, std::string_view value) {
    switch (type) {
        case Type::integer:
            return whole_number(value).has_value();
        case Type::boolean:
            return value == "true" || value == "false";
        case Type::text:
            return true;
        case Type::measurands:
            return parse_metered(value).has_value();
    }
    return false;
}

ocpp::ConfigurationStatus Configuration::change(std::string_view key, std::string_view value) {
    const Entry* entry = find(key);
    if (!entry) return ocpp::ConfigurationStatus::NotSupported;
    const bool allowed = entry->access == Access::read_write && is_valid(entry->type, value);
    if (!allowed) return ocpp::ConfigurationStatus::Rejected;
    at(entry->key).set(std::string(value));
    return ocpp::ConfigurationStatus::Accepted;
}

ocpp::GetConfiguration::Response Configuration::get(const ocpp::GetConfiguration::Request& request) const {
    ocpp::GetConfiguration::Response response;
    std::vector<ocpp::KeyValue> known;
    std::vector<ocpp::Text<50>> unknown;
    const auto append = [&](const Entry& entry) {
        known.push_back({ocpp::Text<50>(entry.key), entry.access == Access::read_only, ocpp::Text<500>(entry.value)});
    };
    if (!request.key || request.key->empty()) {
        for (const Entry& entry : entries_) {
            if (entry.access != Access::hidden) append(entry);
        }
    } else {
        for (const auto& key : *request.key) {
            if (const Entry* entry = find(key.value)) append(*entry);
            else unknown.push_back(key);
        }
    }
    if (!known.empty()) response.configurationKey = std::move(known);
    if (!unknown.empty()) response.unknownKey = std::move(unknown);
    return response;
}

std::int64_t Configuration::integer(std::string_view key) const {
    const Entry& entry = at(key);
    assert(entry.type == Type::integer);
    return entry.number;
}

bool Configuration::boolean(std::string_view key) const {
    const Entry& entry = at(key);
    assert(entry.type == Type::boolean);
    return entry.value == "true";
}

const std::vector<MeteredItem>& Configuration::metered(std::string_view key) const {
    const Entry& entry = at(key);
    assert(entry.type == Type::measurands);
    return entry.items;
}

void Configuration::set_integer(std::string_view key, std::int64_t value) { at(key).set(std::to_string(value)); }

}  // namespace simulators
