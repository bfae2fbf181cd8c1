#pragma once

#include <functional>
#include <vector>

#include "storage/records.h"

namespace storage {

using EventsWritten = std::function<void(const std::vector<EventRecord>&)>;
using ActionWritten = std::function<void(const canonical::Action&)>;

/// Who is told of what became durable, batch by batch. Io thread; owned by a Storage.
struct Audience {
    std::vector<EventsWritten> of_events;
    std::vector<ActionWritten> of_actions;

    void tell(const Batch& batch, const Written& written) const {
        if (!written.durable) return;
        if (!of_actions.empty()) tell_of_actions(batch);
        if (written.events.empty()) return;
        for (const auto& told : of_events) told(written.events);
    }

  private:
    void tell_of_actions(const Batch& batch) const {
        for (const auto& change : batch) {
            const auto* put = std::get_if<PutAction>(&change);
            if (put == nullptr) continue;
            for (const auto& told : of_actions) told(put->record);
        }
    }
};

}  // namespace storage
