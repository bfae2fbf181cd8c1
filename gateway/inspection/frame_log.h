#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/clock.h"
#include "ocpp/lazy_deque.h"

namespace gateway {

/// What the frame logs of all chargers may take; owned by the Site, outlives them. Io thread.
struct FrameBudget {
    std::size_t frames = 200;                   ///< per charger; 0 switches the log off
    std::size_t bytes = 64 * 1024;              ///< per charger
    std::size_t frame_bytes = 8 * 1024;         ///< of one frame; the rest is cut off
    std::size_t site_bytes = 64 * 1024 * 1024;  ///< shared evenly where there are many chargers
    std::size_t logs = 0;
    std::uint64_t cut = 0, dropped = 0;  ///< frames that were longer, and that made room

    std::size_t bytes_for_each() const;
};

/// The last frames of one charger over all its sockets, as they passed: a copy of the text and no more, since it is
/// rarely read. Whoever shows them masks them (secrets.h). Io thread; owned by the charge point.
class FrameLog {
  public:
    enum class Direction { received, sent };
    struct Frame {
        UtcTime at{};
        Direction direction = Direction::received;
        bool is_cut = false;
        std::string text;
    };

    /// Shared: a charge point may be held a little longer than the Site lives.
    explicit FrameLog(std::shared_ptr<FrameBudget> budget) : budget_(std::move(budget)) { ++budget_->logs; }
    ~FrameLog() { --budget_->logs; }
    FrameLog(const FrameLog&) = delete;
    FrameLog& operator=(const FrameLog&) = delete;

    void add(Direction direction, std::string_view text, UtcTime at);
    /// Oldest first.
    const ocpp::LazyDeque<Frame>& frames() const { return frames_; }
    /// Of both directions since the start.
    std::uint64_t received() const { return received_; }
    std::uint64_t sent() const { return sent_; }

  private:
    std::shared_ptr<FrameBudget> budget_;
    ocpp::LazyDeque<Frame> frames_;
    std::size_t bytes_ = 0;
    std::uint64_t received_ = 0, sent_ = 0;
};

}  // namespace gateway
