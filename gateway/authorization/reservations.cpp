#include "gateway/authorization/reservations.h"

#include <algorithm>

#include "gateway/authorization/authorisation.h"

namespace gateway {

namespace {

struct OutcomeWords {
    std::string operator()(const ocpp::Refused& refused) const { return refused.code + ": " + refused.description; }
    std::string operator()(const ocpp::Unusable& unusable) const { return "unusable answer: " + unusable.reason; }
    std::string operator()(const ocpp::TimedOut&) const { return "the charger did not answer"; }
    std::string operator()(const ocpp::Disconnected&) const { return "the charger is not connected"; }
    template <class Response>
    auto operator()(const Response& response) const -> decltype(response.status.text()) {
        return response.status.text();
    }
    std::string operator()(const ocpp::Superseded&) const { return "the call could not be made"; }
    std::string operator()(const ocpp::QueueFull&) const { return "too many calls wait for this charger"; }
};

/// Of its tag or of its tag's group.
bool is_for(const storage::ReservationRecord& record, const storage::TransactionRecord& start) {
    if (Authorisation::same(record.id_tag, start.id_tag)) return true;
    return !record.parent_id_tag.empty() && Authorisation::same(record.parent_id_tag, start.parent_id_tag);
}

template <class Message, class Status>
bool is_answered(const ocpp::Outcome<Message>& outcome, Status status) {
    const auto* response = std::get_if<typename Message::Response>(&outcome);
    return response != nullptr && response->status == status;
}

}  // namespace

using storage::ReservationRecord;
using storage::ReservationState;

Reservations::Reservations(Time& time, std::string charge_point_id, Ports ports)
    : time_(time),
      charge_point_id_(std::move(charge_point_id)),
      ports_(std::move(ports)),
      timer_(time.make_timer([this] { expire(); })) {}

void Reservations::restore(const ReservationRecord& record) {
    open_[record.reservation_id] = record;
    watch();
}

std::string Reservations::why_not(const ReservationRequest& request) const {
    if (request.connector_id < 0 || request.connector_id > kMostConnectors) return "no charger has such a connector";
    if (request.expires_at <= time_.utc()) return "a reservation has to end in the future";
    if (is_full()) return "the charger has as many open reservations as are kept";
    return ports_.why_not_now();
}

void Reservations::reserve(const ReservationRequest& request, Done done) {
    const std::string reason = why_not(request);
    if (!reason.empty()) return done({reason, {}});
    std::int64_t id = ports_.next_id();
    while (open_.count(id) != 0) id = ports_.next_id();  // the operator's own numbers are any
    const ReservationRecord record{id,
                                   charge_point_id_,
                                   request.connector_id,
                                   request.id_tag,
                                   request.parent_id_tag,
                                   request.expires_at,
                                   time_.utc(),
                                   ReservationState::open};
    // Its number is on disk first: it must not be given again after a crash.
    ports_.store(record, [this, record, done = std::move(done)](bool durable) {
        if (!durable) return done({"it could not be stored, so the charger was not asked", {}, true});
        send(record, done);
    });
}

void Reservations::send(const ReservationRecord& record, Done done) {
    ocpp::ReserveNow::Request request;
    request.connectorId = record.connector_id;
    request.expiryDate = record.expires_at;
    request.idTag = record.id_tag;
    if (!record.parent_id_tag.empty()) request.parentIdTag = ocpp::IdToken(record.parent_id_tag);
    request.reservationId = record.reservation_id;
    restore(record);
    ports_.reserve(request, [this, record, done = std::move(done)](const auto& outcome) {
        const bool accepted = is_answered<ocpp::ReserveNow>(outcome, ocpp::ReservationStatus::Accepted);
        if (!accepted) close(record.reservation_id, ReservationState::cancelled);
        done({accepted ? "" : std::visit(OutcomeWords{}, outcome), record});
    });
}

void Reservations::cancel(std::int64_t id, Done done) {
    const std::string reason = ports_.why_not_now();
    const auto found = open_.find(id);
    ReservationRecord record = found == open_.end() ? ReservationRecord{} : found->second;
    if (!reason.empty()) return done({reason, record});
    ports_.cancel(id, [this, record, id, done = std::move(done)](const auto& outcome) mutable {
        const bool accepted = is_answered<ocpp::CancelReservation>(outcome, ocpp::CancelReservationStatus::Accepted);
        if (accepted) {
            close(id, ReservationState::cancelled);
            record.state = ReservationState::cancelled;
        }
        done({accepted ? "" : std::visit(OutcomeWords{}, outcome), record});
    });
}

void Reservations::was_reserved(const ocpp::ReserveNow::Request& request) {
    if (is_full() && open_.count(request.reservationId) == 0) {
        ++left_out_;
        return;
    }
    close(request.reservationId, ReservationState::cancelled);  // the same number takes its place (5.13)
    const ReservationRecord record{request.reservationId,
                                   charge_point_id_,
                                   static_cast<int>(request.connectorId),
                                   request.idTag.value,
                                   request.parentIdTag ? request.parentIdTag->value : "",
                                   request.expiryDate.time.value_or(time_.utc()),
                                   time_.utc(),
                                   ReservationState::open};
    ports_.store(record, [](bool) {});
    restore(record);
}

bool Reservations::close(std::int64_t id, ReservationState state) {
    const auto found = open_.find(id);
    if (found == open_.end()) return false;
    ReservationRecord record = found->second;
    open_.erase(found);
    record.state = state;
    ports_.store(record, [](bool) {});
    watch();
    return true;
}

const ReservationRecord* Reservations::used_by(const storage::TransactionRecord& start, bool is_known_tag) const {
    const auto named = start.reservation_id ? open_.find(*start.reservation_id) : open_.end();
    if (named != open_.end()) {
        // The charger may know a group that we do not: only a tag whose group is known to be another is none of it.
        const bool may_be_of_group =
            !named->second.parent_id_tag.empty() && !is_known_tag && start.parent_id_tag.empty();
        if (is_for(named->second, start) || may_be_of_group) return &named->second;
    }
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& entry) {
        const ReservationRecord& record = entry.second;
        return (record.connector_id == 0 || record.connector_id == start.connector_id) && is_for(record, start);
    });
    return found == open_.end() ? nullptr : &found->second;
}

bool Reservations::is_open_for(int connector_id) const {
    return std::any_of(open_.begin(), open_.end(), [connector_id](const auto& entry) {
        return entry.second.connector_id == 0 || entry.second.connector_id == connector_id;
    });
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
    if (open_.empty()) return timer_->clear();
    const auto next = std::min_element(open_.begin(), open_.end(), [](const auto& a, const auto& b) {
        return a.second.expires_at < b.second.expires_at;
    });
    const std::chrono::milliseconds left = next->second.expires_at - time_.utc();
    timer_->set(time_.now() + std::clamp(left, std::chrono::milliseconds(0), kLongestNap));
}

}  // namespace gateway
