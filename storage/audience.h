#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "storage/records.h"

namespace storage {

using EventsWritten = std::function<void(const std::vector<EventRecord>&)>;
using AuditWritten = std::function<void(const AuditRecord&)>;
using ActionWritten = std::function<void(const canonical::Action&)>;

/// Gives everybody their word; what the first of them threw comes out again when all have had it.
class EachInTurn {
  public:
    template <class Work>
    void run(Work work) {
        try {
            work();
        } catch (...) {
            if (!failure_) failure_ = std::current_exception();
        }
    }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    std::exception_ptr failure_;
};

/// Who is told of what became durable, batch by batch. Io thread; owned by a Storage.
struct Audience {
    std::vector<EventsWritten> of_events;
    std::vector<ActionWritten> of_actions;
    std::vector<AuditWritten> of_audit;

    void tell(const Batch& batch, const Written& written, EachInTurn& each) const {
        if (!written.durable) return;
        if (!of_actions.empty()) tell_of_actions(batch, each);
        for (const auto& record : written.audited) {
            for (const auto& told : of_audit) each.run([&] { told(record); });
        }
        if (written.events.empty()) return;
        for (const auto& told : of_events) each.run([&] { told(written.events); });
    }

  private:
    void tell_of_actions(const Batch& batch, EachInTurn& each) const {
        for (const auto& change : batch) {
            const auto* put = std::get_if<PutAction>(&change);
            if (put == nullptr) continue;
            for (const auto& told : of_actions) each.run([&] { told(put->record); });
        }
    }
};

}  // namespace storage
