#include "ocpp/answer_cache.h"

#include <functional>

namespace ocpp {

AnswerCache::Fingerprint AnswerCache::fingerprint(std::string_view message) {
    return std::hash<std::string_view>{}(message);
}

bool AnswerCache::is_always_new(std::string_view action) {
    return action == "Heartbeat" || action == "BootNotification" || action == "StatusNotification";
}

void AnswerCache::end(const std::string& id) {
    const auto one = in_work_.find(id);
    if (one != in_work_.end()) in_work_.erase(one);
}

std::optional<std::string> AnswerCache::find(Fingerprint message) const {
    for (const Entry& entry : entries_) {
        if (entry.message == message) return entry.answer;
    }
    return std::nullopt;
}

void AnswerCache::remember(Fingerprint message, std::string answer) {
    if (entries_.size() == kRemembered) entries_.pop_front();
    entries_.push_back({message, std::move(answer)});
}

}  // namespace ocpp
