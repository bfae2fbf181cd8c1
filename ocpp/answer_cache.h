#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ocpp/lazy_deque.h"

namespace ocpp {

/// The last answers given on one socket, so that a literal repeat of a message gets the same answer again and no
/// second effect (quirk 41). The same id with another content is a new message.
class AnswerCache {
  public:
    static constexpr std::size_t kRemembered = 64;

    /// What identifies a message: its whole text, id, action and payload.
    using Fingerprint = std::uint64_t;
    static Fingerprint fingerprint(std::string_view message);

    /// True for actions whose answer depends on the moment and which are therefore always handled anew.
    static bool is_always_new(std::string_view action);

    /// The ids of CALLs that are being handled: a second one with such an id is none (catalogue, 1.9).
    void begin(const std::string& id) { in_work_.insert(id); }
    bool is_in_work(const std::string& id) const { return in_work_.count(id) > 0; }
    void end(const std::string& id);

    std::optional<std::string> find(Fingerprint message) const;
    void remember(Fingerprint message, std::string answer);

  private:
    struct Entry {
        Fingerprint message;
        std::string answer;
    };
    LazyDeque<Entry> entries_;
    std::multiset<std::string> in_work_;
};

}  // namespace ocpp
