#include "gateway/inspection/charger_journal.h"

#include "gateway/decision/configuration_keys.h"
#include "gateway/inspection/secrets.h"

namespace gateway {

namespace {

ReadKey read_key(const ocpp::KeyValue& entry, UtcTime at) {
    ReadKey key;
    key.name = entry.key.value.substr(0, ChargerJournal::kLongestName);
    key.read_at = at;
    key.is_read_only = entry.readonly;
    key.has_value = entry.value.has_value();
    if (key.has_value && is_secret_key(key.name)) key.value = kMask;
    else if (key.has_value) key.value = without_secrets(entry.value->value.substr(0, ChargerJournal::kLongestValue));
    return key;
}

}  // namespace

void ChargerJournal::configuration_read(const ocpp::GetConfiguration::Response& response, UtcTime at) {
    if (!response.configurationKey) return;
    for (const auto& entry : *response.configurationKey) {
        const ReadKey key = read_key(entry, at);
        const std::string name = lower_case(key.name);
        if (!name.empty() && (keys_.size() < kMostKeys || keys_.count(name) > 0)) keys_[name] = key;
    }
}

std::optional<int> ChargerJournal::number_of(const std::string& key) const {
    const auto found = keys_.find(lower_case(key));
    return found == keys_.end() ? std::nullopt : number_in(found->second.value);
}

JobStatus ChargerJournal::job(const std::string& status, std::optional<std::int64_t> request_id, UtcTime at) {
    return {status.substr(0, kLongestStatus), request_id, at};
}

}  // namespace gateway
