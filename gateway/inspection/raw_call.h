#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "gateway/clock.h"
#include "ocpp/lazy_deque.h"

/// CALLs that the operator asked for, on their way through a charge point's one queue.
namespace gateway {

/// What became of one; plain text, nothing masked.
struct RawOutcome {
    enum class Status { answered, refused, unusable, timed_out, disconnected, queue_full };
    Status status = Status::answered;
    std::string response;           ///< answered: the payload; unusable: the frame as it came, bounded
    std::string code, description;  ///< refused: the charger's; unusable: the reason in `description`
    std::string warning;            ///< of the gateway's own, where what was asked for will not last
};

struct RawCall {
    std::string action;
    std::string payload;                          ///< a JSON object that was checked
    std::chrono::milliseconds timeout;            ///< to be sent, and then once more to be answered
    std::function<void(const RawOutcome&)> done;  ///< exactly once, maybe from inside the call
    std::function<void()> sent{};                 ///< before that, once its turn has come, if ever
};

/// Those that wait for their turn, in order, bounded. Pure; owned by the charge point.
class RawCallLine {
  public:
    static constexpr std::size_t kMostWaiting = 16;

    /// A full line is told queue_full.
    void push(RawCall call, SteadyTime now);
    bool is_empty() const { return waiting_.empty(); }
    RawCall take_first();
    /// Ends those that waited for too long; when to look again.
    std::optional<SteadyTime> expire(SteadyTime now);
    void end_all(RawOutcome::Status status);

  private:
    struct Waiting {
        RawCall call;
        SteadyTime send_before;
    };
    ocpp::LazyDeque<Waiting> waiting_;
};

}  // namespace gateway
