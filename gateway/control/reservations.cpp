#include "gateway/control/reservations.h"

#include <algorithm>

#include "gateway/control/authorisation.h"

namespace gateway {

using storage::ReservationRecord;
using storage::ReservationState;

Reservations::Reservations(Time& time, Store store)
    : time_(time), store_(std::move(store)), alarm_(time.make_alarm([this] { expire(); })) {}

void Reservations::restore(const ReservationRecord& record) {
    open_[record.reservation_id] = record;
    watch();
}

void Reservations::opened(const ReservationRecord& record) {
    if (is_full() && open_.count(record.reservation_id) == 0) {
        ++left_out_;
        return;
    }
    open_[record.reservation_id] = record;
    store_(record);
    watch();
}

bool Reservations::close(std::int64_t id, ReservationState state) {
    const auto found = open_.find(id);
    if (found == open_.end()) return false;
    ReservationRecord record = found->second;
    open_.erase(found);
    record.state = state;
    store_(record);
    watch();
    return true;
}

const ReservationRecord* Reservations::used_by(std::optional<std::int64_t> id, const std::string& id_tag,
                                               int connector_id) const {
    if (id) {
        const auto found = open_.find(*id);
        return found == open_.end() ? nullptr : &found->second;
    }
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& entry) {
        const ReservationRecord& record = entry.second;
        const bool is_there = record.connector_id == 0 || record.connector_id == connector_id;
        return is_there && Authorisation::same(record.id_tag, id_tag);
    });
    return found == open_.end() ? nullptr : &found->second;
}

std::vector<ReservationRecord> Reservations::open() const {
    std::vector<ReservationRecord> all;
    for (const auto& [id, record] : open_) all.push_back(record);
    return all;
}

void Reservations::expire() {
    const UtcTime now = time_.utc();
    std::vector<std::int64_t> over;
    for (const auto& [id, record] : open_) {
        if (record.expires_at <= now) over.push_back(id);
    }
    for (const auto id : over) close(id, ReservationState::expired);
    watch();
}

/// Looks again after an hour at the latest, since only the steady clock rings and the other one may be set.
void Reservations::watch() {
    constexpr std::chrono::milliseconds kLongestNap = std::chrono::hours(1);
    if (open_.empty()) return alarm_->clear();
    const auto next = std::min_element(open_.begin(), open_.end(), [](const auto& a, const auto& b) {
        return a.second.expires_at < b.second.expires_at;
    });
    const std::chrono::milliseconds left = next->second.expires_at - time_.utc();
    alarm_->set(time_.now() + std::clamp(left, std::chrono::milliseconds(0), kLongestNap));
}

}  // namespace gateway
