#pragma once

#include <functional>
#include <string>
#include <utility>

#include "gateway/charge_point/charger_context.h"
#include "ocpp/call_queue.h"

namespace gateway {

/// The CALLs to one charger, one at a time. Who asked is told the outcome while the charger is known, and the control
/// loop has a look then. Owned by the ChargePoint; io thread.
class OutgoingCalls {
  public:
    static constexpr std::size_t kMostWaiting = 16;

    OutgoingCalls(ChargerContext& charger, std::function<void(const std::string& frame)> send)
        : charger_(charger),
          queue_({kMostWaiting, charger.services.timings.call_timeout}, charger.services.call_id_prefix,
                 std::move(send)) {}

    template <class Message>
    void call(const typename Message::Request& request, std::function<void(const ocpp::Outcome<Message>&)> on_outcome,
              ocpp::LateAnswer late = {}) {
        queue_.push<Message>(
            request,
            [still_here = charger_.still_here(), decide_soon = &charger_.decide_soon,
             on_outcome = std::move(on_outcome)](const auto& outcome) {
                const auto alive = still_here.lock();
                if (!alive) return;
                on_outcome(outcome);
                (*decide_soon)();
            },
            charger_.strictness(), charger_.quirks, charger_.now(), std::move(late));
    }

    ocpp::CallQueue& queue() { return queue_; }

  private:
    ChargerContext& charger_;
    ocpp::CallQueue queue_;
};

}  // namespace gateway
