#include "gateway/site/charger_registry.h"

#include <algorithm>

#include "gateway/log.h"
#include "json/ascii.h"

namespace gateway {

namespace {

constexpr std::int64_t kLargestReservationId = 0x7fffffff;

/// A word that cannot be read must not stop the charger that it is about.
void overlay_or_log(Traits& traits, const std::string& json_object, const std::string& whose) {
    try {
        overlay(traits, json_object);
    } catch (const TraitError& error) {
        log::error("traits.unreadable", whose + ": " + error.what());
    }
}

}  // namespace

ChargerRegistry::ChargerRegistry(const SiteOptions& options, SiteServices& services, const storage::Snapshot& snapshot)
    : options_(options),
      services_(services),
      transaction_ids_(snapshot.last_transaction_id),
      last_reservation_id_(snapshot.last_reservation_id) {}

std::string ChargerRegistry::folded(const std::string& id) { return json::lower_case(id); }

std::shared_ptr<ChargePoint> ChargerRegistry::find(const std::string& id) const {
    const auto found = all_.find(folded(id));
    return found == all_.end() ? nullptr : found->second;
}

std::shared_ptr<ChargePoint> ChargerRegistry::add(storage::ChargePointRecord record) {
    const auto key = folded(record.id);
    auto charge_point = std::make_shared<ChargePoint>(std::move(record), services_);
    all_[key] = charge_point;
    return charge_point;
}

ChargerRegistry::Discovered::iterator ChargerRegistry::find_discovered(const std::string& id) {
    const std::string wanted = folded(id);
    return std::find_if(discovered_.begin(), discovered_.end(),
                        [&](const auto& known) { return folded(known.id) == wanted; });
}

const ocpp::ChargerKind* ChargerRegistry::kind_of(const storage::ChargePointRecord& record) const {
    return options_.charger_kinds->match(record.vendor, record.model, record.firmware_version);
}

Traits ChargerRegistry::traits_of(const storage::ChargePointRecord& record) const {
    Traits traits;
    if (const auto* kind = kind_of(record)) overlay_or_log(traits, kind->traits, "charger kind " + kind->name);
    if (!record.traits.empty()) overlay_or_log(traits, record.traits, record.id);
    return traits;
}

std::int64_t ChargerRegistry::next_reservation_id() {
    last_reservation_id_ = last_reservation_id_ < kLargestReservationId ? last_reservation_id_ + 1 : 1;
    return last_reservation_id_;
}

bool ChargerRegistry::charges_elsewhere(const std::string& id_tag, const ChargePoint& asker) const {
    return std::any_of(all_.begin(), all_.end(), [&](const auto& entry) {
        const ChargePoint& other = *entry.second;
        return &other != &asker && other.ledger().runs_elsewhere(id_tag, std::nullopt);
    });
}

std::string ChargerRegistry::owner_of_transaction(std::int64_t transaction_id, const ChargePoint& asker) const {
    for (const auto& [id, charge_point] : all_) {
        if (charge_point.get() != &asker && charge_point->ledger().knows(transaction_id))
            return charge_point->record().id;
    }
    return {};
}

}  // namespace gateway
