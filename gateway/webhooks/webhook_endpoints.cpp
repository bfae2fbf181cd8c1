#include "gateway/webhooks/webhook_endpoints.h"

#include <algorithm>

#include "canonical/event.h"
#include "gateway/random.h"
#include "gateway/webhooks/signature.h"

namespace gateway {

namespace {

using canonical::throw_validation_error;

constexpr std::size_t kIdCharacters = 24;
constexpr std::size_t kLongestDescription = 256;

std::string joined_types(const std::vector<std::string>& types) {
    std::string words;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto& known = canonical::event_types();
        const std::string path = "eventTypes[" + std::to_string(i) + "]";
        if (std::find(known.begin(), known.end(), types[i]) == known.end()) throw_validation_error(path, "is no event that there is");
        if (std::find(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(i), types[i]) != types.begin() + static_cast<std::ptrdiff_t>(i))
            throw_validation_error(path, "is there twice");
        words += (words.empty() ? "" : " ") + types[i];
    }
    return words;
}

void check_url(const std::string& text, const AddressRules& addresses) {
    try {
        const auto objection = addresses.objection(parse_endpoint_url(text));
        if (objection) throw_validation_error("url", *objection);
    } catch (const UrlRefused& error) {
        throw_validation_error("url", error.what());
    }
}

void check_description(const std::string& text) {
    if (text.size() > kLongestDescription) throw_validation_error("description", "must have at most 256 bytes");
}

void enable(storage::WebhookEndpointRecord& record, bool enabled) {
    if (record.enabled == enabled) return;
    record.enabled = enabled;
    record.disabled_reason = enabled ? "" : "disabled by a client";
    record.failing_since.reset();
}

}  // namespace

WebhookEndpoints::WebhookEndpoints(const std::vector<Record>& records, storage::Storage& storage, const AddressRules& addresses,
                                   const DeliveryRules& rules, Time& time)
    : storage_(storage), addresses_(addresses), rules_(rules), time_(time) {
    for (const Record& record : records) records_[record.id] = record;
}

const WebhookEndpoints::Record* WebhookEndpoints::find(const std::string& id) const {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second;
}

std::vector<WebhookEndpoints::Record> WebhookEndpoints::of(canonical::Environment environment) const {
    std::vector<Record> found;
    for (const auto& [id, record] : records_) {
        if (record.environment == environment) found.push_back(record);
    }
    std::stable_sort(found.begin(), found.end(), [](const Record& a, const Record& b) { return a.created_at < b.created_at; });
    return found;
}

void WebhookEndpoints::check_room(canonical::Environment environment) {
    if (of(environment).size() < rules_.endpoints) return;
    ++refused_;
    throw_validation_error("body", "there are " + std::to_string(rules_.endpoints) + " endpoints, which is the most; remove one first");
}

void WebhookEndpoints::apply(const EndpointWish& wish, Record& record) const {
    if (wish.url) check_url(*wish.url, addresses_);
    if (wish.description) check_description(*wish.description);
    if (wish.secret && !is_webhook_secret(*wish.secret))
        throw_validation_error("secret", "must be \"whsec_\" and 24 to 64 bytes in base64");
    if (wish.event_types) record.event_types = joined_types(*wish.event_types);
    record.url = wish.url.value_or(record.url);
    record.description = wish.description.value_or(record.description);
    record.secret = wish.secret.value_or(record.secret);
    enable(record, wish.enabled.value_or(record.enabled));
}

void WebhookEndpoints::create(canonical::Environment environment, const EndpointWish& wish, Done done) {
    if (!wish.url) throw_validation_error("url", "is required");
    check_room(environment);
    Record record;
    record.id = "ep_" + random_base62(kIdCharacters);
    record.environment = environment;
    record.secret = new_webhook_secret();
    record.created_at = time_.utc();
    apply(wish, record);
    store(record, {storage::PutWebhookEndpoint{record}}, std::move(done));
}

void WebhookEndpoints::change(const std::string& id, const EndpointWish& wish, Done done) {
    Record record = records_.at(id);
    const bool was_enabled = record.enabled;
    apply(wish, record);
    storage::Batch batch{storage::PutWebhookEndpoint{record}};
    if (record.enabled && (!was_enabled || wish.url)) batch.push_back(storage::HastenDeliveries{id, time_.utc()});
    store(record, std::move(batch), std::move(done));
}

void WebhookEndpoints::rotate_secret(const std::string& id, Done done) {
    Record record = records_.at(id);
    record.previous_secret = std::exchange(record.secret, new_webhook_secret());
    record.previous_until = time_.utc() + rules_.rotation;
    store(record, {storage::PutWebhookEndpoint{record}}, std::move(done));
}

void WebhookEndpoints::remove(const std::string& id, Done done) {
    storage_.write({storage::RemoveWebhookEndpoint{id}}, [this, id, done = std::move(done)](const storage::Written& written) {
        const auto found = records_.find(id);
        const Record record = found == records_.end() ? Record{} : found->second;
        if (written.durable) records_.erase(id);
        done(written.error, record);
    });
}

/// In force at once, so that changes which cross on their way to the disk are built on one another; taken back if the disk
/// does not take it.
void WebhookEndpoints::store(const Record& record, storage::Batch batch, Done done) {
    const Record* const known = find(record.id);
    const std::optional<Record> before = known == nullptr ? std::nullopt : std::optional(*known);
    records_[record.id] = record;
    storage_.write(std::move(batch), [this, record, before, done = std::move(done)](const storage::Written& written) {
        if (!written.durable) {
            if (before) records_[record.id] = *before;
            else records_.erase(record.id);
            return done(written.error, record);
        }
        done("", record);
        on_change(record.id);
    });
}

storage::Change WebhookEndpoints::note(const Record& record) {
    records_[record.id] = record;
    return storage::PutWebhookEndpoint{record};
}

}  // namespace gateway
