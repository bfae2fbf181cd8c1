#pragma once

#include <vector>

#include "canonical/event.h"
#include "storage/records.h"

namespace gateway {

/// Events are durable in the batch of the change that they tell of.
inline void append_event(storage::Batch& batch, const canonical::Event& event) {
    batch.push_back(storage::AppendEvent{
        {0, event.id, event.type, event.environment, event.device_id, event.body, event.created_at}});
}

inline void append_events(storage::Batch& batch, const std::vector<canonical::Event>& events) {
    for (const auto& event : events) append_event(batch, event);
}

}  // namespace gateway
