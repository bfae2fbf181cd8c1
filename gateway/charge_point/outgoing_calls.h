#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "gateway/clock.h"
#include "ocpp/call_queue.h"

namespace gateway {

/// The CALLs to one charger, one at a time. Who asked is told the outcome while the charger is known, and the control
/// loop has a look then. Owned by the ChargePoint; io thread.
class OutgoingCalls {
  public:
    static constexpr std::size_t kMostWaiting = 16;

    struct Ports {
        std::function<void(const std::string& frame)> send;
        std::function<std::weak_ptr<void>()> still_here;  ///< who is gone is told nothing
        std::function<ocpp::Strictness()> strictness;
        std::function<void()> decide_soon;
    };
    OutgoingCalls(Time& time, ocpp::QuirkCounters& quirks, const std::string& id_prefix,
                  std::chrono::milliseconds timeout, Ports ports)
        : time_(time),
          quirks_(quirks),
          ports_(std::move(ports)),
          queue_({kMostWaiting, timeout}, id_prefix, [this](const std::string& frame) { ports_.send(frame); }) {}
    OutgoingCalls(const OutgoingCalls&) = delete;
    OutgoingCalls& operator=(const OutgoingCalls&) = delete;

    template <class Message>
    void call(const typename Message::Request& request, std::function<void(const ocpp::Outcome<Message>&)> on_outcome,
              ocpp::LateAnswer late = {}) {
        queue_.push<Message>(
            request,
            [this, still_here = ports_.still_here(), on_outcome = std::move(on_outcome)](const auto& outcome) {
                const auto alive = still_here.lock();
                if (!alive) return;
                on_outcome(outcome);
                ports_.decide_soon();
            },
            ports_.strictness(), quirks_, time_.now(), std::move(late));
    }

    ocpp::CallQueue& queue() { return queue_; }

  private:
    Time& time_;
    ocpp::QuirkCounters& quirks_;
    Ports ports_;
    ocpp::CallQueue queue_;
};

}  // namespace gateway
