#include "gateway/api/event_ring.h"

#include <charconv>

namespace gateway {

void EventRing::append(std::string_view type, std::string_view device_id, std::string_view body) {
    ++newest_;
    events_.push_back({newest_, std::string(type), std::string(device_id), event_frame(id(newest_), type, body)});
    if (events_.size() > kMostEvents) events_.pop_front();
}

void EventRing::interrupt() {
    events_.clear();
    ++newest_;
}

bool EventRing::holds_all_after(std::uint64_t sequence) const {
    return sequence <= newest_ && newest_ - sequence <= events_.size();
}

const StreamEvent* EventRing::next(std::uint64_t sequence) const {
    if (sequence == newest_) return nullptr;
    return &events_[events_.size() - static_cast<std::size_t>(newest_ - sequence)];
}

std::optional<std::uint64_t> EventRing::resumable(std::string_view id) const {
    const auto dash = id.rfind('-');
    if (dash == std::string_view::npos || id.substr(0, dash) != epoch_) return std::nullopt;
    const auto digits = id.substr(dash + 1);
    std::uint64_t sequence = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), sequence);
    if (error != std::errc{} || end != digits.data() + digits.size() || !holds_all_after(sequence)) return std::nullopt;
    return sequence;
}

std::string event_frame(std::string_view id, std::string_view type, std::string_view body) {
    std::string frame;
    frame.reserve(id.size() + type.size() + body.size() + 24);
    if (!id.empty()) frame.append("id: ").append(id).append("\n");
    frame.append("event: ").append(type).append("\ndata: ").append(body).append("\n\n");
    return frame;
}

}  // namespace gateway
