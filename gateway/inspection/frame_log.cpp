#include "gateway/inspection/frame_log.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::size_t kLeastBytes = 4096;  // so that a log of a crowded site still shows something

}  // namespace

std::size_t FrameBudget::bytes_for_each() const {
    return std::min(bytes, std::max(kLeastBytes, site_bytes / std::max<std::size_t>(logs, 1)));
}

void FrameLog::add(Direction direction, std::string_view text, UtcTime at) {
    ++(direction == Direction::received ? received_ : sent_);
    if (budget_->frames == 0) return;
    const bool is_cut = text.size() > budget_->frame_bytes;
    if (is_cut) ++budget_->cut;
    frames_.push_back({at, direction, is_cut, std::string(text.substr(0, budget_->frame_bytes))});
    bytes_ += frames_.back().text.size();
    const std::size_t most = budget_->bytes_for_each();
    while (frames_.size() > budget_->frames || (bytes_ > most && frames_.size() > 1)) {
        bytes_ -= frames_.front().text.size();
        frames_.pop_front();
        ++budget_->dropped;
    }
}

}  // namespace gateway
