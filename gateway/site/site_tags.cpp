#include <algorithm>

#include "gateway/site/site.h"

/// Tags, and what only the whole site knows about sessions.
namespace gateway {

namespace {

constexpr std::int64_t kLargestReservationId = 0x7fffffff;

}  // namespace

void Site::restore_tags(const storage::Snapshot& snapshot) {
    for (const auto& tag : snapshot.tags) authorisation_.put(tag);
}

void Site::restore_offers(const storage::Snapshot& snapshot) {
    for (const auto& row : snapshot.open_reservations) {
        if (const auto charge_point = find(row.charge_point_id)) charge_point->reservations().restore(row);
    }
    for (const auto& row : snapshot.local_lists) {
        if (const auto charge_point = find(row.charge_point_id)) charge_point->local_list().restore(row);
    }
}

void Site::tags_changed() {
    if (!options_.authorisation.local_list) return;
    for (const auto& [id, charge_point] : charge_points_) charge_point->local_list().sync_soon();
}

void Site::put_tag(const storage::TagRecord& tag, std::function<void(std::string)> done) {
    try {
        authorisation_.check(tag);
    } catch (const TagError& error) {
        return done(error.what());
    }
    storage_.write({storage::PutTag{tag}}, [this, tag, done = std::move(done)](const storage::Written& written) {
        if (!written.durable) return done("it could not be stored, so nothing has changed");
        authorisation_.put(tag);
        tags_changed();
        done("");
    });
}

void Site::remove_tag(const std::string& id_tag, std::function<void(TagRemoval)> done) {
    const auto* known = authorisation_.find(id_tag);
    if (known == nullptr) return done(TagRemoval::unknown);
    storage_.write({storage::RemoveTag{known->id_tag}},
                   [this, id_tag, done = std::move(done)](const storage::Written& written) {
                       if (!written.durable) return done(TagRemoval::failed);
                       authorisation_.remove(id_tag);
                       tags_changed();
                       done(TagRemoval::done);
                   });
}

std::int64_t Site::next_reservation_id() {
    last_reservation_id_ = last_reservation_id_ < kLargestReservationId ? last_reservation_id_ + 1 : 1;
    return last_reservation_id_;
}

bool Site::is_charging_elsewhere(const std::string& id_tag, const ChargePoint& asker) const {
    return std::any_of(charge_points_.begin(), charge_points_.end(), [&](const auto& entry) {
        const ChargePoint& other = *entry.second;
        return &other != &asker && other.ledger().runs_elsewhere(id_tag, std::nullopt);
    });
}

std::string Site::owner_of_transaction(std::int64_t transaction_id, const ChargePoint& asker) const {
    for (const auto& [id, charge_point] : charge_points_) {
        if (charge_point.get() != &asker && charge_point->ledger().knows(transaction_id)) return charge_point->record().id;
    }
    return {};
}

}  // namespace gateway
