#include "gateway/webhooks/webhook_endpoints.h"

#include <algorithm>
#include <tuple>

#include "canonical/event.h"
#include "gateway/random.h"
#include "gateway/webhooks/signature.h"

namespace gateway {

namespace {

using canonical::throw_validation_error;

constexpr std::size_t kEndpointIdCharacters = 24;
constexpr std::size_t kLongestDescription = 256;

std::string joined_types(const std::vector<std::string>& types) {
    std::string words;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto& known = canonical::event_types();
        const std::string path = "eventTypes[" + std::to_string(i) + "]";
        if (std::find(known.begin(), known.end(), types[i]) == known.end())
            throw_validation_error(path, "is no event that there is");
        if (std::find(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(i), types[i]) !=
            types.begin() + static_cast<std::ptrdiff_t>(i))
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

bool wakes(const storage::WebhookEndpointRecord& before, const storage::WebhookEndpointRecord& after) {
    return after.enabled && (!before.enabled || after.url != before.url);
}

auto health_of(const storage::WebhookEndpointRecord& record) {
    return std::tie(record.enabled, record.disabled_reason, record.failing_since);
}

void take_health(storage::WebhookEndpointRecord& record, const storage::WebhookEndpointRecord& from) {
    record.enabled = from.enabled;
    record.disabled_reason = from.disabled_reason;
    record.failing_since = from.failing_since;
}

}  // namespace

WebhookEndpoints::WebhookEndpoints(const std::vector<Record>& records, storage::Storage& storage,
                                   const AddressRules& addresses, const DeliveryRules& rules, Time& time)
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
    std::stable_sort(found.begin(), found.end(),
                     [](const Record& a, const Record& b) { return a.created_at < b.created_at; });
    return found;
}

void WebhookEndpoints::check_room(canonical::Environment environment) {
    if (of(environment).size() < rules_.endpoints) return;
    ++refused_;
    throw_validation_error(
        "body", "there are " + std::to_string(rules_.endpoints) + " endpoints, which is the most; remove one first");
}

void WebhookEndpoints::apply(const EndpointRequest& request, Record& record) const {
    if (request.url) check_url(*request.url, addresses_);
    if (request.description) check_description(*request.description);
    if (request.secret && !is_webhook_secret(*request.secret))
        throw_validation_error("secret", "must be \"whsec_\" and 24 to 64 bytes in base64");
    if (request.event_types) record.event_types = joined_types(*request.event_types);
    record.url = request.url.value_or(record.url);
    record.description = request.description.value_or(record.description);
    record.secret = request.secret.value_or(record.secret);
    enable(record, request.enabled.value_or(record.enabled));
}

void WebhookEndpoints::create(canonical::Environment environment, const EndpointRequest& request, Done done) {
    if (!request.url) throw_validation_error("url", "is required");
    check_room(environment);
    Record record;
    record.id = "ep_" + random_base62(kEndpointIdCharacters);
    record.environment = environment;
    record.secret = new_webhook_secret();
    record.created_at = time_.utc();
    apply(request, record);
    store(record, {storage::PutWebhookEndpoint{record}}, std::move(done));
}

/// Whatever was found out at another URL says nothing about this one.
void WebhookEndpoints::change(const std::string& id, const EndpointRequest& request, Done done) {
    const Record& before = records_.at(id);
    Record record = before;
    apply(request, record);
    if (record.url != before.url) record.failing_since.reset();
    storage::Batch batch{storage::PutWebhookEndpoint{record}};
    if (wakes(before, record)) batch.push_back(storage::HastenDeliveries{id, time_.utc()});
    store(record, std::move(batch), std::move(done));
}

void WebhookEndpoints::rotate_secret(const std::string& id, Done done) {
    Record record = records_.at(id);
    record.previous_secret = std::exchange(record.secret, new_webhook_secret());
    record.previous_until = time_.utc() + rules_.rotation;
    store(record, {storage::PutWebhookEndpoint{record}}, std::move(done));
}

void WebhookEndpoints::remove(const std::string& id, Done done) {
    const Record record = records_.at(id);
    begin_change(id);
    records_.erase(id);
    storage_.write({storage::RemoveWebhookEndpoint{id}},
                   [this, record, done = std::move(done)](const storage::Written& written) {
                       changing_.erase(record.id);
                       if (!written.durable) records_[record.id] = record;
                       done(written.error, record);
                       on_change(record.id);
                   });
}

void WebhookEndpoints::begin_change(const std::string& id) {
    if (!changing_.insert(id).second)
        throw canonical::ApiError(409, "CONFLICT", "another change of this webhook is under way; please try again");
}

/// In force at once; taken back if the disk does not take it.
void WebhookEndpoints::store(const Record& record, storage::Batch batch, Done done) {
    begin_change(record.id);
    const Record* const known = find(record.id);
    const std::optional<Record> before = known == nullptr ? std::nullopt : std::optional(*known);
    records_[record.id] = record;
    storage_.write(std::move(batch), [this, record, before, done = std::move(done)](const storage::Written& written) {
        changing_.erase(record.id);
        if (!written.durable) {
            take_back(record, before);
            return done(written.error, record);
        }
        done("", record);
        if (!before || wakes(*before, record)) on_change(record.id);
    });
}

/// What deliveries found out meanwhile is on its way to the disk by itself and stays.
void WebhookEndpoints::take_back(const Record& change, const std::optional<Record>& before) {
    const Record now = records_.at(change.id);
    if (!before) {
        records_.erase(change.id);
        return;
    }
    records_[change.id] = *before;
    if (health_of(now) != health_of(change)) take_health(records_[change.id], now);
}

storage::Change WebhookEndpoints::note(const Record& record) {
    take_health(records_.at(record.id), record);
    return storage::PutWebhookHealth{record.id, record.enabled, record.disabled_reason, record.failing_since};
}

}  // namespace gateway
