#include "gateway/api/event_reader.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::size_t kPieceBytes = 32 << 10;    // sent at once; more waits until the peer took it
constexpr std::uint64_t kIdAtLeastEvery = 1024;  // a narrow filter must not let its listener's id grow too old

}  // namespace

bool EventFilter::wants_device(const std::string& id) const { return device_id.empty() || id == device_id; }

bool EventFilter::wants_type(const std::string& type) const {
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

EventReader::Progress EventReader::feed(HttpStream& stream, const Describe& describe) {
    if (stream.queued() > 0) return Progress::more_later;
    std::string piece = std::move(first_);
    first_.clear();
    take_states(piece, describe);
    if (!ring_.holds_all_after(at_)) return Progress::lost;
    if (to_show_.empty()) take_events(piece);
    if (!piece.empty()) stream.send(piece);
    return to_show_.empty() && at_ == ring_.newest() ? Progress::nothing_left : Progress::more_later;
}

void EventReader::take_states(std::string& piece, const Describe& describe) {
    while (shown_ < to_show_.size() && piece.size() < kPieceBytes) {
        const std::string body = describe(to_show_[shown_++]);
        if (!body.empty()) piece += event_frame({}, "device", body);
    }
    if (shown_ < to_show_.size()) return;
    to_show_.clear();
    shown_ = 0;
    if (owes_id_) piece += "id: " + ring_.id(at_) + "\n\n";
    owes_id_ = false;
}

void EventReader::take_events(std::string& piece) {
    while (piece.size() < kPieceBytes) {
        const StreamEvent* event = ring_.next(at_);
        if (event == nullptr) return;
        at_ = event->sequence;
        ++passed_over_;
        if (filter_.wants(*event)) piece += event->frame;
        else if (passed_over_ >= kIdAtLeastEvery) piece += "id: " + ring_.id(at_) + "\n\n";
        else continue;
        passed_over_ = 0;
    }
}

}  // namespace gateway
